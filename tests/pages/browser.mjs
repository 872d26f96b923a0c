// A page in headless Chromium, and a list of what went wrong with it.
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const kPatience = 20000;  // milliseconds, for a machine with better things to do
const kSettle = 120;  // milliseconds in which a chart is drawn anew

export class Checks {
  #failed = [];
  #count = 0;

  that(holds, says) {
    ++this.#count;
    if (!holds) this.#failed.push(says);
  }

  /** Prints the outcome; the exit status of the test. */
  finish() {
    for (const says of this.#failed) console.log(`FAILED: ${says}`);
    console.log(`${this.#count} checks, ${this.#failed.length} failed`);
    return this.#failed.length ? 1 : 0;
  }
}

export async function startBrowser(modules, executablePath) {
  const { chromium } = createRequire(join(modules, "from-here.js"))("playwright-core");
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

/** Opens a file; whatever the page complains about or asks the network for fails a check. */
export async function open(browser, file, { width, scheme }, checks) {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme });
  const name = `${file.split("/").at(-1)} at ${width} px, ${scheme}`;
  page.on("console", (message) => checks.that(message.type() !== "error", `${name}: console: ${message.text()}`));
  page.on("pageerror", (error) => checks.that(false, `${name}: ${error.stack}`));
  page.on("request", (request) => checks.that(/^(file|data):/.test(request.url()), `${name}: asks for ${request.url()}`));
  page.setDefaultTimeout(kPatience);
  await page.goto(pathToFileURL(file).href);
  await page.locator("html[data-ready]").waitFor({ state: "attached" });
  await page.waitForTimeout(kSettle);
  const [inner, outer] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  checks.that(inner <= outer, `${name}: ${inner} px of content`);
  checks.that((await page.locator("main h1").count()) === 1, `${name}: no title`);
  return page;
}

export const settled = (page) => page.waitForTimeout(kSettle);

/** Whether axe finds nothing serious: names, contrast, order, keyboard. */
export async function checkAccessible(page, modules, name, checks) {
  await page.addScriptTag({ path: join(modules, "axe-core/axe.min.js") });
  const violations = await page.evaluate(async () => (await window.axe.run(document, { resultTypes: ["violations"] })).violations
    .map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`));
  for (const violation of violations) checks.that(false, `${name}: ${violation}`);
  checks.that(true, "axe ran");
}
