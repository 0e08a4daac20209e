// Reports in a browser: they open without a complaint or a request, by day and by night.
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { after, before, test } from "node:test";
import { launch, visit } from "./chromium.mjs";
import { Folder } from "./program.mjs";

let browser, folder, url;

// Users like what lies near them on a circle.
function ratings() {
  let text = "user,item,rating\n";
  for (let user = 0; user < 40; ++user)
    for (let item = 0; item < 30; ++item)
      if ((user * 7 + item * 3) % 4) text += `u${user},i${item},${(3 + 2 * Math.cos(user / 6 - item / 5)).toFixed(1)}\n`;
  return text;
}

before(async () => {
  browser = await launch();
  folder = new Folder();
  folder.write("ratings.csv", ratings());
  folder.run("split", "ratings.csv", "--by", "random:0.2", "--out", "parts");
  folder.run("train", "ratings", "parts/train.parquet", "--rank", 4, "--out", "m.kf");
  folder.run("report", "m.kf", "--test", "parts/test.parquet", "--out", "report.html");
  url = pathToFileURL(folder.in("report.html")).href;
});

after(async () => {
  await browser?.close();
  folder?.remove();
});

for (const dark of [false, true])
  test(`opens alone, ${dark ? "dark" : "light"}`, async () => {
    const { page, complaints, requests } = await visit(browser, url, { dark });
    assert.match(await page.title(), /m\.kf on parts\/test\.parquet/);
    const [red] = await page.evaluate(() => getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number));
    assert.ok(dark ? red < 60 : red > 200, `background is ${red}`);
    assert.deepEqual([complaints, requests], [[], []]);
    await page.context().close();
  });
