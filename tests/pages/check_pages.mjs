// Looks at the pages that pages_test.py made: check_pages.mjs MODULES CHROMIUM FOLDER
import { statSync } from "node:fs";
import { join } from "node:path";
import { Checks, checkAccessible, open, settled, startBrowser } from "./browser.mjs";
import { checkCompare, checkSweep } from "./other_pages.mjs";
import { checkCores, checkRoofline, checkRun, checkTimeline } from "./run_page.mjs";

const [modules, chromium, folder] = process.argv.slice(2);
const kPages = ["wide", "llm", "long", "compare", "designs"];
const kWide = { width: 1280, scheme: "light" };
const kNarrow = { width: 400, scheme: "dark" };
const kLargest = 5e6;

const checks = new Checks();
const browser = await startBrowser(modules, chromium);
const file = (name) => join(folder, `${name}.html`);

for (const name of kPages) {
  checks.that(statSync(file(name)).size < kLargest, `${name}: ${statSync(file(name)).size} bytes`);
  const page = await open(browser, file(name), kWide, checks);
  const paint = await page.evaluate(() => performance.getEntriesByType("paint")[0]?.startTime);
  console.log(`${name}: first paint ${Math.round(paint)} ms, ${Math.round(statSync(file(name)).size / 1024)} KiB`);
  if (name === "wide") await checkRun(page, checks);
  if (name === "wide") await checkRoofline(page, checks);
  if (name === "llm") await checkCores(page, checks);
  if (name === "llm" || name === "long") console.log(`${name}: ${await checkTimeline(page, checks)}`);
  if (name === "compare") await checkCompare(page, checks);
  if (name === "designs") await checkSweep(page, checks);
  await page.close();
}

for (const name of ["llm", "wide", "compare", "designs"]) {
  const page = await open(browser, file(name), kNarrow, checks);
  await checkAccessible(page, modules, name, checks);
  await page.emulateMedia({ media: "print" });
  await settled(page);
  checks.that((await page.pdf()).length > 10000, `${name}: prints`);
  await page.close();
}
await browser.close();
process.exitCode = checks.finish();
