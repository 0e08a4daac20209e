// Explore: a search by keys leads to a film; what is near it leads on; Back comes back.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Folder } from "./program.mjs";
import { faults, films, Served, texts } from "./serve.mjs";

let folder, served;

before(async () => {
  folder = new Folder();
  films(folder);
  served = await Served.start(folder, "films.kf");
});

after(async () => {
  await served?.stop();
  folder?.remove();
});

test("begins with what training saw most", async () => {
  const { page, complaints, close } = await served.open("");
  assert.match(page.url(), /#\/films\/explore$/);
  const tiles = await texts(page, ".tile");
  assert.ok(tiles.length >= 20);
  assert.match(tiles[0], /Forrest Gump \(1994\)\s+341/);
  assert.deepEqual(complaints, []);
  await close();
});

test("is searched by keys alone", async () => {
  const { page, complaints, close } = await served.open("#/films/explore");
  const field = page.getByRole("combobox", { name: "Search items by name or id" });
  await field.focus();
  await page.keyboard.type("godfa");
  await page.getByRole("option", { name: /Godfather, The \(1972\)/ }).waitFor();
  assert.equal(await field.getAttribute("aria-expanded"), "true");
  await page.keyboard.press("ArrowDown");
  const marked = await field.getAttribute("aria-activedescendant");
  assert.equal(await page.locator(`#${marked}`).getAttribute("aria-selected"), "true");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: /Godfather/ }).waitFor();
  assert.match(page.url(), /side=item&id=\d+$/);
  await field.focus();
  await page.keyboard.type("zzzz");
  await page.getByText("Nothing is called so.").first().waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await field.getAttribute("aria-expanded"), "false");
  assert.deepEqual(complaints, []);
  await close();
});

test("shows neighbours, axes, traits and who likes it, and goes on to them", async () => {
  const { page, complaints, close } = await served.open("#/films/explore?side=item&id=356");
  await page.getByRole("region", { name: "Nearest" }).getByRole("listitem").first().waitFor();
  assert.equal(await page.getByRole("region", { name: "Nearest" }).getByRole("listitem").count(), 12);
  await page.locator(".axes > li").first().waitFor();
  assert.match(await page.locator(".axes .track").first().getAttribute("aria-label"), /^Further towards .+ than .+ of items$/);
  assert.ok((await texts(page, ".features .chip")).includes("Drama"));
  await page.getByRole("region", { name: "Who likes it" }).getByRole("link").first().click();
  await page.getByRole("region", { name: "Its history" }).waitFor();
  await page.goBack();
  await page.getByRole("heading", { level: 1, name: "Forrest Gump (1994)" }).waitFor();
  const near = page.getByRole("region", { name: "Nearest" }).getByRole("link").first();
  const name = await near.innerText();
  await near.click();
  await page.getByRole("heading", { level: 1, name }).waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test("says what it does not know", async () => {
  const { page, close } = await served.open("#/films/explore?side=item&id=no-such", { ready: ".failure" });
  assert.match(await page.getByRole("alert").innerText(), /no-such/);
  await close();
});

test("axe finds no fault, light or dark", async () => {
  for (const place of ["#/films/explore", "#/films/explore?side=item&id=356", "#/films/explore?side=user&id=198"]) {
    const { page, close } = await served.open(place);
    assert.deepEqual(await faults(page), [], place);
    await close();
  }
});
