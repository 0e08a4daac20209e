// Starts a server and opens its page in a browser. Records console errors and checks accessibility with axe.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { launch } from "./chromium.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf-8");

// Software WebGL.
const SOFTWARE = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"];

export const source = (path) => `${process.env.KINFOLD_SOURCE}/${path}`;

// Trains a ratings model of the demo data, with item names and features.
export function films(folder) {
  folder.run("train", "ratings", source("data/demo/ratings.parquet"), "--item-names", source("data/demo/movies.parquet"),
    "--item-features", source("data/demo/movies.parquet"), "--epochs", 8, "--out", "films.kf");
}

export class Served {
  static async start(folder, ...args) {
    const served = new Served();
    served.child = spawn(process.env.KINFOLD, ["serve", ...args, "--port", "0", "--json", "--access-log", "off"],
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
    const exited = new Promise((done) => this.child.once("exit", done));
    this.child.kill("SIGTERM");
    await exited;
  }

  // Opens a route of the page, such as "#/films/map". `errors` are console errors and requests to other hosts.
  async open(route, { dark = false, width = 1200, height = 860, ready = "main h1" } = {}) {
    const context = await this.browser.newContext({ viewport: { width, height }, colorScheme: dark ? "dark" : "light", reducedMotion: "reduce" });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    const errors = [];
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && !message.text().includes("GL Driver Message") && errors.push(message.text()));
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("request", (request) => request.url().startsWith(`${this.address}/`) || errors.push(`request to ${request.url()}`));
    await page.goto(`${this.address}/${route}`);
    await page.waitForSelector(ready);
    return { page, errors, close: () => context.close() };
  }
}

// Returns the serious and critical violations that axe finds on the page, in both themes.
export async function violationsOf(page) {
  await page.waitForFunction(() => !document.querySelector("[aria-busy]"));
  await page.evaluate(axe);
  const result = [];
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await page.evaluate(() => window.axe.run());
    for (const { id, impact, nodes } of violations)
      if (["serious", "critical"].includes(impact))
        result.push(`${colorScheme}: ${id}: ${nodes.slice(0, 3).map(({ target }) => target.join(" ")).join("; ")}`);
  }
  return result;
}

export const texts = (page, selector) => page.locator(selector).allInnerTexts();
