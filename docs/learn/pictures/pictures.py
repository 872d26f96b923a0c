"""The pictures of docs/learn and README.md, each made from runs of the program. PICTURES lists them by file name."""
import pathlib
import tempfile

import systole

import svg

COURSE = pathlib.Path(__file__).resolve().parents[1]
BLACKBOARD, POCKET, LAYER = (COURSE / f"{name}.yaml" for name in ("blackboard", "pocket", "layer"))
PARTS = ("stream", "array_overhead", "stall_load", "first_fill", "final_drain")


def drawn_by_the_program(*arguments):
    """A picture that `systole array` draws itself."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "beat.svg")
        systole.call("array", *arguments, "--svg", path)
        return path.read_text(encoding="utf-8")


def array_beat():
    """Chapter 1: one beat of a weight-stationary array."""
    return drawn_by_the_program("--m", 6, "--n", 4, "--k", 4, "--cycle", 8)


def array_dataflows():
    """Chapter 2: the same beat of three arrays."""
    return drawn_by_the_program("--dataflow", "all", "--m", 16, "--n", 4, "--k", 4, "--cycle", 9)


def fold_utilization():
    """Chapter 1: the longer the stream, the smaller the share of filling and emptying."""
    def share(side, m):
        sides = {"core.matrix.rows": side, "core.matrix.cols": side}
        operator = systole.run(BLACKBOARD, systole.gemm(m, side, side), set=sides)["gemm"]
        value = 100 * m / operator["array_busy_cycles"]
        return m, value, f"{side} x {side}, M = {m}: {value:.1f} %"

    series = {f"{side} x {side} PEs": [share(side, m) for m in (4, 8, 16, 32, 64, 128, 256)] for side in (4, 8, 16)}
    return svg.lines("Useful cycles of one fold", series, ("rows of inputs, M", "% of cycles"))


def cycles_by_part(run):
    return {name: run.totals[f"cycle_categories.{name}"] for name in PARTS}


def dataflows():
    """Chapter 2: where the cycles of three shapes go under each dataflow."""
    def row(shape, dataflow):
        run = systole.run(BLACKBOARD, systole.gemm(*shape), set={"core.matrix.dataflow": dataflow})
        return f"{shape[0]} x {shape[1]} x {shape[2]}  {dataflow}", cycles_by_part(run)

    shapes = ((64, 16, 16), (16, 64, 16), (16, 16, 64))
    rows = [row(shape, dataflow) for shape in shapes for dataflow in ("ws", "os", "is")]
    return svg.bars("Three shapes (M x N x K), three dataflows, 4 x 4 PEs", rows, "cycles")


def buffers():
    """Chapter 3: the same product by tiles of four sizes, with one slot and with two."""
    def row(tile, slots):
        text = ("products:\n  - {operator: gemm, role: product, tile_m: %d, tile_n: %d, tile_k: 16, order: mnk, group: 0,"
                " split_k: 1, cores: 1, input_slots: %d, weight_slots: %d, output_slots: %d}\n"
                % (tile, tile, slots, slots, slots))
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
            file.write(text)
            file.flush()
            run = systole.run(POCKET, systole.gemm(64, 64, 64), options=("--mapping", file.name))
        return f"{tile} x {tile}, {slots} slot{'s' * (slots > 1)}", cycles_by_part(run)

    rows = [row(tile, slots) for tile in (4, 8, 16, 32) for slots in (1, 2)]
    return svg.bars("A product of 64 x 64 x 64, by tile", rows, "cycles")


def littles_law():
    """Chapter 4: bandwidth rises with what is in flight, until the memory is busy."""
    read = {"name": "read", "operators": [{"name": "read", "kind": "reduce", "read": 65536, "written": 1}]}

    def rate(latency, window):
        change = {"core.dma.outstanding_bursts": window, "dram.latency_ns": latency}
        value = 65536 / systole.run("toy_4x4", read, set=change).cycles
        return 2 * window, value, f"{2 * window} bursts in flight, {latency} ns: {value:.2f} bytes a cycle"

    series = {f"latency {latency} cycles": [rate(latency, window) for window in (1, 2, 3, 4, 5, 6, 8, 10, 13, 16)]
              for latency in (20, 50, 100)}
    return svg.lines("Bandwidth of the toy memory", series, ("bursts of 16 bytes in flight", "bytes a cycle"))


def dram_patterns():
    """Chapter 4: what three memories deliver under four patterns."""
    def share(memory, pattern, *options):
        command = ("dram", "--memory", memory, "--bytes", "1MiB", "--pattern", pattern, *options)
        return 100 * systole.call_json(*command)["share_of_peak"]

    patterns = {"stream": ("stream",), "half of it written": ("mixed",), "random": ("random",),
                "stride 64 KiB": ("stride", "--stride", "64KiB")}
    rows = [(f"{memory}, {name}", {"share": share(memory, *pattern)})
            for memory in ("ddr4_2400", "lpddr5_6400", "hbm3") for name, pattern in patterns.items()]
    return svg.bars("Share of the peak bandwidth", rows, "%")


def operators_on_roofline(run):
    """(operations per byte, Gop/s, tip) of every operator that multiplies."""
    points = {}
    for operator in run.operators:
        if operator.ops_per_second and operator.dram_bytes:
            intensity = 2 * operator.useful_macs / operator.dram_bytes
            tip = f"{operator.name}: {operator.ops_per_second / 1e9:.0f} Gop/s at {intensity:.1f} op/byte"
            points[round(intensity, 2), operator.cycles] = (intensity, operator.ops_per_second / 1e9, tip)
    return list(points.values())


def roofline():
    """Chapter 5: every operator of three networks under the roof of edge_npu."""
    peak, bandwidth = 2048.0, 17.064
    roof = [(2, 2 * bandwidth), (peak / bandwidth, peak), (600, peak)]
    series = {name: operators_on_roofline(systole.run("edge_npu", name))
              for name in ("mobilenet_v2", "resnet50", "bert_base")}
    return svg.lines("edge_npu: operators under its roofline", series, ("operations per byte of DRAM", "Gop/s"), roof)


def scaling():
    """Chapter 6: more cores, more speed, up to a point."""
    def series(kib):
        sweep = systole.sweep("toy_gpu", systole.gemm(256, 256, 256),
                              set={"core.count": [1, 2, 4, 8, 16, 32], "shared_buffer.size_kib": [kib]})
        runs = [point.result for point in sweep]
        return [(cores, runs[0].cycles / run.cycles, f"{cores} cores, {kib} KiB: {runs[0].cycles / run.cycles:.1f} times as fast")
                for cores, run in zip((1, 2, 4, 8, 16, 32), runs)]

    ideal = [(cores, cores, f"{cores} times") for cores in (1, 2, 4, 8, 16, 32)]
    return svg.lines("256 x 256 x 256 on toy_gpu", {"L2 of 64 KiB": series(64), "L2 of 256 KiB": series(256), "ideal": ideal},
                     ("cores", "times as fast as one core"))


def printed(page, command):
    """The lines that a page shows for a command; the test of the pages holds them to what the program prints."""
    text = (COURSE / page).read_text(encoding="utf-8")
    return text.split(f"$ {command}\n", 1)[1].split("\n```", 1)[0].splitlines()


def decode():
    """Chapter 7: weights are shared by a batch, caches are not."""
    rows = [line.split() for line in printed("07_attention.md", "python3 batching.py")[1:]]
    return svg.bars("Decoding: one layer of Llama 3 8B on an H100, 4096 tokens in each cache",
                    [(f"batch {row[0]}", {"products": float(row[3]), "attention": float(row[4])}) for row in rows], "us")


def datasheets():
    """Chapter 8: the same layer on three chips, relative to the first."""
    head, *lines = printed("08_datasheets.md", "python3 four.py")
    rows = []
    for line in lines:
        times = list(map(float, line[22:].split()[:3]))
        rows += [(f"{line[:22].strip()}: {chip}", {"time": round(100 * time / times[0])})
                 for chip, time in zip(head[22:].split(), times)]
    return svg.bars("Time of one layer, H100 = 100 %", rows, "%")


def budget():
    """Chapter 9: the same peak in many slow cores and in few fast ones."""
    rows = [(line[:24].strip(), line[24:].split()) for line in printed("09_budget.md", "python3 cores.py")[1:]]
    bars = [(f"{design}, {batch}", {"time": float(values[at])})
            for batch, at in (("1", 2), ("64", 3)) for design, values in rows]
    return svg.bars("Time for one token of 1 and of 64 sequences, at nearly the same peak", bars, "us")


PICTURES = {draw.__name__: draw for draw in (
    array_beat, array_dataflows, fold_utilization, dataflows, buffers, littles_law, dram_patterns, roofline, scaling, decode,
    datasheets, budget)}
