// A served program and readers of its page: what they open, what the page complains of, what axe finds.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { launch } from "./chromium.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf-8");

// WebGL by the processor, where there is no other.
const SOFTWARE = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"];

export const source = (path) => `${process.env.KINFOLD_SOURCE}/${path}`;

// Films of the demo's data with names and genres, learned for a while.
export function films(folder) {
  folder.run("train", "ratings", source("data/demo/ratings.parquet"), "--item-names", source("data/demo/movies.parquet"),
    "--item-features", source("data/demo/movies.parquet"), "--epochs", 8, "--out", "films.kf");
}

export class Served {
  static async start(folder, ...words) {
    const served = new Served();
    served.child = spawn(process.env.KINFOLD, ["serve", ...words, "--port", "0", "--json", "--access-log", "off"],
      { cwd: folder.path, stdio: ["ignore", "pipe", "inherit"] });
    const [line] = await new Promise((done, fail) => {
      createInterface(served.child.stdout).once("line", (text) => done([text]));
      served.child.once("exit", (code) => fail(new Error(`kinfold serve ended with ${code}`)));
    });
    served.address = JSON.parse(line).address;
    served.browser = await launch(SOFTWARE);
    return served;
  }

  async stop() {
    await this.browser.close();
    const gone = new Promise((done) => this.child.once("exit", done));
    this.child.kill("SIGTERM");
    await gone;
  }

  // A reader at a place of the page, "#/films/map". `complaints` are what the console says and requests to other hosts.
  async open(place, { dark = false, width = 1200, height = 860, ready = "main h1" } = {}) {
    const context = await this.browser.newContext({ viewport: { width, height }, colorScheme: dark ? "dark" : "light", reducedMotion: "reduce" });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    const complaints = [];
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && !message.text().includes("GL Driver Message") && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("request", (request) => request.url().startsWith(`${this.address}/`) || complaints.push(`asked for ${request.url()}`));
    await page.goto(`${this.address}/${place}`);
    await page.waitForSelector(ready);
    return { page, complaints, close: () => context.close() };
  }
}

// Serious and critical faults that axe finds on the page as it is, by day and by night.
export async function faults(page) {
  await page.waitForFunction(() => !document.querySelector("[aria-busy]"));
  await page.evaluate(axe);
  const found = [];
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await page.evaluate(() => window.axe.run());
    for (const { id, impact, nodes } of violations)
      if (["serious", "critical"].includes(impact))
        found.push(`${colorScheme}: ${id}: ${nodes.slice(0, 3).map(({ target }) => target.join(" ")).join("; ")}`);
  }
  return found;
}

export const texts = (page, selector) => page.locator(selector).allInnerTexts();
