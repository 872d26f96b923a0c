// The page of one run: its parts are there and answer to a pointer and to keys.
import { settled } from "./browser.mjs";

const kSections = ["cycles", "roofline", "timeline", "operators", "units", "traffic", "whatif", "configuration", "provenance"];
const kMoves = 30;

const tooltip = (page) => page.locator(".tooltip").innerText();

export async function checkRun(page, checks) {
  for (const id of kSections) checks.that((await page.locator(`#${id} h2`).count()) === 1, `section ${id}`);
  checks.that((await page.evaluate(() => window.hacked)) === undefined, "a name ran as a script");
  await checkOperators(page, checks);
  checks.that((await page.locator("#whatif tbody tr").count()) === 2, "sensitivities");
  checks.that((await page.locator("#whatif").innerText()).includes("−3.1 %"), "the effect of a change");
  checks.that(/dram[^]*75 %[^]*6 µJ[^]*matrix[^]*25 %/.test(await page.locator("#energy tbody").innerText()), "energy by part, the largest first");
  await page.locator("#configuration summary").click();
  await page.locator("#configuration input").fill("size_kib");
  const lines = await page.locator("#configuration pre").innerText();
  checks.that(lines.includes("size_kib") && lines.includes("sram:") && !lines.includes("clock_mhz"), "search keeps a line and what it belongs to");
  checks.that((await page.content()).includes("Copyright") && (await page.content()).includes("d3-zoom"), "licences of the libraries");
}

async function checkOperators(page, checks) {
  await page.locator("#operators input[type=search]").fill("<img");
  checks.that((await page.locator("#operators tbody tr").count()) === 1, "search finds one operator");
  checks.that((await page.locator("#operators tbody th").innerText()).startsWith("</script><script>window.hacked=1"), "names are shown as they are");
  await page.locator("#operators input[type=search]").fill("");
  const first = () => page.locator("#operators tbody th").first().innerText();
  const longest = await first();
  await page.locator("#operators thead button", { hasText: "Time ↓" }).click();
  checks.that((await first()) !== longest, "a click turns the order around");
}

export async function checkRoofline(page, checks) {
  const point = page.locator("#roofline .point").last();  // nothing is drawn over it
  await point.scrollIntoViewIfNeeded();
  await settled(page);
  const box = await point.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  checks.that((await tooltip(page)).includes("of the roof"), "a dot explains itself to a pointer");
  await page.mouse.move(5, 5);
  await point.focus();
  checks.that((await tooltip(page)).includes("of the roof"), "a dot explains itself to the keyboard");
  const ticks = () => page.locator("#roofline .axis").first().textContent();
  const before = await ticks();
  await page.locator("#roofline button[aria-label='Zoom in']").click();
  await settled(page);
  checks.that((await ticks()) !== before, "the roofline zooms");
  await page.locator("#roofline button", { hasText: "Whole" }).click();
  await settled(page);
  checks.that((await ticks()) === before, "and comes back");
}

export async function checkCores(page, checks) {
  const core = page.locator("#cores rect.core").last();
  await core.scrollIntoViewIfNeeded();
  await settled(page);
  const box = await core.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  checks.that(/^Core \d+\n.*busy/s.test(await tooltip(page)), "a core explains itself");
}

/** Zooms and pans; returns how long it takes to draw while panning, in words. */
export async function checkTimeline(page, checks) {
  const canvas = page.locator("#timeline canvas");
  await canvas.scrollIntoViewIfNeeded();
  const picture = () => canvas.evaluate((element) => element.toDataURL());
  const whole = await picture();
  await canvas.focus();
  for (const key of ["+", "+", "+", "ArrowRight"]) await page.keyboard.press(key);
  await settled(page);
  const near = await picture();
  checks.that(near !== whole, "the timeline zooms with keys");
  const box = await canvas.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + 50);
  checks.that((await tooltip(page)).includes("starts at"), "the timeline explains an operator");
  const spent = await pan(page, box);
  checks.that((await picture()) !== near, "the timeline pans");
  await page.keyboard.press("0");
  await settled(page);
  checks.that((await picture()) === whole, "0 shows all of it again");
  return spent;
}

async function pan(page, box) {
  await page.evaluate(() => {
    window.frames_ = [];
    const tick = (now) => { window.frames_.push(now); window.raf_ = requestAnimationFrame(tick); };
    window.raf_ = requestAnimationFrame(tick);
  });
  await page.mouse.down();
  for (let move = 0; move < kMoves; ++move) await page.mouse.move(box.x + box.width / 2 - 6 * move, box.y + 50);
  await page.mouse.up();
  const gaps = await page.evaluate(() => {
    cancelAnimationFrame(window.raf_);
    return window.frames_.slice(1).map((time, index) => time - window.frames_[index]).sort((a, b) => a - b);
  });
  return `panning, median frame ${Math.round(gaps[gaps.length >> 1])} ms`;
}
