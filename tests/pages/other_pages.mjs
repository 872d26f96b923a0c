// The pages of a comparison and of a sweep.
import { settled } from "./browser.mjs";

export async function checkCompare(page, checks) {
  for (const id of ["totals", "roofline", "kinds", "operators", "machines"]) checks.that((await page.locator(`#${id} h2`).count()) === 1, `compare: section ${id}`);
  checks.that((await page.locator("#totals tbody tr").count()) === 2, "a row for each run");
  checks.that((await page.locator("h1").innerText()) === "bert_base on 2 chips", "compare: title");
  const point = page.locator("#roofline .point").last();  // nothing is drawn over it
  await point.scrollIntoViewIfNeeded();
  await settled(page);
  const box = await point.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  checks.that((await page.locator(".tooltip").innerText()).includes("of its roof"), "compare: a dot explains itself");
  await page.locator("#operators input").fill("pooler");
  checks.that((await page.locator("#operators tbody tr").count()) === 1, "compare: search");
}

export async function checkSweep(page, checks) {
  checks.that((await page.locator(".lead").innerText()).includes("60 of them done; 1 infeasible"), "sweep: counts");
  const front = () => page.locator("#pareto .front-point").count();
  const before = await front();
  checks.that(before > 1, "sweep: a front");
  const dot = await page.locator("#pareto .front-point").first().boundingBox();
  await page.mouse.move(dot.x + dot.width / 2, dot.y + dot.height / 2);
  checks.that((await page.locator(".tooltip").innerText()).includes("core.matrix.rows"), "sweep: a dot shows its configuration");
  await keepUpperHalf(page);
  const said = await page.locator("#parallel .hint").first().innerText();
  checks.that(/^([1-9]|[1-5]\d) of 60/.test(said), `sweep: dragging keeps a part: ${said}`);
  await page.locator("#parallel button").click();
  checks.that((await page.locator("#parallel .hint").first().innerText()).startsWith("60 of 60"), "sweep: and all again");
  await page.locator("#pareto select[aria-label=Across]").selectOption("more");
  await settled(page);
  checks.that((await front()) !== before, "sweep: more is better gives another front");
}

async function keepUpperHalf(page) {
  const axis = page.locator("#parallel .grip").first();
  await axis.scrollIntoViewIfNeeded();
  await settled(page);
  const box = await axis.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.up();
}
