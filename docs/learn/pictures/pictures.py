"""The pictures of docs/learn and README.md, each made from runs of the program. PICTURES lists them by file name."""
import systole

import svg

# The chip of chapter 1: an array beside a memory that is never in the way.
BLACKBOARD = {"core.sram.size_kib": 192, "core.sram.input_kib": 64, "core.sram.weight_kib": 64, "core.sram.output_kib": 64,
              "core.dma.outstanding_bursts": 64, "dram.channel_bandwidth_gb_per_s": 64, "dram.latency_ns": 0}


def fold_utilization():
    """Chapter 1: the longer the stream, the smaller the share of filling and emptying."""
    def share(side, m):
        sides = {"core.matrix.rows": side, "core.matrix.cols": side}
        operator = systole.run("toy_4x4", systole.gemm(m, side, side), set=BLACKBOARD | sides)["gemm"]
        value = 100 * m / operator["array_busy_cycles"]
        return m, value, f"{side} x {side}, M = {m}: {value:.1f} %"

    series = {f"{side} x {side} PEs": [share(side, m) for m in (4, 8, 16, 32, 64, 128, 256)] for side in (4, 8, 16)}
    return svg.lines("Useful cycles of one fold", series, ("rows of inputs, M", "% of cycles"))


def dataflows():
    """Chapter 2: where the cycles of three shapes go under each dataflow."""
    def row(shape, dataflow):
        chip = BLACKBOARD | {"core.matrix.dataflow": dataflow}
        operator = systole.run("toy_4x4", systole.gemm(*shape), set=chip)["gemm"]
        parts = {name: operator[f"cycle_categories.{name}"] for name in ("stream", "array_overhead", "first_fill", "final_drain")}
        return f"{shape[0]} x {shape[1]} x {shape[2]}  {dataflow}", parts

    shapes = ((64, 16, 16), (16, 64, 16), (16, 16, 64))
    rows = [row(shape, dataflow) for shape in shapes for dataflow in ("ws", "os", "is")]
    return svg.bars("Three shapes (M x N x K), three dataflows, 4 x 4 PEs", rows, "cycles")


PICTURES = {"fold_utilization": fold_utilization, "dataflows": dataflows}
