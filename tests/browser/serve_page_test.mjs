// Tests the whole page: ids with any text, tokens, small windows, themes and unknown URLs.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Folder } from "./program.mjs";
import { Served } from "./serve.mjs";

let folder, served, guarded;

const IDS = ["<script>document.title='taken'</script>", "<img src=x onerror=alert(1)>", "a".repeat(400), "مرحبا بالعالم", "🦊 & \"quotes\" 'n' 100%", "q?a=b#c/d:e", "日本語の題名"];

before(async () => {
  folder = new Folder();
  let text = "user\titem\trating\n";
  for (let user = 0; user < 30; ++user) IDS.forEach((id, item) => (user + item) % 3 && (text += `u${user}\t${id.replaceAll('"', "”")}\t${1 + ((user * item) % 5)}\n`));
  folder.write("odd.tsv", text);
  folder.run("train", "ratings", "odd.tsv", "--rank", 4, "--epochs", 4, "--out", "odd.kf");
  folder.write("tokens", "read sesame-open-0123456789\n");
  served = await Served.start(folder, "odd.kf");
  guarded = await Served.start(folder, "odd.kf", "--token-file", "tokens");
});

after(async () => {
  await served?.stop();
  await guarded?.stop();
  folder?.remove();
});

test("ids are shown as text", async () => {
  const { page, errors, close } = await served.open("#/odd/explore", { ready: ".tile" });
  assert.equal(await page.locator(".tile").count(), IDS.length);
  for (const id of IDS.map((each) => each.replaceAll('"', "”"))) {
    await page.goto(`${served.address}/#/odd/explore?${new URLSearchParams({ side: "item", id })}`);
    await page.waitForFunction((expected) => document.querySelector("main h1")?.textContent === expected, id);
    await page.getByRole("region", { name: "Nearest neighbours" }).getByRole("listitem").first().waitFor();
  }
  await page.goto(`${served.address}/#/odd/map`);
  await page.locator(".overlay .names text").first().waitFor();
  await page.goto(`${served.address}/#/odd/you?${new URLSearchParams({ r: `${IDS[5]}:5` })}`);
  await page.locator(".recommended li").first().waitFor();
  assert.equal(await page.locator("main script, main img").count(), 0);
  assert.match(await page.title(), /odd · kinfold$/);
  assert.deepEqual(errors, []);
  await close();
});

test("no view is wider than a phone", async () => {
  for (const route of ["#/odd/explore", `#/odd/explore?${new URLSearchParams({ side: "item", id: IDS[2] })}`, "#/odd/map", "#/odd/you", "#/odd/model"]) {
    const { page, close } = await served.open(route, { width: 360, height: 740 });
    await page.waitForFunction(() => !document.querySelector("[aria-busy]"));
    const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    assert.ok(content <= window, `${route} is ${content} wide, the window ${window}`);
    await close();
  }
});

test("a token is required and stored for the tab", async () => {
  const { page, close } = await guarded.open("", { ready: "#token" });
  await page.locator("#token").fill("wrong");
  await page.keyboard.press("Enter");
  await page.getByText("The token is not valid.").waitFor();
  await page.locator("#token").fill("sesame-open-0123456789");
  await page.keyboard.press("Enter");
  await page.locator(".tile").first().waitFor();
  await page.reload();
  await page.locator(".tile").first().waitFor();
  await close();
});

test("the selected theme is stored", async () => {
  const { page, errors, close } = await served.open("#/odd/explore");
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number)[0]);
  assert.ok((await background()) > 200);
  await page.getByRole("button", { name: "Dark colours" }).click();
  assert.ok((await background()) < 60);
  await page.reload();
  await page.locator(".tile").first().waitFor();
  assert.ok((await background()) < 60);
  assert.deepEqual(errors, []);
  await close();
});

test("an unknown model or view leads to a known one", async () => {
  const { page, close } = await served.open("#/nobody/map", { ready: ".failure" });
  await page.getByRole("button", { name: "To odd" }).click();
  await page.locator(".tile").first().waitFor();
  await page.goto(`${served.address}/#/odd/no-view`);
  await page.waitForFunction(() => location.hash === "#/odd/explore");
  await close();
});

test("a failed request can be retried", async () => {
  const { page, close } = await served.open("#/odd/explore", { ready: ".tile" });
  await page.route("**/show?*", (route) => route.abort());
  await page.locator(".tile").first().click();
  await page.locator(".failure").waitFor();
  await page.unroute("**/show?*");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("region", { name: "Nearest neighbours" }).waitFor();
  await close();
});

test("loads within a second", async () => {
  const { page, close } = await served.open("#/odd/explore", { ready: ".tile" });
  const [entry] = await page.evaluate(() => performance.getEntriesByType("navigation").map(({ loadEventEnd }) => loadEventEnd));
  assert.ok(entry < 1000, `${entry} ms`);
  const bytes = await page.evaluate(() => performance.getEntriesByType("resource").reduce((sum, { decodedBodySize }) => sum + decodedBodySize, 0));
  assert.ok(bytes < 300_000, `${bytes} bytes`);
  await close();
});
