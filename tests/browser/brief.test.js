// The HTML brief in a real browser: links between claims and sentences, dark and light, print, phone width, no network, no errors.
// BRIEF_HTML names the file; CHROMIUM the browser. Writes pictures to the target folder of the repository.

import assert from "node:assert/strict";
import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const brief = path.resolve(root, process.env.BRIEF_HTML ?? "target/brief.html");
const pictures = path.join(root, "target");

let browser;
let page;
const problems = [];
const requests = [];

before(async () => {
  assert.ok(existsSync(brief), `${brief} does not exist: make it with demarche brief --format html, or set BRIEF_HTML`);
  mkdirSync(pictures, { recursive: true });
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync",
    ],
  });
  page = await browser.newPage({ viewport: { width: 1200, height: 900 }, colorScheme: "light" });
  page.on("console", (message) => problems.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(brief).href, { waitUntil: "load" });
});

after(async () => {
  await browser?.close();
});

test("the brief has a title, sections and claims", async () => {
  assert.notEqual((await page.title()).trim(), "");
  assert.ok((await page.locator("main section").count()) >= 5, "at least five sections");
  assert.ok((await page.locator(".lines li").count()) >= 1, "at least one claim");
  const levels = await page.$$eval("h1, h2, h3", (all) => all.map((heading) => Number(heading.tagName[1])));
  assert.equal(levels[0], 1);
  levels.slice(1).forEach((level, index) => assert.ok(level - levels[index] <= 1, "no heading level is skipped"));
});

test("every number of a claim leads to a sentence, and the sentence leads back", async () => {
  const links = await page.evaluate(() =>
    [...document.querySelectorAll(".cites a")].map((link) => {
      const sentence = document.getElementById(link.hash.slice(1));
      const claim = link.closest("[id]");
      return {
        number: link.textContent,
        found: sentence?.matches(".cited li") ?? false,
        value: String(sentence?.value ?? ""),
        words: sentence?.querySelector(".words")?.textContent.trim().length ?? 0,
        back: [...(sentence?.querySelectorAll(".back a") ?? [])].some((one) => one.hash === `#${claim.id}`),
      };
    }),
  );
  assert.ok(links.length > 0, "some claim cites a sentence");
  for (const link of links) {
    assert.ok(link.found, `sentence ${link.number} is in the list`);
    assert.equal(link.value, link.number, "the number of the link is the number of the sentence");
    assert.ok(link.words > 0, `sentence ${link.number} has words`);
    assert.ok(link.back, `sentence ${link.number} leads back to its claim`);
  }
});

test("every link within the page has its target, and every id is unique", async () => {
  const broken = await page.$$eval("a", (all) =>
    all.map((link) => link.getAttribute("href")).filter((to) => !to?.startsWith("#") || !document.getElementById(to.slice(1))),
  );
  assert.deepEqual(broken, []);
  const ids = await page.$$eval("[id]", (all) => all.map((one) => one.id));
  assert.equal(new Set(ids).size, ids.length);
});

test("following a citation scrolls to the sentence and marks it", async () => {
  const link = page.locator(".lines .cites a").first();
  const number = await link.textContent();
  await link.click();
  await page.waitForFunction((id) => {
    const box = document.getElementById(id).getBoundingClientRect();
    return box.top >= 0 && box.bottom <= innerHeight;
  }, `s${number}`);
  assert.equal(await page.locator(":target").getAttribute("id"), `s${number}`);
  await page.goto(`${pathToFileURL(brief).href}#main`);
});

test("dark and light differ, and both can be read", async () => {
  const colours = {};
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    colours[colorScheme] = await page.evaluate(() => {
      const channel = (value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
      const luminance = (colour) => {
        const [r, g, b] = colour.match(/[\d.]+/g).map((part) => channel(Number(part) / 255));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const paper = getComputedStyle(document.documentElement).backgroundColor;
      const contrast = (element, behind) => {
        const [a, b] = [luminance(getComputedStyle(element).color), luminance(behind)].sort((x, y) => y - x);
        return (a + 0.05) / (b + 0.05);
      };
      const low = [...document.querySelectorAll("h1, h2, h3, p, li, .sure, .cites a, .source, figcaption")]
        .filter((element) => contrast(element, paper) < 4.5)
        .map((element) => element.className || element.tagName);
      const marked = [...document.querySelectorAll("mark, .label")]
        .filter((element) => contrast(element, getComputedStyle(element).backgroundColor) < 4.5)
        .map((element) => element.className || element.tagName);
      return { paper, low: [...new Set([...low, ...marked])] };
    });
    assert.deepEqual(colours[colorScheme].low, [], `contrast of 4.5 to 1 in ${colorScheme}`);
  }
  assert.notEqual(colours.light.paper, colours.dark.paper);
  await page.screenshot({ path: path.join(pictures, "brief-dark.png") });
  await page.emulateMedia({ colorScheme: "light" });
  await page.screenshot({ path: path.join(pictures, "brief.png") });
});

test("the timeline's marks lead to their lines and have names", async () => {
  const marks = await page.$$eval("figure svg[role=img] a", (all) =>
    all.map((mark) => ({ label: mark.getAttribute("aria-label"), line: !!document.getElementById(mark.getAttribute("href").slice(1)) })),
  );
  for (const mark of marks) {
    assert.ok(mark.label.length > 0 && mark.line, JSON.stringify(mark));
  }
});

test("printing hides nothing", async () => {
  await page.emulateMedia({ media: "print" });
  const hidden = await page.$$eval("header *, main *", (all) =>
    all
      .filter((one) => !one.closest("svg") && one.textContent.trim() !== "")
      .filter((one) => getComputedStyle(one).visibility !== "visible" || one.getClientRects().length === 0)
      .map((one) => `${one.tagName}: ${one.textContent.slice(0, 40)}`),
  );
  assert.deepEqual(hidden, []);
  const cut = await page.$$eval(".scroll", (all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1).length);
  assert.equal(cut, 0, "the timeline fits the page");
  await page.emulateMedia({ media: "screen" });
});

test("a phone needs no sideways scrolling", async () => {
  await page.setViewportSize({ width: 360, height: 800 });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(overflow <= 0, `${overflow} pixels too wide`);
  await page.screenshot({ path: path.join(pictures, "brief-phone.png") });
  await page.setViewportSize({ width: 1200, height: 900 });
});

test("nothing is fetched and nothing goes wrong", () => {
  assert.deepEqual(requests.filter((url) => !url.startsWith("file:") && !url.startsWith("data:")), []);
  assert.equal(requests.filter((url) => url.startsWith("file:") && new URL(url).pathname !== pathToFileURL(brief).pathname).length, 0);
  assert.deepEqual(problems, []);
});
