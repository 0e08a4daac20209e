// Opens pages in Chromium and records their console errors and requests.
import { chromium } from "playwright-core";

const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

export function launch(extraArgs = []) {
  const executablePath = process.env.KINFOLD_CHROMIUM ?? "/usr/bin/chromium";
  return chromium.launch({ executablePath, headless: true, args: [...FLAGS, ...extraArgs] });
}

// visit(browser, url, {dark, width, height, print}) returns {page, errors, requests}. `errors` are console errors and
// warnings and exceptions. `requests` are the URLs of all requests but that of the page. Both grow while the page is used.
// Close it with page.context().close().
export async function visit(browser, url, { dark = false, width = 1100, height = 800, print = false } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: dark ? "dark" : "light" });
  const page = await context.newPage();
  const errors = [], requests = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("request", (request) => {
    if (request.url() !== url && !request.url().startsWith("data:")) requests.push(request.url());
  });
  if (print) await page.emulateMedia({ media: "print" });
  await page.goto(url, { waitUntil: "load" });
  return { page, errors, requests };
}
