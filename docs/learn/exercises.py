"""The right answers to exercises.md, computed by running the program. `scripts/learn check` compares."""
import collections
import json
import pathlib
import tempfile

import systole

HERE = pathlib.Path(__file__).resolve().parent
BLACKBOARD, POCKET, LAYER = (HERE / f"{name}.yaml" for name in ("blackboard", "pocket", "layer"))

# chapter: where to read on; tolerance: how far off a number may be, as a share of it; answer(): the right one.
Exercise = collections.namedtuple("Exercise", "chapter tolerance answer")
EXERCISES = {}


def exercise(chapter, tolerance=0.0):
    """Adds a function to the exercises, under its name."""
    def add(answer):
        EXERCISES[answer.__name__] = Exercise(chapter, tolerance, answer)
        return answer
    return add


@exercise(1)
def fold_cycles():
    sides = {"core.matrix.rows": 8, "core.matrix.cols": 8}
    return systole.run(BLACKBOARD, systole.gemm(20, 8, 8), set=sides)["gemm"]["array_busy_cycles"]


@exercise(1)
def folds():
    sides = {"core.matrix.rows": 16, "core.matrix.cols": 16}
    return systole.run(BLACKBOARD, systole.gemm(100, 30, 50), set=sides).totals.folds


@exercise(1, 0.005)
def edge_percent():
    sides = {"core.matrix.rows": 16, "core.matrix.cols": 16}
    return 100 * systole.run(BLACKBOARD, systole.gemm(100, 30, 50), set=sides).totals.mapping_utilization


@exercise(2)
def dataflow():
    runs = systole.sweep(BLACKBOARD, systole.gemm(8, 512, 64), set={"core.matrix.dataflow": ["ws", "os", "is"]})
    return min(runs, key=lambda point: point.result.cycles).settings["core.matrix.dataflow"]


def by_tiles(tile, slots):
    text = ("products:\n  - {operator: gemm, role: product, tile_m: %d, tile_n: %d, tile_k: 16, order: mnk, group: 0,"
            " split_k: 1, cores: 1, input_slots: %d, weight_slots: %d, output_slots: %d}\n"
            % (tile, tile, slots, slots, slots))
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "given.yaml")
        path.write_text(text, encoding="utf-8")
        return systole.run(POCKET, systole.gemm(128, 128, 64), options=("--mapping", str(path)))


@exercise(3)
def tile_bytes():
    return by_tiles(16, 2).totals.dram_bytes


@exercise(3, 0.01)
def double_buffer():
    return by_tiles(16, 1).cycles / by_tiles(16, 2).cycles


@exercise(4)
def window():
    read = {"name": "read", "operators": [{"name": "read", "kind": "reduce", "read": 65536, "written": 1}]}
    for bursts in range(1, 65):
        run = systole.run("toy_4x4", read, set={"core.dma.outstanding_bursts": bursts, "dram.latency_ns": 50})
        if 65536 / run.cycles >= 0.9 * 4:
            return bursts
    raise AssertionError("the toy never reaches its bandwidth")


@exercise(4, 0.02)
def random_percent():
    command = ("dram", "--memory", "lpddr5_6400", "--pattern", "random", "--bytes", "1MiB")
    return 100 * systole.call_json(*command)["share_of_peak"]


def chips():
    return {chip["chip"]: chip for chip in json.loads(systole.call("list", "chips", "--json"))["chips"]}


@exercise(5, 0.02)
def ridge():
    chip = chips()["edge_npu"]
    return 1000 * chip["tera_16_bit"] / (2 * chip["bandwidth_gb_per_s"])


@exercise(5)
def batch():
    for rows in (1, 2, 4, 8, 16, 32, 64, 128, 256, 512):
        if systole.run("edge_npu", systole.gemm(rows, 1024, 1024))["gemm"].bound == "compute":
            return rows
    raise AssertionError("the layer is never bound by computation")


@exercise(6, 0.01)
def speedup():
    runs = [systole.run("toy_gpu", systole.gemm(128, 128, 512), set={"core.count": cores}) for cores in (1, 4)]
    return runs[0].cycles / runs[1].cycles


@exercise(6, 0.02)
def launch_percent():
    totals = systole.run("h100_sxm", systole.gemm(1024, 1024, 1024)).totals
    return 100 * totals["cycle_categories.launch"] / totals.cycles


@exercise(7, 0.02)
def cache_mib():
    step = systole.run("h100_sxm", LAYER, params={"seq": 1, "past": 2047, "batch": 32})
    return step["attention"].dram_bytes / 2**20


@exercise(8, 0.02)
def keeps_percent():
    both = systole.compare(["h100_sxm", "h20"], LAYER, params={"seq": 1, "past": 1024, "batch": 128})
    return 100 * both.speedup("h20", over="h100_sxm")


@exercise(9, 0.01)
def tpp():
    chip = chips()["l40s"]
    return max(16 * chip["tera_16_bit"], 8 * chip["tera_8_bit"])


@exercise(9)
def most_cores():
    chip = chips()["h20"]
    return int(1600 / (16 * chip["tera_16_bit"] / chip["cores"]))


@exercise(10, 0.02)
def analytic_percent():
    runs = [systole.run("toy_4x4", systole.gemm(96, 96, 96), fidelity=level).cycles for level in ("analytic", "tile")]
    return 100 * (1 - runs[0] / runs[1])
