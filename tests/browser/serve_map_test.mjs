// The map: points drawn by WebGL, names under the pointer, neighbours, axes and what lies at their ends.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "./chromium.mjs";
import { Folder } from "./program.mjs";
import { faults, films, Served, texts } from "./serve.mjs";

let folder, served;
const DRAWN = ".overlay .names text";

before(async () => {
  folder = new Folder();
  films(folder);
  served = await Served.start(folder, "films.kf");
});

after(async () => {
  await served?.stop();
  folder?.remove();
});

// How many pixels of the canvas are painted, read right after it is drawn.
const painted = (page) => page.evaluate(() => new Promise((done) => {
  document.querySelector(".tools button:last-child").click();
  requestAnimationFrame(() => requestAnimationFrame(() => {
    const canvas = document.querySelector(".sheet canvas");
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
  const { page, complaints, close } = await served.open("#/films/map", { ready: DRAWN });
  assert.ok((await painted(page)) > 5000);
  assert.ok((await texts(page, ".legend button")).includes("Drama"));
  assert.match(await page.locator(".waiting").innerText(), /^9,\d+ points$/);
  assert.deepEqual(complaints, []);
  await close();
});

test("draws again what the system took away", async () => {
  const { page, complaints, close } = await served.open("#/films/map", { ready: DRAWN });
  await page.evaluate(async () => {
    const canvas = document.querySelector(".sheet canvas");
    const switched = (name) => new Promise((done) => canvas.addEventListener(name, done, { once: true }));
    const taker = canvas.getContext("webgl2").getExtension("WEBGL_lose_context");
    const lost = switched("webglcontextlost"), restored = switched("webglcontextrestored");
    taker.loseContext();
    await lost;
    setTimeout(() => taker.restoreContext(), 50);
    await restored;
  });
  assert.ok((await painted(page)) > 5000);
  assert.deepEqual(complaints.filter((text) => !text.includes("CONTEXT_LOST")), []);
  await close();
});

test("is pinched apart by two fingers", async () => {
  const { page, complaints, close } = await served.open("#/films/map", { ready: DRAWN });
  const places = () => page.evaluate((selector) => [...document.querySelectorAll(selector)]
    .filter((text) => text.getAttribute("text-anchor") === "start").map((text) => [text.textContent, Number(text.getAttribute("x"))]), DRAWN);
  const hands = await page.context().newCDPSession(page);
  const touch = (type, ...xs) => hands.send("Input.dispatchTouchEvent", { type, touchPoints: xs.map((x, id) => ({ x, y: 450, id })) });
  const before = new Map(await places());
  await touch("touchStart", 390, 430);
  for (let i = 1; i <= 10; ++i) await touch("touchMove", 390 - 4 * i, 430 + 4 * i);
  await touch("touchEnd");
  await page.waitForTimeout(400);
  const [[one, x], [other, y]] = (await places()).filter(([name]) => before.has(name));
  const grown = (x - y) / (before.get(one) - before.get(other));
  assert.ok(grown > 1.5, `${one} and ${other} are ${grown} times as far apart`);
  assert.deepEqual(complaints, []);
  await close();
});

test("is panned, zoomed and read by keys", async () => {
  const { page, complaints, close } = await served.open("#/films/map", { ready: DRAWN });
  await page.focus(".sheet");
  const before = await page.locator(DRAWN).first().getAttribute("x");
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction(([selector, x]) => document.querySelector(selector)?.getAttribute("x") !== x, [DRAWN, before]);
  await page.keyboard.press("+");
  await page.keyboard.press("0");
  await page.keyboard.press("n");
  const said = await page.locator("[role=status].unseen").last().innerText();
  assert.ok(said.length > 2);
  await page.keyboard.press("Enter");
  await page.getByRole("region", { name: "Chosen" }).getByRole("heading", { name: said }).waitFor();
  assert.match(page.url(), /at=/);
  assert.deepEqual(complaints, []);
  await close();
});

test("names what is under the pointer, and draws the neighbours of what is chosen", async () => {
  const { page, complaints, close } = await served.open("#/films/map?at=356", { ready: ".rings .near" });
  const [x, y] = await page.evaluate(() => {
    const box = document.querySelector(".rings .chosen").getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
  });
  await page.mouse.move(x, y);
  await page.locator(".tip").waitFor();
  assert.match(await page.locator(".tip").innerText(), /\(\d{4}\)/);
  assert.ok((await page.locator(".lines line:not(.zero)").count()) >= 5);
  await page.getByRole("region", { name: "Chosen" }).getByRole("listitem").first().getByRole("link").click();
  await page.waitForFunction(() => !location.hash.includes("at=356"));
  await page.goBack();
  await page.waitForFunction(() => location.hash.includes("at=356"));
  assert.deepEqual(complaints, []);
  await close();
});

test("finds by name, and goes there", async () => {
  const { page, complaints, close } = await served.open("#/films/map", { ready: DRAWN });
  await page.getByRole("combobox", { name: "Find on the map" }).click();
  await page.keyboard.type("toy story");
  await page.getByRole("listbox").getByRole("option", { name: "Toy Story (1995)" }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("region", { name: "Chosen" }).getByRole("heading", { name: /Toy Story/ }).waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test("changes axes and colours by its choices, kept in the address", async () => {
  const { page, complaints, close } = await served.open("#/films/map", { ready: DRAWN });
  assert.match(await page.locator(".end.left").innerText(), /\(\d{4}\)/);
  await page.getByLabel("Left to right").selectOption("3");
  await page.waitForFunction(() => location.hash.includes("x=3"));
  await page.getByLabel("Colour", { exact: true }).selectOption("count");
  await page.locator(".scale").waitFor();
  await page.getByLabel("Raw").check();
  await page.waitForFunction(() => location.hash.includes("kind=raw"));
  await page.getByText("What is in sight, as a list").click();
  assert.ok((await page.locator(".listed tbody tr").count()) > 10);
  assert.deepEqual(complaints, []);
  await close();
});

// Twelve heaps of points, as the program would send them.
function many(count) {
  const ids = [], x = new Float32Array(count), y = new Float32Array(count), heap = new Uint16Array(count);
  for (let i = 0; i < count; ++i) {
    heap[i] = i % 12;
    ids.push(`thing ${i}`);
    x[i] = 3 * Math.cos(heap[i] / 2) + Math.sin(i * 1.3) * Math.cos(i * 0.7) * 2;
    y[i] = 3 * Math.sin(heap[i] / 2) + Math.cos(i * 2.1) * Math.sin(i * 0.37) * 2;
  }
  const packed = (values) => Buffer.from(values.buffer).toString("base64");
  const color = { kind: "levels", levels: [..."ABCDEFGHIJKL"], values: packed(heap) };
  return JSON.stringify({ side: "item", ids, names: ids, x: packed(x), y: packed(y), color });
}

// Times between frames while `work` goes on.
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
  const { page, complaints, close } = await served.open("");
  await page.route("**/map?*", (route) => route.fulfill({ contentType: "application/json", body: many(100_000) }));
  await page.goto(`${served.address}/#/films/map`);
  await page.locator(DRAWN).first().waitFor();
  const times = await frames(page, async () => {
    await page.mouse.move(400, 400);
    await page.mouse.down();
    for (let i = 0; i < 60; ++i) await page.mouse.move(400 + 2 * i, 400 + i);
    await page.mouse.up();
  });
  const median = times[times.length >> 1];
  context.diagnostic(`half of the frames of a pan within ${median.toFixed(0)} ms`);
  assert.ok(median < 300, `${median} ms`); // by software, on machines that do other work beside
  assert.deepEqual(complaints, []);
  await close();
});

test("says so where there is no WebGL, and still tells what is in sight", async () => {
  const browser = await launch(["--disable-3d-apis"]);
  const page = await browser.newPage();
  await page.goto(`${served.address}/#/films/map`);
  await page.getByText("draws without WebGL2").waitFor();
  await page.getByText("What is in sight, as a list").click();
  await page.locator(".listed tbody tr").first().waitFor();
  await browser.close();
});

test("axe finds no fault, light or dark", async () => {
  const { page, close } = await served.open("#/films/map?at=356", { ready: ".rings .near" });
  assert.deepEqual(await faults(page), []);
  await close();
});
