// What the pages work out, without a browser: node logic_test.mjs
import assert from "node:assert/strict";
import { groupsOf, operatorsOf } from "../../sim/report/web/src/data.js";
import { busyShares } from "../../sim/report/web/src/lib/busy.js";
import { bytes, count, percent, rate, seconds, signedPercent } from "../../sim/report/web/src/lib/format.js";
import { matching } from "../../sim/report/web/src/run/configuration.js";
import { peaksOf, pointsOf } from "../../sim/report/web/src/run/roofline_data.js";
import { indexAt, shareBetween, timelineOf } from "../../sim/report/web/src/run/timeline_data.js";
import { firstLook, tableOf } from "../../sim/report/web/src/sweep/columns.js";
import { paretoFront } from "../../sim/report/web/src/sweep/pareto.js";

const tests = {
  "numbers carry three digits and a unit"() {
    assert.equal(seconds(0.00602), "6.02 ms");
    assert.equal(seconds(0.9999), "1 s");
    assert.equal(seconds(0), "0 s");
    assert.equal(bytes(1536), "1.5 KiB");
    assert.equal(rate(2.048e12), "2.05 Top/s");
    assert.equal(count(999.99), "1 k");
    assert.equal(percent(0.0996), "10 %");
    assert.equal(percent(0.0994), "9.9 %");
    assert.equal(signedPercent(-0.031), "−3.1 %");
  },
  "packed operators come back in order, each where the one before ends"() {
    const operators = operatorsOf({ operators: { columns: ["seconds", "kind"], rows: [[2, "gemm"], [3, "add"]], row_of: [0, 1, 0], names: ["a", "b", "c"] } });
    assert.deepEqual(operators.map((op) => [op.name, op.start, op.row.kind]), [["a", 0, "gemm"], ["b", 2, "add"], ["c", 5, "gemm"]]);
  },
  "layers meet in a group whose name keeps the numbers they share"() {
    const row = { kind: "gemm", m: 1, n: 2, k: 3, count: 1, seconds: 1, cycles: 10 };
    const groups = groupsOf([{ name: "layer0.fc1", row }, { name: "layer1.fc1", row }, { name: "layer0.fc1", row: { ...row, n: 5 } }]);
    assert.deepEqual(groups.map((group) => [group.name, group.members.length, group.seconds]), [["layer*.fc1", 2, 2], ["layer0.fc1", 1, 1]]);
  },
  "a unit is as busy as the simulator's bound says"() {
    const machine = { clock_hz: 1e9, cores: 2, dram_channels: 4, shared_buffer_slices: 0 };
    const shares = busyShares({ seconds: 1e-6, array_busy_cycles: 1000, dram_busy_femtoseconds: 1e9, "cycle_categories.launch": 100 }, machine);
    const rounded = Object.fromEntries(Object.entries(shares).map(([key, value]) => [key, Number(value.toFixed(9))]));
    assert.deepEqual(rounded, { compute: 0.5, vector: 0, dram: 0.25, l2: 0, launch: 0.1 });
  },
  "the timeline's sums hold at any zoom"() {
    const machine = { clock_hz: 1, cores: 1, dram_channels: 1, shared_buffer_slices: 0 };
    const op = (start, length, busy) => ({ name: "", start, row: { seconds: length, array_busy_cycles: busy, bound: "compute" } });
    const timeline = timelineOf([op(0, 10, 5), op(10, 30, 30)], machine);
    assert.equal(timeline.end, 40);
    assert.equal(indexAt(timeline, 9.9), 0);
    assert.equal(indexAt(timeline, 10), 1);
    assert.equal(shareBetween(timeline, timeline.busy.compute, 0, 10), 0.5);
    assert.equal(shareBetween(timeline, timeline.busy.compute, 5, 15), 0.75);
    assert.equal(shareBetween(timeline, timeline.busy.compute, 0, 40), 35 / 40);
  },
  "a roofline has one point for equal operators and a roof for each rate"() {
    const row = { useful_macs: 50, dram_bytes: 10, ops_per_second: 7, seconds: 1, peak_macs_per_cycle: 4 };
    const operators = [{ name: "a", row }, { name: "b", row }, { name: "c", row: { seconds: 3 } }];
    const { points, outside, outsideSeconds } = pointsOf("dram", operators);
    assert.deepEqual(points.map(({ x, y, names, seconds: all }) => [x, y, names, all]), [[10, 7, ["a", "b"], 2]]);
    assert.deepEqual([outside, outsideSeconds], [1, 3]);
    assert.deepEqual(peaksOf(operators, { clock_hz: 100 }), [800]);
  },
  "a search in the configuration keeps the keys above what it finds"() {
    const lines = ["core:", "  sram:", "    size_kib: 4", "    banks: 1", "  dma:", "    channels: 2"];
    assert.deepEqual(matching(lines, "size"), ["core:", "  sram:", "    size_kib: 4"]);
    assert.deepEqual(matching(lines, ""), lines);
  },
  "nothing beats a design of the Pareto front"() {
    const rows = [[1, 9], [2, 5], [2, 7], [3, 6], [4, 1], [4, 1], [null, 0]].map(([x, y]) => ({ values: { x, y } }));
    const front = (better) => paretoFront(rows, ["x", "y"], better).map(({ values }) => [values.x, values.y]);
    assert.deepEqual(front([-1, -1]), [[1, 9], [2, 5], [4, 1]]);
    assert.deepEqual(front([1, 1]), [[1, 9], [2, 7], [3, 6], [4, 1]]);
    assert.deepEqual(front([-1, 1]), [[1, 9]]);
  },
  "a sweep's columns are numbers or words, and those that never change go"() {
    const table = tableOf({ columns: ["number", "status", "kind", "area_mm2", "seconds", "same"],
      rows: [["1", "done", "ws", "10", "0.001", "x"], ["2", "done", "os", "1000", "0.5", "x"], ["3", "failed", "os", "", "", "x"]] });
    assert.deepEqual(table.columns.map(({ name, numeric, log }) => [name, numeric, log]), [["kind", false, false], ["area_mm2", true, true], ["seconds", true, true]]);
    assert.deepEqual(table.done.map(({ values }) => values.kind), [1, 0]);
    assert.equal(table.statuses.get("failed"), 1);
    assert.deepEqual(Object.values(firstLook(table.columns)).map(({ name }) => name), ["area_mm2", "seconds"]);
  },
};

let failed = 0;
for (const [name, test] of Object.entries(tests)) {
  try {
    test();
  } catch (error) {
    ++failed;
    console.log(`FAILED: ${name}\n${error.message}`);
  }
}
console.log(`${Object.keys(tests).length} tests, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
