// The page as a whole: ids of any text, tokens, small windows, the theme, addresses that lead nowhere.
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

test("ids are texts, whatever they say", async () => {
  const { page, complaints, close } = await served.open("#/odd/explore", { ready: ".tile" });
  assert.equal(await page.locator(".tile").count(), IDS.length);
  for (const id of IDS.map((each) => each.replaceAll('"', "”"))) {
    await page.goto(`${served.address}/#/odd/explore?${new URLSearchParams({ side: "item", id })}`);
    await page.waitForFunction((wanted) => document.querySelector("main h1")?.textContent === wanted, id);
    await page.getByRole("region", { name: "Nearest" }).getByRole("listitem").first().waitFor();
  }
  await page.goto(`${served.address}/#/odd/map`);
  await page.locator(".overlay .names text").first().waitFor();
  await page.goto(`${served.address}/#/odd/you?${new URLSearchParams({ r: `${IDS[5]}:5` })}`);
  await page.locator(".recommended li").first().waitFor();
  assert.equal(await page.locator("main script, main img").count(), 0);
  assert.match(await page.title(), /odd · kinfold$/);
  assert.deepEqual(complaints, []);
  await close();
});

test("nothing is wider than a phone", async () => {
  for (const place of ["#/odd/explore", `#/odd/explore?${new URLSearchParams({ side: "item", id: IDS[2] })}`, "#/odd/map", "#/odd/you", "#/odd/model"]) {
    const { page, close } = await served.open(place, { width: 360, height: 740 });
    await page.waitForFunction(() => !document.querySelector("[aria-busy]"));
    const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    assert.ok(content <= window, `${place} is ${content} wide, the window ${window}`);
    await close();
  }
});

test("a token is asked for, and kept for the tab", async () => {
  const { page, close } = await guarded.open("", { ready: "#token" });
  await page.locator("#token").fill("wrong");
  await page.keyboard.press("Enter");
  await page.getByText("That token was not right.").waitFor();
  await page.locator("#token").fill("sesame-open-0123456789");
  await page.keyboard.press("Enter");
  await page.locator(".tile").first().waitFor();
  await page.reload();
  await page.locator(".tile").first().waitFor();
  await close();
});

test("the theme is chosen, and remembered", async () => {
  const { page, complaints, close } = await served.open("#/odd/explore");
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number)[0]);
  assert.ok((await ground()) > 200);
  await page.getByRole("button", { name: "Dark colours" }).click();
  assert.ok((await ground()) < 60);
  await page.reload();
  await page.locator(".tile").first().waitFor();
  assert.ok((await ground()) < 60);
  assert.deepEqual(complaints, []);
  await close();
});

test("an unknown model or view leads back", async () => {
  const { page, close } = await served.open("#/nobody/map", { ready: ".failure" });
  await page.getByRole("button", { name: "To odd" }).click();
  await page.locator(".tile").first().waitFor();
  await page.goto(`${served.address}/#/odd/no-view`);
  await page.waitForFunction(() => location.hash === "#/odd/explore");
  await close();
});

test("what fails can be tried again", async () => {
  const { page, close } = await served.open("#/odd/explore", { ready: ".tile" });
  await page.route("**/show?*", (route) => route.abort());
  await page.locator(".tile").first().click();
  await page.locator(".failure").waitFor();
  await page.unroute("**/show?*");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("region", { name: "Nearest" }).waitFor();
  await close();
});

test("it is there in a second", async () => {
  const { page, close } = await served.open("#/odd/explore", { ready: ".tile" });
  const [entry] = await page.evaluate(() => performance.getEntriesByType("navigation").map(({ loadEventEnd }) => loadEventEnd));
  assert.ok(entry < 1000, `${entry} ms`);
  const bytes = await page.evaluate(() => performance.getEntriesByType("resource").reduce((sum, { decodedBodySize }) => sum + decodedBodySize, 0));
  assert.ok(bytes < 300_000, `${bytes} bytes`);
  await close();
});
