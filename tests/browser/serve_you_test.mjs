// Tests the For you view: ratings change the recommendations, which have explanations; known users have a history.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Folder } from "./program.mjs";
import { violationsOf, Served, source, texts } from "./serve.mjs";

let folder, served;

before(async () => {
  folder = new Folder();
  const films = [source("data/demo/ratings.parquet"), "--item-names", source("data/demo/movies.parquet"), "--epochs", 8];
  folder.run("train", "ratings", ...films, "--out", "films.kf");
  folder.run("train", "likes", ...films, "--out", "likes.kf");
  folder.run("train", "votes", "SELECT userId, movieId, rating > 3.5 AS liked FROM '" + source("data/demo/ratings.parquet") + "'",
    "--item-names", source("data/demo/movies.parquet"), "--epochs", 4, "--out", "votes.kf");
  served = await Served.start(folder, "films.kf", "likes.kf", "votes.kf", "--event-store", "events.duckdb");
});

after(async () => {
  await served?.stop();
  folder?.remove();
});

const list = (page) => page.getByRole("region", { name: "Recommended" });
const names = (page) => texts(page, ".recommended .line > a");

async function changed(page, before) {
  await page.waitForFunction((old) => {
    const now = [...document.querySelectorAll(".recommended .line > a")].map((link) => link.innerText).join("\n");
    return now !== "" && now !== old;
  }, before.join("\n"));
  return names(page);
}

test("stars change the recommendations, and Start over clears them", async () => {
  const { page, errors, close } = await served.open("#/films/you", { ready: ".stars" });
  assert.match(await list(page).innerText(), /Rate one or two/);
  await page.getByRole("radiogroup", { name: "Rate Toy Story (1995)" }).getByLabel("5 stars", { exact: true }).click();
  const first = await changed(page, []);
  assert.equal(first.length, 12);
  assert.ok(!first.includes("Toy Story (1995)"));
  await page.getByRole("radiogroup", { name: "Rate Silence of the Lambs, The (1991)" }).getByLabel("1 stars", { exact: true }).click();
  await changed(page, first);
  assert.match(await list(page).innerText(), /because you liked Toy Story/);
  assert.match(page.url(), /r=593%3A1/);
  await page.getByRole("button", { name: "Start over" }).click();
  await page.getByText("Rate one or two").waitFor();
  assert.deepEqual(errors, []);
  await close();
});

test("a URL holds the ratings", async () => {
  const { page, errors, close } = await served.open("#/films/you?r=260:5&r=1196:4.5", { ready: ".recommended li" });
  assert.match(await page.getByRole("region", { name: "Your ratings" }).innerText(), /Star Wars: Episode IV/);
  assert.equal(await page.getByRole("radiogroup", { name: /^Rate Star Wars: Episode V / }).getByLabel("4.5 stars").isChecked(), true);
  assert.deepEqual(errors, []);
  await close();
});

test("stars work with the keyboard, and items can be searched", async () => {
  const { page, errors, close } = await served.open("#/films/you", { ready: ".stars" });
  await page.getByRole("combobox", { name: "Find an item to rate" }).focus();
  await page.keyboard.type("blade runner");
  await page.getByRole("option", { name: /Blade Runner \(1982\)/ }).waitFor();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement?.type === "radio");
  await page.keyboard.press("End").catch(() => {});
  await page.keyboard.press("Space");
  await page.locator(".recommended li").first().waitFor();
  assert.match(page.url(), /r=541%3A/);
  assert.deepEqual(errors, []);
  await close();
});

test("likes and dislikes are buttons", async () => {
  for (const [model, press] of [["likes", "Like Forrest Gump (1994)"], ["votes", "Dislike Forrest Gump (1994)"]]) {
    const { page, errors, close } = await served.open(`#/${model}/you`, { ready: ".thumb" });
    await page.getByRole("button", { name: press, exact: true }).click();
    await page.locator(".recommended li").first().waitFor();
    assert.equal(await page.getByRole("button", { name: press, exact: true }).getAttribute("aria-pressed"), "true");
    assert.deepEqual(errors, [], model);
    await close();
  }
});

test("a known user has a history and recommendations", async () => {
  const { page, errors, close } = await served.open("#/films/you", { ready: ".stars" });
  await page.getByLabel("Known user").check();
  await page.getByRole("region", { name: "History" }).waitFor();
  await page.getByRole("combobox", { name: "Find a user" }).click();
  await page.keyboard.type("198");
  await page.getByRole("option", { name: /^198/ }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "User 198" }).waitFor();
  await page.locator(".recommended li").first().waitFor();
  assert.match(await page.getByRole("region", { name: "History" }).innerText(), /Godfather/);
  assert.deepEqual(errors, []);
  await close();
});

test("feedback of a known user is stored and used at once", async () => {
  const { page, errors, close } = await served.open("#/films/you?user=198", { ready: ".recommended li" });
  const before = await names(page);
  await list(page).getByRole("radiogroup", { name: `Rate ${before[0]}` }).getByLabel("0.5 stars", { exact: true }).click();
  const now = await changed(page, before);
  assert.ok(!now.includes(before[0]));
  assert.match(await list(page).innerText(), new RegExp(`Stored: ${before[0].slice(0, 8)}`));
  assert.deepEqual(errors, []);
  await close();
});

test("axe finds no violations in both themes", async () => {
  for (const route of ["#/films/you?r=260:5&r=593:1", "#/films/you?user=198", "#/likes/you?r=356:1", "#/votes/you?r=356:0"]) {
    const { page, close } = await served.open(route, { ready: ".recommended li" });
    assert.deepEqual(await violationsOf(page), [], route);
    await close();
  }
});
