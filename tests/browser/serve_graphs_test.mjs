// Tests the graph and query views: training links, predicted links, answers and node classes.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Folder } from "./program.mjs";
import { violationsOf, Served, source, texts } from "./serve.mjs";

let folder, served;

// People of four towns. Most work where they live, and they know their neighbours.
function triples() {
  let text = "";
  for (let i = 0; i < 48; ++i) {
    text += `person_${i}\tlives_in\ttown_${i % 4}\nperson_${i}\tknows\tperson_${(i + 4) % 48}\n`;
    if (i % 5) text += `person_${i}\tworks_in\ttown_${i % 4}\n`;
  }
  return text;
}

before(async () => {
  folder = new Folder();
  folder.write("towns.tsv", triples());
  folder.run("train", "triples", "towns.tsv", "--header", "no", "--rank", 16, "--out", "towns.kf");
  const karate = source("examples/nodes/karate.tsv");
  folder.run("train", "links", karate, "--columns", "source=1,target=2", "--out", "karate.kf");
  folder.run("train", "nodes", `SELECT * FROM '${source("examples/nodes/karate-clubs.tsv")}' WHERE node IN (0, 33)`, "--graph", karate, "--out", "club.kf");
  served = await Served.start(folder, "karate.kf", "towns.kf", "club.kf");
});

after(async () => {
  await served?.stop();
  folder?.remove();
});

test("training links and predicted links are drawn differently", async () => {
  const { page, errors, close } = await served.open("#/karate/graph?id=33", { ready: ".graph" });
  assert.equal(await page.locator(".graph .disc").count(), 17);
  assert.equal(await page.locator(".graph .diamond").count(), 6);
  assert.equal(await page.locator(".graph .link.predicted").count(), 6);
  assert.equal(await page.getByRole("region", { name: "Predicted links" }).getByRole("listitem").count(), 6);
  await page.getByRole("link", { name: "32, linked in the training set" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "32" }).waitFor();
  await page.goBack();
  await page.getByRole("heading", { level: 1, name: "33" }).waitFor();
  assert.deepEqual(errors, []);
  await close();
});

test("answers of a query are marked as known or have explanations", async () => {
  const { page, errors, close } = await served.open("#/towns/query");
  for (const [part, typed] of [["head", "person_5"], ["relation", "works"]]) {
    await page.getByRole("combobox", { name: part }).click();
    await page.keyboard.type(typed);
    await page.getByRole("listbox").getByRole("option", { name: new RegExp(`^${typed}`) }).first().waitFor();
    await page.keyboard.press("Enter");
  }
  await page.locator(".answer").first().waitFor();
  assert.match((await texts(page, ".answer"))[0], /town_1\s+predicted/);
  assert.match((await texts(page, ".answer .explanation"))[0], /^similar to .+ works_in .+ \(\d\.\d+\)/);
  await page.getByLabel("only triples outside the training set").check();
  await page.waitForFunction(() => location.hash.includes("known=0"));
  await page.getByLabel("?, relation, tail").check();
  await page.waitForFunction(() => location.hash.includes("open=head"));
  assert.deepEqual(errors, []);
  await close();
});

test("an entity shows its triples and the predicted triples of a relation", async () => {
  const { page, errors, close } = await served.open("#/towns/graph?id=person_5", { ready: ".graph" });
  assert.ok((await page.locator(".graph .relations text").allTextContents()).some((text) => text.includes("lives_in")));
  await page.getByLabel("Predict triples with relation").selectOption("knows");
  await page.locator(".graph .diamond").first().waitFor();
  assert.deepEqual(errors, []);
  await close();
});

test("nodes have classes with probabilities", async () => {
  const { page, errors, close } = await served.open("#/club/graph?id=2", { ready: ".graph" });
  assert.match(await page.getByRole("region", { name: "Class" }).innerText(), /Mr\. Hi\s+\d+/);
  assert.deepEqual([...new Set(await page.locator(".graph .letters text").allTextContents())].sort(), ["M", "O"]);
  assert.match(await page.getByRole("region", { name: "Neighbours" }).innerText(), /Officer \d+/);
  assert.deepEqual(errors, []);
  await close();
});

test("axe finds no violations in both themes", async () => {
  const routes = ["#/karate/graph?id=33", "#/towns/graph?id=person_5&relation=knows", "#/club/graph?id=2"];
  for (const route of routes) {
    const { page, close } = await served.open(route, { ready: ".graph" });
    assert.deepEqual(await violationsOf(page), [], route);
    await close();
  }
  for (const route of ["#/towns/query?head=person_5&relation=works_in", "#/club/explore?id=2", "#/karate/map", "#/towns/explore?side=relation&id=knows"]) {
    const { page, close } = await served.open(route);
    assert.deepEqual(await violationsOf(page), [], route);
    await close();
  }
});
