// Tests the explore view: keyboard search, links to neighbours, and the back button.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Folder } from "./program.mjs";
import { violationsOf, films, Served, texts } from "./serve.mjs";

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

test("starts with the most frequent rows", async () => {
  const { page, errors, close } = await served.open("");
  assert.match(page.url(), /#\/films\/explore$/);
  const tiles = await texts(page, ".tile");
  assert.ok(tiles.length >= 20);
  assert.match(tiles[0], /Forrest Gump \(1994\)\s+341/);
  assert.deepEqual(errors, []);
  await close();
});

test("can be searched with the keyboard", async () => {
  const { page, errors, close } = await served.open("#/films/explore");
  const field = page.getByRole("combobox", { name: "Search items by name or id" });
  await field.focus();
  await page.keyboard.type("godfa");
  await page.getByRole("option", { name: /Godfather, The \(1972\)/ }).waitFor();
  assert.equal(await field.getAttribute("aria-expanded"), "true");
  await page.keyboard.press("ArrowDown");
  const active = await field.getAttribute("aria-activedescendant");
  assert.equal(await page.locator(`#${active}`).getAttribute("aria-selected"), "true");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: /Godfather/ }).waitFor();
  assert.match(page.url(), /side=item&id=\d+$/);
  await field.focus();
  await page.keyboard.type("zzzz");
  await page.getByText("No matches.").first().waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await field.getAttribute("aria-expanded"), "false");
  assert.deepEqual(errors, []);
  await close();
});

test("shows neighbours, axes, features and users, and links to them", async () => {
  const { page, errors, close } = await served.open("#/films/explore?side=item&id=356");
  await page.getByRole("region", { name: "Nearest neighbours" }).getByRole("listitem").first().waitFor();
  assert.equal(await page.getByRole("region", { name: "Nearest neighbours" }).getByRole("listitem").count(), 12);
  await page.locator(".axes > li").first().waitFor();
  assert.match(await page.locator(".axes .track").first().getAttribute("aria-label"), /^Further towards .+ than .+ of items$/);
  assert.ok((await texts(page, ".features .chip")).includes("Drama"));
  await page.getByRole("region", { name: "Users who like it" }).getByRole("link").first().click();
  await page.getByRole("region", { name: "History" }).waitFor();
  await page.goBack();
  await page.getByRole("heading", { level: 1, name: "Forrest Gump (1994)" }).waitFor();
  const neighbour = page.getByRole("region", { name: "Nearest neighbours" }).getByRole("link").first();
  const name = await neighbour.innerText();
  await neighbour.click();
  await page.getByRole("heading", { level: 1, name }).waitFor();
  assert.deepEqual(errors, []);
  await close();
});

test("reports unknown ids", async () => {
  const { page, close } = await served.open("#/films/explore?side=item&id=no-such", { ready: ".failure" });
  assert.match(await page.getByRole("alert").innerText(), /no-such/);
  await close();
});

test("axe finds no violations in both themes", async () => {
  for (const route of ["#/films/explore", "#/films/explore?side=item&id=356", "#/films/explore?side=user&id=198"]) {
    const { page, close } = await served.open(route);
    assert.deepEqual(await violationsOf(page), [], route);
    await close();
  }
});
