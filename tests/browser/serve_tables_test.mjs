// Tests the impute view and the model view.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Folder } from "./program.mjs";
import { violationsOf, Served, source, texts } from "./serve.mjs";

let folder, served, evaluation;

before(async () => {
  folder = new Folder();
  folder.run("train", "table", source("data/survey/commuting.csv"), "--model", "glrm", "--rank", 6, "--out", "survey.kf");
  folder.run("split", source("data/demo/ratings.parquet"), "--strategy", "per-user:0.1", "--out", "parts");
  folder.run("train", "ratings", "parts/train.parquet", "--validation", "temporal:0.1", "--epochs", 8, "--out", "films.kf");
  evaluation = folder.run("evaluate", "films.kf", "--test", "parts/test.parquet");
  folder.write("films.json", JSON.stringify(evaluation));
  served = await Served.start(folder, "survey.kf", "films.kf", "--evaluation", "films.json");
});

after(async () => {
  await served?.stop();
  folder?.remove();
});

const imputed = (page, column) => page.getByRole("row", { name: new RegExp(`^${column} `) }).locator(".imputed");

test("known cells change imputed cells", async () => {
  const { page, errors, close } = await served.open("#/survey/impute", { ready: ".imputed > .row" });
  const before = await imputed(page, "distance_km").innerText();
  assert.match(before, /[\d.]+\s+[\d.−]+ to [\d.]+/);
  await page.getByLabel("mode", { exact: true }).selectOption("bicycle");
  await page.getByLabel("distance_km").fill("2");
  await page.waitForFunction(() => location.hash.includes("c.distance_km=2"));
  await page.waitForFunction(() => [...document.querySelectorAll("tr")].some((row) => row.innerText.startsWith("distance_km") && !row.querySelector(".imputed > .row")));
  assert.match(await imputed(page, "takes_train").innerText(), /\w+\s+\d+/);
  await page.reload();
  await page.locator(".imputed > .row").first().waitFor();
  assert.equal(await page.getByLabel("distance_km").inputValue(), "2");
  await page.getByRole("button", { name: "Start over" }).click();
  await page.waitForFunction(() => !location.hash.includes("c."));
  assert.deepEqual(errors, []);
  await close();
});

test("the model view shows the training curve, metrics, details and options", async () => {
  const { page, errors, close } = await served.open("#/films/model");
  assert.match(await page.locator(".chart svg").first().getAttribute("aria-label"), /^Validation rmse: from .+ over 8 epochs/);
  const metrics = await texts(page, "[aria-label='Table of metrics'] td");
  const { value, low, high } = evaluation.metrics.rmse;
  assert.deepEqual(metrics.slice(0, 2), [value.toFixed(4), `${low.toFixed(4)} to ${high.toFixed(4)}`]);
  assert.match(await page.getByRole("region", { name: "Metrics", exact: true }).innerText(), /95 % intervals by bootstrap over users/);
  assert.match(await page.getByRole("region", { name: "Details" }).innerText(), /Users\s+671/);
  await page.getByText("Options", { exact: true }).click();
  await page.getByLabel("Filter").fill("reg");
  assert.ok((await texts(page, ".columns th")).every((name) => name.includes("reg")));
  await page.getByLabel("Model").selectOption("survey");
  await page.getByRole("region", { name: "Components" }).waitFor();
  assert.match(page.url(), /#\/survey\/model$/);
  assert.deepEqual(errors, []);
  await close();
});

test("axe finds no violations in both themes", async () => {
  for (const route of ["#/survey/impute?c.mode=car", "#/survey/model", "#/films/model", "#/survey/map?side=column", "#/survey/explore?side=column&id=age"]) {
    const { page, close } = await served.open(route);
    assert.deepEqual(await violationsOf(page), [], route);
    await close();
  }
});
