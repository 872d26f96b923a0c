// The journey of the bytes: from DRAM through the shared buffer to the cores and back, by operand.
import { sankey, sankeyJustify, sankeyLinkHorizontal } from "d3-sankey";
import { kOperands, of } from "../data.js";
import { h, numbersBehind, replace, s, section } from "../lib/dom.js";
import { bytes, count, percent } from "../lib/format.js";
import { onWidth } from "../lib/theme.js";
import { explains } from "../lib/tooltip.js";

const kExplanation = "Bytes travel from left to right: out of memory into the cores' SRAM, and results back out. A " +
  "band is as wide as its bytes. Where the cores receive more than DRAM sent, the shared buffer answered again from what it holds.";
const kNarrow = 560;
const kEdge = 20;
const kWords = { input: "inputs", weight: "weights", output: "outputs and partial sums" };

const total = (totals, operand, names) => names.reduce((bytesOf, name) => bytesOf + of(totals, `${name}.${operand}`), 0);

/** [from, to, counters]: the steps of the journey on this machine. */
function steps({ machine, totals }) {
  const hasBuffer = machine.shared_buffer_bytes > 0 && kOperands.some((operand) =>
    total(totals, operand, ["shared_buffer_hit_bytes", "shared_buffer_missed_bytes", "shared_buffer_written_bytes"]) > 0);
  if (!hasBuffer) return [["DRAM", "Cores", ["dram_read_bytes"]], ["Cores", "DRAM ", ["dram_written_bytes"]]];
  return [["DRAM", "Shared buffer", ["shared_buffer_filled_bytes"]],
    ["Shared buffer", "Cores", ["shared_buffer_hit_bytes", "shared_buffer_missed_bytes"]],
    ["Cores", "Shared buffer ", ["shared_buffer_written_bytes"]],
    ["Shared buffer ", "DRAM ", ["shared_buffer_written_back_bytes"]]];
}

/** Every band that carries bytes: {from, to, operand, value}. */
export function bands(result) {
  return steps(result).flatMap(([from, to, names]) => kOperands.map((operand) =>
    ({ from, to, operand, value: total(result.totals, operand, names) }))).filter((band) => band.value > 0);
}

export function traffic(result) {
  const found = bands(result);
  if (found.length === 0) return null;
  const holder = h("div", { class: "chart" });
  const svg = s("svg", { role: "img", "aria-label": "Memory traffic by level and operand; the numbers follow below" });
  onWidth(holder, (width) => draw(svg, found, width));
  holder.append(svg);
  return section("traffic", "Memory traffic", kExplanation, holder, legend(found), reuse(result.totals), numbers(found));
}

function numbers(found) {
  const columns = [{ title: "From" }, { title: "To" }, { title: "What" }, { title: "Bytes", number: true }];
  return numbersBehind("Memory traffic", columns, found.map((band) => [band.from, band.to, kWords[band.operand], bytes(band.value)]));
}

function legend(found) {
  const used = kOperands.filter((operand) => found.some((band) => band.operand === operand));
  return h("ul", { class: "legend", "aria-label": "Colours" }, used.map((operand) =>
    h("li", {}, h("span", { class: "swatch", style: { background: `var(--${operand})` } }), kWords[operand])));
}

function reuse(totals) {
  const reads = kOperands.reduce((all, operand) => all + of(totals, `sram_element_reads.${operand}`), 0);
  const served = ["hit", "missed"].map((what) => total3(totals, `shared_buffer_${what}_bytes`));
  const hits = served[0] + served[1] > 0 ? ` The shared buffer had ${percent(served[0] / (served[0] + served[1]))} of what was read from it.` : "";
  return h("p", { class: "hint" }, `The arrays read ${count(reads)} elements from the cores' SRAM: what travels once is used many times.${hits}`);
}

const total3 = (totals, name) => kOperands.reduce((all, operand) => all + of(totals, `${name}.${operand}`), 0);

function layoutOf(found, width, height) {
  const names = [...new Set(found.flatMap((band) => [band.from, band.to]))];
  return sankey().nodeId((node) => node.name).nodeAlign(sankeyJustify).nodeWidth(12).nodePadding(26)
    .extent([[1, 34], [width - 1, height - 8]])({
      nodes: names.map((name) => ({ name })),
      links: found.map((band) => ({ source: band.from, target: band.to, value: band.value, operand: band.operand })),
    });
}

function draw(svg, found, width) {
  const height = width < kNarrow ? 220 : 270;
  const { nodes, links } = layoutOf(found, width, height);
  const path = sankeyLinkHorizontal();
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("height", height);
  replace(svg,
    links.map((link) => explains(s("path", {
      d: path(link), fill: "none", stroke: `var(--${link.operand})`, "stroke-opacity": 0.55, "stroke-width": Math.max(1, link.width),
    }), () => [kWords[link.operand], [[`${link.source.name.trim()} → ${link.target.name.trim()}`, bytes(link.value)]]])),
    nodes.map((node) => nodeOf(node, width)));
}

function nodeOf(node, width) {
  const anchor = node.x0 < kEdge ? "start" : node.x1 > width - kEdge ? "end" : "middle";
  const name = width < kNarrow ? node.name.replace("Shared buffer", "L2") : node.name;
  const x = anchor === "start" ? node.x0 : anchor === "end" ? node.x1 : (node.x0 + node.x1) / 2;
  return s("g", {}, s("rect", { x: node.x0, y: node.y0, width: node.x1 - node.x0, height: Math.max(1, node.y1 - node.y0), fill: "var(--soft)" }),
    s("text", { class: "halo", x, y: node.y0 - 19, "text-anchor": anchor, "font-weight": 600 }, name.trim()),
    s("text", { class: "halo", x, y: node.y0 - 5, "text-anchor": anchor }, bytes(node.value)));
}
