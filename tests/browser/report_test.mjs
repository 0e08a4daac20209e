// Tests reports in a browser: they open without errors and requests in both themes, work with the keyboard, and their
// charts show the right numbers.
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { after, before, test } from "node:test";
import { launch, visit } from "./chromium.mjs";
import { Folder } from "./program.mjs";

let browser, folder;

// Users rate items by their distance on a circle.
function ratings() {
  let text = "user,item,rating,time\n";
  for (let user = 0; user < 40; ++user)
    for (let item = 0; item < 30; ++item)
      if ((user * 7 + item * 3) % 4)
        text += `u${user},i${item},${(3 + 2 * Math.cos(user / 6 - item / 5)).toFixed(1)},${1000000 + 86400 * ((user * item) % 50)}\n`;
  return text;
}

function circle() {
  let links = "source,target\n", labels = "node,label\n";
  for (let n = 0; n < 60; ++n) {
    for (const step of [1, 2, 3]) links += `n${n},n${(n + step) % 60}\n`;
    labels += `n${n},${["red", "green", "blue"][Math.floor(n / 20)]}\n`;
  }
  return { links, labels };
}

function table() {
  let text = "name,length,width,height\n";
  for (let n = 0; n < 50; ++n) text += `row${n},${n},${2 * n + (n % 3)},${n % 5}\n`;
  return text;
}

function facts() {
  let text = "head,relation,tail\n";
  for (let n = 0; n < 40; ++n) text += `n${n},next,n${(n + 1) % 40}\nn${n},over,n${(n + 2) % 40}\nn${(n + 2) % 40},under,n${n}\n`;
  return text;
}

// The report of each task, and the output of evaluate for the same model and test set.
const pages = {};
function make(name, ...args) {
  folder.run("report", `${name}.kf`, ...args, "--out", `${name}.html`);
  pages[name] = { url: pathToFileURL(folder.in(`${name}.html`)).href, evaluation: folder.run("evaluate", `${name}.kf`, ...args) };
}

before(async () => {
  browser = await launch();
  folder = new Folder();
  const { links, labels } = circle();
  const sources = { ratings: ratings(), links, labels, table: table(), facts: facts() };
  for (const [name, text] of Object.entries(sources)) folder.write(`${name}.csv`, text);
  folder.run("split", "ratings.csv", "--strategy", "random:0.2", "--out", "parts");
  folder.run("train", "ratings", "parts/train.parquet", "--rank", 4, "--out", "ratings.kf", "--validation", "random:0.1");
  make("ratings", "--test", "parts/test.parquet");
  folder.run("train", "likes", "parts/train.parquet", "--confidence-weight", 0, "--rank", 4, "--epochs", 3, "--out", "likes.kf");
  make("likes", "--test", "parts/test.parquet");
  folder.run("split", "facts.csv", "--task", "triples", "--strategy", "random:0.2", "--out", "known");
  folder.run("train", "triples", "known/train.parquet", "--rank", 4, "--epochs", 4, "--out", "triples.kf");
  make("triples", "--test", "known/test.parquet");
  folder.run("split", "labels.csv", "--task", "nodes", "--strategy", "per-class:5", "--out", "nodes");
  folder.run("train", "nodes", "nodes/train.parquet", "--graph", "links.csv", "--epochs", 20, "--out", "labels.kf");
  make("labels", "--test", "nodes/test.parquet");
  folder.run("train", "table", "table.csv", "--rank", 1, "--out", "table.kf");
  make("table", "--test", "table.csv");
});

after(async () => {
  await browser?.close();
  folder?.remove();
});

const kinds = ["ratings", "likes", "triples", "labels", "table"];

async function visited(name, options, work) {
  const { page, errors, requests } = await visit(browser, pages[name].url, options);
  await work(page);
  assert.deepEqual([errors, requests], [[], []]);
  await page.context().close();
}

// Returns the values and drawn heights of the bars of the chart with that title.
async function bars(page, title) {
  const figure = page.locator("figure", { has: page.locator(`svg > title:text-is("${title}")`) });
  assert.equal(await figure.count(), 1, title);
  return figure.locator("rect.bar").evaluateAll((rects) =>
    rects.map((rect) => ({ value: Number(rect.dataset.value), height: rect.getBoundingClientRect().height })));
}

// Asserts that the heights are proportional to the values, within a pixel.
function proportional(drawn, title) {
  const scale = Math.max(...drawn.map((b) => b.height)) / Math.max(...drawn.map((b) => Math.abs(b.value)));
  assert.ok(scale > 0, title);
  for (const { value, height } of drawn) assert.ok(Math.abs(height - scale * Math.abs(value)) < 1, `${title}: ${value} is ${height} high`);
}

// Returns a column of the table with that caption.
async function column(page, caption, head) {
  const of = page.locator("table", { has: page.locator(`caption:text-is("${caption}")`) });
  const heads = await of.locator("thead th").allTextContents();
  const cells = await of.locator("tbody tr").evaluateAll((rows) => rows.map((row) => [...row.children].map((c) => c.textContent)));
  assert.ok(heads.includes(head), `${heads} has ${head}`);
  return cells.map((row) => Number(row[heads.indexOf(head)].replace(",", "")));
}

function close(found, expected, what) {
  assert.equal(found.length, expected.length, what);
  found.forEach((x, n) => assert.ok(Math.abs(x - expected[n]) < 6e-5, `${what}: ${x} is not ${expected[n]}`));
}

for (const kind of kinds)
  for (const dark of [false, true])
    test(`${kind} opens without requests, ${dark ? "dark" : "light"}, and is readable`, () =>
      visited(kind, { dark }, async (page) => {
        assert.match(await page.title(), new RegExp(`^${kind}\\.kf on `));
        const lightness = (colour) => colour.match(/\d+/g).slice(0, 3).map(Number).reduce((a, b) => a + b) / 3;
        const body = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        assert.ok(dark ? lightness(body) < 60 : lightness(body) > 200, body);
        // Charts have the theme of the page, and their text has enough contrast.
        for (const svg of await page.locator("figure > svg").all()) {
          const [background, text] = await svg.evaluate((s) => [
            getComputedStyle(s.querySelector("rect")).fill, getComputedStyle(s.querySelector("text")).fill]);
          assert.ok(Math.abs(lightness(background) - lightness(text)) > 120, `${text} on ${background}`);
          assert.ok(Math.abs(lightness(background) - lightness(body)) < 30, `${background} on ${body}`);
        }
        assert.ok(await page.locator("figure > svg").count() >= 2);
        assert.ok(!/NaN|nan|inf\b/.test(await page.locator("main").innerText()));
      }));

for (const kind of kinds)
  test(`${kind}: the bars of all charts are proportional to their values`, () =>
    visited(kind, {}, async (page) => {
      const titles = await page.locator("figure > svg:has(rect.bar) > title").allTextContents();
      assert.ok(titles.length >= 1);
      for (const title of titles) proportional(await bars(page, title), title);
    }));

test("ratings: charts and tables match evaluate", () =>
  visited("ratings", {}, async (page) => {
    const { rmse } = pages.ratings.evaluation.metrics;
    const caption = "metrics with bootstrap intervals over users";
    close((await column(page, caption, "value")).slice(1, 2), [rmse.value], "rmse");
    close((await column(page, caption, "95 % CI low")).slice(1, 2), [rmse.low], "low");
    const sliced = "RMSE by training rows of the item";
    close((await bars(page, sliced)).map((b) => b.value), await column(page, sliced, "rmse"), sliced);
    const calibrated = await bars(page, "Predicted and actual values");
    const predicted = await column(page, "Predicted and actual values", "mean predicted");
    close(calibrated.filter((_, n) => n % 2 === 0).map((b) => b.value), predicted, "predicted");
  }));

test("likes: popularity fractions sum to 1 and match the table", () =>
  visited("likes", {}, async (page) => {
    const drawn = (await bars(page, "Popularity of recommended items")).map((b) => b.value);
    assert.equal(drawn.length, 30);
    for (const [n, head] of ["fraction of training rows", "fraction of recommendations", "fraction of test rows"].entries()) {
      const fractions = drawn.filter((_, i) => i % 3 === n);
      assert.ok(Math.abs(fractions.reduce((a, b) => a + b) - 1) < 1e-3, `${head}: ${fractions}`);
      close(fractions, await column(page, "items by popularity", head), head);
    }
    const { "coverage@10": coverage, "gini@10": gini } = pages.likes.evaluation.metrics;
    const text = await page.locator("section", { hasText: "Gini coefficient" }).innerText();
    assert.ok(text.includes(`(${(100 * coverage.value).toFixed(1)} %)`), text);
    assert.ok(text.includes(`${gini.value.toFixed(4)} of the recommendations`), text);
  }));

test("triples: the MRR of each relation matches evaluate", () =>
  visited("triples", {}, async (page) => {
    const expected = pages.triples.evaluation.relations.map((r) => r.metrics.mrr.value);
    close((await bars(page, "mrr by relation")).map((b) => b.value), expected, "bars");
    close(await column(page, "by relation", "mrr"), expected, "table");
  }));

test("nodes: classes and the confusion matrix match evaluate", () =>
  visited("labels", {}, async (page) => {
    const { classes, confusion, metrics } = pages.labels.evaluation;
    const [model] = await bars(page, "The model and baselines");
    close([model.value], [metrics.accuracy.value], "accuracy");
    const recall = (await bars(page, "By class")).filter((_, n) => n % 2 === 0).map((b) => b.value);
    close(recall, classes.filter((c) => c.nodes > 0).map((c) => c.true_positives / c.nodes), "recall");
    const caption = "confusion matrix: rows are labels, columns are predictions";
    for (const [n, c] of classes.entries()) close(await column(page, caption, c.name), confusion.map((row) => row[n]), c.name);
  }));

test("table: errors by column match evaluate", () =>
  visited("table", {}, async (page) => {
    const expected = pages.table.evaluation.columns.map((c) => c.model / c.constant);
    close((await bars(page, "Error by column, relative to a constant prediction")).map((b) => b.value), expected, "bars");
  }));

test("the points of the map have names", () =>
  visited("table", {}, async (page) => {
    const names = await page.locator("circle > title").allTextContents();
    assert.equal(names.length, 50);
    assert.ok(names.includes("row7"), names.slice(0, 3).join());
  }));

test("the keyboard skips the contents and reaches every table", () =>
  visited("labels", {}, async (page) => {
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "to the report");
    const skip = await page.locator(".skip").boundingBox();
    assert.ok(skip.x >= 0, "the link is visible when it has the focus");
    const tables = await page.locator("table").count(), reached = new Set();
    for (let n = 0; n < 60; ++n) {
      await page.keyboard.press("Tab");
      const label = await page.evaluate(() => document.activeElement.getAttribute("aria-label"));
      if (label && (await page.evaluate(() => document.activeElement.className)) === "scroll") reached.add(label);
    }
    assert.equal(reached.size, tables);
  }));

test("on a narrow screen only tables scroll horizontally", () =>
  visited("ratings", { width: 380 }, async (page) => {
    const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(wide <= screen, `${wide} of ${screen}`);
  }));

test("in print the contents are hidden and charts are not split", () =>
  visited("ratings", { print: true }, async (page) => {
    assert.equal(await page.locator("nav").isVisible(), false);
    const breaks = await page.locator("figure").first().evaluate((f) => getComputedStyle(f).breakInside);
    assert.equal(breaks, "avoid");
    assert.ok((await page.pdf()).length > 10_000);
  }));
