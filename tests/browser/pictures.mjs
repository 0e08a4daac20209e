// Takes the screenshots of docs/page.md with the built program: KINFOLD=build/kinfold node tests/browser/pictures.mjs
// Compresses them with pngquant if it is installed.
import { spawnSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Folder } from "./program.mjs";
import { Served, source } from "./serve.mjs";

process.env.KINFOLD = resolve(process.env.KINFOLD ?? "build/kinfold");
process.env.KINFOLD_SOURCE ??= resolve(dirname(fileURLToPath(import.meta.url)), "../..");

const FILMS = ["parts/train.parquet", "--item-names", "data/demo/movies.parquet"];
const KARATE = "examples/nodes/karate.tsv";

const SCREENSHOTS = [
  { name: "explore", route: "#/films/explore?side=item&id=260", ready: ".axes .dot" },
  { name: "map", route: "#/films/map?at=260", ready: ".rings .neighbour", dark: true },
  { name: "for-you", route: "#/films/you?r=260:5&r=1196:4.5&r=593:1", ready: ".recommended li" },
  { name: "model", route: "#/films/model", ready: "[aria-label='Metrics']" },
  { name: "graph", route: "#/club/graph?id=2", ready: ".graph" },
  { name: "links", route: "#/karate/graph?id=33", ready: ".graph", dark: true },
  { name: "impute", route: "#/survey/impute?c.age=30&c.mode=car", ready: ".imputed > .row" },
  { name: "phone", route: "#/films/explore?side=item&id=260", ready: ".axes .dot", width: 390, height: 760 },
];

function train(folder) {
  folder.run("split", "data/demo/ratings.parquet", "--strategy", "per-user:0.1", "--out", "parts");
  folder.run("train", "ratings", ...FILMS, "--item-features", "data/demo/movies.parquet", "--implicit-feedback", "rated", "--validation", "temporal:0.1", "--out", "films.kf");
  folder.write("films.json", JSON.stringify(folder.run("evaluate", "films.kf", "--test", "parts/test.parquet")));
  folder.run("train", "links", KARATE, "--columns", "source=1,target=2", "--out", "karate.kf");
  folder.run("train", "nodes", `SELECT * FROM 'examples/nodes/karate-clubs.tsv' WHERE node IN (0, 33)`, "--graph", KARATE, "--out", "club.kf");
  folder.run("train", "table", "data/survey/commuting.csv", "--model", "glrm", "--out", "survey.kf");
}

async function draw(served, { name, route, ...options }) {
  const path = source(`docs/serve-${name}.png`);
  const { page, errors, close } = await served.open(route, { width: 1160, height: 800, ...options });
  await page.waitForFunction(() => !document.querySelector("[aria-busy]"));
  await page.waitForTimeout(500);
  await page.screenshot({ path });
  await close();
  if (errors.length) throw new Error(`${name}: ${errors}`);
  spawnSync("pngquant", ["--force", "--ext", ".png", "--speed", "1", "--strip", path]);
}

const folder = new Folder();
for (const name of ["data", "examples"]) symlinkSync(source(name), folder.in(name));
train(folder);
const served = await Served.start(folder, "films.kf", "karate.kf", "club.kf", "survey.kf", "--evaluation", "films.json");
try {
  for (const picture of SCREENSHOTS) await draw(served, picture);
} finally {
  await served.stop();
  folder.remove();
}
