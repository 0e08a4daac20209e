// Graphs: what is around a node, known and likely; facts asked for; classes of nodes.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Folder } from "./program.mjs";
import { faults, Served, source, texts } from "./serve.mjs";

let folder, served;

// People of four towns work where they live, mostly, and know their neighbours.
function facts() {
  let text = "";
  for (let i = 0; i < 48; ++i) {
    text += `person_${i}\tlives_in\ttown_${i % 4}\nperson_${i}\tknows\tperson_${(i + 4) % 48}\n`;
    if (i % 5) text += `person_${i}\tworks_in\ttown_${i % 4}\n`;
  }
  return text;
}

before(async () => {
  folder = new Folder();
  folder.write("towns.tsv", facts());
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

test("links are drawn: those of training, and likely ones told apart by more than colour", async () => {
  const { page, complaints, close } = await served.open("#/karate/graph?id=33", { ready: ".graph" });
  assert.equal(await page.locator(".graph .disc").count(), 17);
  assert.equal(await page.locator(".graph .diamond").count(), 6);
  assert.equal(await page.locator(".graph .link.likely").count(), 6);
  assert.equal(await page.getByRole("region", { name: "Likely links" }).getByRole("listitem").count(), 6);
  await page.getByRole("link", { name: "32, linked in training" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "32" }).waitFor();
  await page.goBack();
  await page.getByRole("heading", { level: 1, name: "33" }).waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test("facts are asked for, known answers are marked, others have reasons", async () => {
  const { page, complaints, close } = await served.open("#/towns/query");
  for (const [part, typed] of [["head", "person_5"], ["relation", "works"]]) {
    await page.getByRole("combobox", { name: part }).click();
    await page.keyboard.type(typed);
    await page.getByRole("listbox").getByRole("option", { name: new RegExp(`^${typed}`) }).first().waitFor();
    await page.keyboard.press("Enter");
  }
  await page.locator(".answer").first().waitFor();
  assert.match((await texts(page, ".answer"))[0], /town_1\s+predicted/);
  assert.match((await texts(page, ".answer .because"))[0], /^like .+ works_in .+ \(\d\.\d+\)/);
  await page.getByLabel("only triples outside the training set").check();
  await page.waitForFunction(() => location.hash.includes("known=0"));
  await page.getByLabel("?, relation, tail").check();
  await page.waitForFunction(() => location.hash.includes("open=head"));
  assert.deepEqual(complaints, []);
  await close();
});

test("an entity shows its facts, and likely ones of a relation", async () => {
  const { page, complaints, close } = await served.open("#/towns/graph?id=person_5", { ready: ".graph" });
  assert.ok((await page.locator(".graph .relations text").allTextContents()).some((text) => text.includes("lives_in")));
  await page.getByLabel("Show likely facts of").selectOption("knows");
  await page.locator(".graph .diamond").first().waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test("nodes have classes with chances", async () => {
  const { page, complaints, close } = await served.open("#/club/graph?id=2", { ready: ".graph" });
  assert.match(await page.getByRole("region", { name: "Class" }).innerText(), /Mr\. Hi\s+\d+/);
  assert.deepEqual([...new Set(await page.locator(".graph .letters text").allTextContents())].sort(), ["M", "O"]);
  assert.match(await page.getByRole("region", { name: "Neighbours" }).innerText(), /Officer \d+/);
  assert.deepEqual(complaints, []);
  await close();
});

test("axe finds no fault, light or dark", async () => {
  const places = ["#/karate/graph?id=33", "#/towns/graph?id=person_5&relation=knows", "#/club/graph?id=2"];
  for (const place of places) {
    const { page, close } = await served.open(place, { ready: ".graph" });
    assert.deepEqual(await faults(page), [], place);
    await close();
  }
  for (const place of ["#/towns/query?head=person_5&relation=works_in", "#/club/explore?id=2", "#/karate/map", "#/towns/explore?side=relation&id=knows"]) {
    const { page, close } = await served.open(place);
    assert.deepEqual(await faults(page), [], place);
    await close();
  }
});
