// Tests the map view: WebGL points, labels, tooltips, neighbours and axes.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "./chromium.mjs";
import { Folder } from "./program.mjs";
import { violationsOf, films, Served, texts } from "./serve.mjs";

let folder, served;
const LABELS = ".overlay .names text";

before(async () => {
  folder = new Folder();
  films(folder);
  served = await Served.start(folder, "films.kf");
});

after(async () => {
  await served?.stop();
  folder?.remove();
});

// Counts the painted pixels of the canvas right after it is drawn.
const painted = (page) => page.evaluate(() => new Promise((done) => {
  document.querySelector(".tools button:last-child").click();
  requestAnimationFrame(() => requestAnimationFrame(() => {
    const canvas = document.querySelector(".surface canvas");
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
    document.querySelector(".tools button:last-child").click();
    requestAnimationFrame(() => {
      copy.drawImage(canvas, 0, 0);
      const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
      let count = 0;
      for (let i = 3; i < data.length; i += 4) count += data[i] > 0;
      done(count);
    });
  }));
}));

test("draws all points, coloured by genre, with a legend", async () => {
  const { page, errors, close } = await served.open("#/films/map", { ready: LABELS });
  assert.ok((await painted(page)) > 5000);
  assert.ok((await texts(page, ".legend button")).includes("Drama"));
  assert.match(await page.locator(".map-status").innerText(), /^9,\d+ points$/);
  assert.deepEqual(errors, []);
  await close();
});

test("redraws after the WebGL context is lost", async () => {
  const { page, errors, close } = await served.open("#/films/map", { ready: LABELS });
  await page.evaluate(async () => {
    const canvas = document.querySelector(".surface canvas");
    const nextEvent = (name) => new Promise((done) => canvas.addEventListener(name, done, { once: true }));
    const extension = canvas.getContext("webgl2").getExtension("WEBGL_lose_context");
    const lost = nextEvent("webglcontextlost"), restored = nextEvent("webglcontextrestored");
    extension.loseContext();
    await lost;
    setTimeout(() => extension.restoreContext(), 50);
    await restored;
  });
  assert.ok((await painted(page)) > 5000);
  assert.deepEqual(errors.filter((text) => !text.includes("CONTEXT_LOST")), []);
  await close();
});

test("zooms with a pinch gesture", async () => {
  const { page, errors, close } = await served.open("#/films/map", { ready: LABELS });
  const labelPositions = () => page.evaluate((selector) => [...document.querySelectorAll(selector)]
    .filter((text) => text.getAttribute("text-anchor") === "start").map((text) => [text.textContent, Number(text.getAttribute("x"))]), LABELS);
  const session = await page.context().newCDPSession(page);
  const touch = (type, ...xs) => session.send("Input.dispatchTouchEvent", { type, touchPoints: xs.map((x, id) => ({ x, y: 450, id })) });
  const before = new Map(await labelPositions());
  await touch("touchStart", 390, 430);
  for (let i = 1; i <= 10; ++i) await touch("touchMove", 390 - 4 * i, 430 + 4 * i);
  await touch("touchEnd");
  await page.waitForTimeout(400);
  const [[one, x], [other, y]] = (await labelPositions()).filter(([name]) => before.has(name));
  const ratio = (x - y) / (before.get(one) - before.get(other));
  assert.ok(ratio > 1.5, `${one} and ${other} are ${ratio} times as far apart`);
  assert.deepEqual(errors, []);
  await close();
});

test("pans, zooms and reads names with the keyboard", async () => {
  const { page, errors, close } = await served.open("#/films/map", { ready: LABELS });
  await page.focus(".surface");
  const before = await page.locator(LABELS).first().getAttribute("x");
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction(([selector, x]) => document.querySelector(selector)?.getAttribute("x") !== x, [LABELS, before]);
  await page.keyboard.press("+");
  await page.keyboard.press("0");
  await page.keyboard.press("n");
  const announced = await page.locator("[role=status].visually-hidden").last().innerText();
  assert.ok(announced.length > 2);
  await page.keyboard.press("Enter");
  await page.getByRole("region", { name: "Selected point" }).getByRole("heading", { name: announced }).waitFor();
  assert.match(page.url(), /at=/);
  assert.deepEqual(errors, []);
  await close();
});

test("shows a tooltip and the neighbours of the selected point", async () => {
  const { page, errors, close } = await served.open("#/films/map?at=356", { ready: ".rings .neighbour" });
  const [x, y] = await page.evaluate(() => {
    const box = document.querySelector(".rings .selected").getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
  });
  await page.mouse.move(x, y);
  await page.locator(".tooltip").waitFor();
  assert.match(await page.locator(".tooltip").innerText(), /\(\d{4}\)/);
  assert.ok((await page.locator(".lines line:not(.zero)").count()) >= 5);
  await page.getByRole("region", { name: "Selected point" }).getByRole("listitem").first().getByRole("link").click();
  await page.waitForFunction(() => !location.hash.includes("at=356"));
  await page.goBack();
  await page.waitForFunction(() => location.hash.includes("at=356"));
  assert.deepEqual(errors, []);
  await close();
});

test("finds a point by name", async () => {
  const { page, errors, close } = await served.open("#/films/map", { ready: LABELS });
  await page.getByRole("combobox", { name: "Find on the map" }).click();
  await page.keyboard.type("toy story");
  await page.getByRole("listbox").getByRole("option", { name: "Toy Story (1995)" }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("region", { name: "Selected point" }).getByRole("heading", { name: /Toy Story/ }).waitFor();
  assert.deepEqual(errors, []);
  await close();
});

test("changes axes and colours and stores them in the URL", async () => {
  const { page, errors, close } = await served.open("#/films/map", { ready: LABELS });
  assert.match(await page.locator(".end.left").innerText(), /\(\d{4}\)/);
  await page.getByLabel("Horizontal axis").selectOption("3");
  await page.waitForFunction(() => location.hash.includes("x=3"));
  await page.getByLabel("Colour", { exact: true }).selectOption("count");
  await page.locator(".scale").waitFor();
  await page.getByLabel("Raw").check();
  await page.waitForFunction(() => location.hash.includes("kind=raw"));
  await page.getByText("Visible points as a table").click();
  assert.ok((await page.locator(".points-table tbody tr").count()) > 10);
  assert.deepEqual(errors, []);
  await close();
});

// A response of the server with twelve clusters of points.
function many(count) {
  const ids = [], x = new Float32Array(count), y = new Float32Array(count), cluster = new Uint16Array(count);
  for (let i = 0; i < count; ++i) {
    cluster[i] = i % 12;
    ids.push(`thing ${i}`);
    x[i] = 3 * Math.cos(cluster[i] / 2) + Math.sin(i * 1.3) * Math.cos(i * 0.7) * 2;
    y[i] = 3 * Math.sin(cluster[i] / 2) + Math.cos(i * 2.1) * Math.sin(i * 0.37) * 2;
  }
  const packed = (values) => Buffer.from(values.buffer).toString("base64");
  const color = { kind: "levels", levels: [..."ABCDEFGHIJKL"], values: packed(cluster) };
  return JSON.stringify({ side: "item", ids, names: ids, x: packed(x), y: packed(y), color });
}

// Returns the sorted times between frames during `work`.
async function frames(page, work) {
  await page.evaluate(() => {
    window.frames_ = [];
    const next = (time) => {
      window.frames_.push(time);
      window.frame_ = requestAnimationFrame(next);
    };
    window.frame_ = requestAnimationFrame(next);
  });
  await work();
  const times = await page.evaluate(() => (cancelAnimationFrame(window.frame_), window.frames_));
  return times.slice(1).map((time, i) => time - times[i]).sort((a, b) => a - b);
}

test("moves 100,000 points", async (context) => {
  const { page, errors, close } = await served.open("");
  await page.route("**/map?*", (route) => route.fulfill({ contentType: "application/json", body: many(100_000) }));
  await page.goto(`${served.address}/#/films/map`);
  await page.locator(LABELS).first().waitFor();
  const times = await frames(page, async () => {
    await page.mouse.move(400, 400);
    await page.mouse.down();
    for (let i = 0; i < 60; ++i) await page.mouse.move(400 + 2 * i, 400 + i);
    await page.mouse.up();
  });
  const median = times[times.length >> 1];
  context.diagnostic(`median frame time of a pan: ${median.toFixed(0)} ms`);
  assert.ok(median < 300, `${median} ms`); // software rendering on shared machines
  assert.deepEqual(errors, []);
  await close();
});

test("without WebGL it shows a notice and the table of points", async () => {
  const browser = await launch(["--disable-3d-apis"]);
  const page = await browser.newPage();
  await page.goto(`${served.address}/#/films/map`);
  await page.getByText("does not support WebGL2").waitFor();
  await page.getByText("Visible points as a table").click();
  await page.locator(".points-table tbody tr").first().waitFor();
  await browser.close();
});

test("axe finds no violations in both themes", async () => {
  const { page, close } = await served.open("#/films/map?at=356", { ready: ".rings .neighbour" });
  assert.deepEqual(await violationsOf(page), []);
  await close();
});
