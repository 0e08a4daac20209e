// Opens pages in Chromium as a reader does, and keeps what a page complains of and what it asks of others.
import { chromium } from "playwright-core";

const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

export function launch(more = []) {
  const executablePath = process.env.KINFOLD_CHROMIUM ?? "/usr/bin/chromium";
  return chromium.launch({ executablePath, headless: true, args: [...FLAGS, ...more] });
}

// visit(browser, url, {dark, width, height, paper}) gives {page, complaints, requests}. `complaints` are errors and
// warnings of the console and exceptions; `requests` are all addresses asked for but the page's own: both grow while the
// page is used. Close it by page.context().close().
export async function visit(browser, url, { dark = false, width = 1100, height = 800, paper = false } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: dark ? "dark" : "light" });
  const page = await context.newPage();
  const complaints = [], requests = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    if (request.url() !== url && !request.url().startsWith("data:")) requests.push(request.url());
  });
  if (paper) await page.emulateMedia({ media: "print" });
  await page.goto(url, { waitUntil: "load" });
  return { page, complaints, requests };
}
