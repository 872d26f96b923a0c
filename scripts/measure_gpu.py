#!/usr/bin/env python3
"""Measures GEMM, attention, vector and copy shapes on the GPU at hand, as tables for `systole validate`.

    scripts/measure_gpu.py --chip h100_sxm -o measured          # measured/gemm.csv, attention.csv, vector.csv, machine.json
    systole validate --chip h100_sxm --measured measured/gemm.csv

Needs Python 3.9, PyTorch 2.1 or newer and a CUDA or ROCm GPU. Each shape is captured into a graph of several launches,
so that the host's time does not count, replayed until it is warm, and timed by events; a row holds the median of the
replays. Clocks before and after, driver and library versions are kept in machine.json beside the tables.

Shapes come from the tables that ship with Systole (tests/validation/measured), or from other tables with --shapes.
"""
import argparse
import csv
import json
import pathlib
import statistics
import subprocess
import sys

LAUNCHES = 8  # in one graph: a kernel of 2 us is too short to time alone
WARM_UP = 5
REPLAYS = 20
SHAPES = pathlib.Path(__file__).resolve().parent.parent / "tests" / "validation" / "measured"
DTYPES = {"fp32": "float32", "fp16": "float16", "bf16": "bfloat16"}


def read_rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(path, columns, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


class Stopwatch:
    """Median microseconds of one launch, by events around replays of a graph."""

    def __init__(self, torch):
        self.torch = torch

    def microseconds(self, launch):
        graph = self.captured(launch)
        for _ in range(WARM_UP):
            graph.replay()
        times = [self.timed(graph) for _ in range(REPLAYS)]
        return statistics.median(times) * 1e3 / LAUNCHES

    def captured(self, launch):
        torch = self.torch
        stream = torch.cuda.Stream()
        with torch.cuda.stream(stream):  # libraries choose and load their kernels before anything is captured
            for _ in range(3):
                launch()
        torch.cuda.synchronize()
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            for _ in range(LAUNCHES):
                launch()
        return graph

    def timed(self, graph):
        begin, end = (self.torch.cuda.Event(enable_timing=True) for _ in range(2))
        begin.record()
        graph.replay()
        end.record()
        self.torch.cuda.synchronize()
        return begin.elapsed_time(end)


def gemm(torch, row):
    dtype = getattr(torch, DTYPES[row["dtype"]])
    count, m, n, k = (int(row[key] or 1) for key in ("batch", "m", "n", "k"))
    activations = torch.randn(count, m, k, device="cuda", dtype=dtype)
    weights = torch.randn(count, k, n, device="cuda", dtype=dtype)
    if count == 1:
        activations, weights = activations[0], weights[0]
    return lambda: torch.matmul(activations, weights)


def attention(torch, row):
    dtype = getattr(torch, DTYPES[row["dtype"]])
    batch, heads, kv_heads, q_len, kv_len, dim = (
        int(row[key]) for key in ("batch", "heads", "kv_heads", "q_len", "kv_len", "head_dim"))
    if q_len not in (1, kv_len) or int(row.get("window") or 0) or row.get("kv_dtype", row["dtype"]) != row["dtype"]:
        return None  # PyTorch's fused kernel has no mask for these
    query = torch.randn(batch, heads, q_len, dim, device="cuda", dtype=dtype)
    key, value = (torch.randn(batch, kv_heads, kv_len, dim, device="cuda", dtype=dtype) for _ in range(2))
    if kv_heads != heads:
        key, value = (x.repeat_interleave(heads // kv_heads, 1) for x in (key, value))
    causal = q_len > 1
    return lambda: torch.nn.functional.scaled_dot_product_attention(query, key, value, is_causal=causal)


def vector(torch, row):
    dtype = getattr(torch, DTYPES[row["dtype"]])
    x = torch.randn(int(row["rows"]), int(row["cols"]), device="cuda", dtype=dtype)
    functional = torch.nn.functional
    return {"softmax": lambda: functional.softmax(x, -1), "gelu": lambda: functional.gelu(x),
            "layernorm": lambda: functional.layer_norm(x, x.shape[-1:]), "copy": x.clone}.get(row["op"])


KINDS = {"gemm": gemm, "attention": attention, "vector": vector}


def is_grouped(kind, row):
    """Keys and values would be repeated, which a kernel for grouped queries does not do."""
    return kind == "attention" and row["heads"] != row["kv_heads"]


def measure(torch, kind, shapes, chip, software):
    stopwatch = Stopwatch(torch)
    seen, rows = set(), []
    for shape in shapes:
        key = tuple(value for name, value in shape.items() if name not in ("chip", "latency_us", "software", "source"))
        if key in seen or shape["dtype"] not in DTYPES or is_grouped(kind, shape):
            continue
        seen.add(key)
        try:
            launch = KINDS[kind](torch, shape)
            if launch is None:
                continue
            time = stopwatch.microseconds(launch)
        except torch.cuda.OutOfMemoryError:
            print(f"left out, too large for this GPU: {kind} {key}", file=sys.stderr)
            continue
        rows.append({**shape, "chip": chip, "latency_us": f"{time:.3f}", "software": software, "source": "own"})
        print(f"{kind} {len(rows)}: {time:.1f} us", file=sys.stderr)
        torch.cuda.empty_cache()
    return rows


def copies():
    """Shapes of the copy kernel: from what the L2 holds to what it does not."""
    return [{"chip": "", "op": "copy", "dtype": "fp16", "rows": str(rows), "cols": "8192", "latency_us": "",
             "software": "", "source": ""} for rows in (64, 256, 1024, 4096, 16384, 65536)]


def clocks():
    """What the driver says about clocks, power and temperature; nothing where it has no tool for that."""
    query = "clocks.sm,clocks.mem,clocks.max.sm,power.draw,power.limit,temperature.gpu,driver_version"
    try:
        answer = subprocess.run(["nvidia-smi", f"--query-gpu={query}", "--format=csv,noheader"], check=True,
                                capture_output=True, text=True).stdout.splitlines()[0]
    except (OSError, subprocess.CalledProcessError, IndexError):
        return {}
    return dict(zip(query.split(","), (word.strip() for word in answer.split(","))))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chip", required=True, help="what to call the chip in the column 'chip'")
    parser.add_argument("-o", "--output", default="measured", type=pathlib.Path, help="folder for the tables")
    parser.add_argument("--shapes", default=SHAPES, type=pathlib.Path, help="folder with the tables to take shapes from")
    parser.add_argument("--kinds", nargs="*", choices=KINDS, default=list(KINDS))
    arguments = parser.parse_args()
    try:
        import torch
    except ImportError:
        sys.exit("PyTorch is needed: see https://pytorch.org")
    if not torch.cuda.is_available():
        sys.exit("PyTorch finds no GPU here")
    arguments.output.mkdir(parents=True, exist_ok=True)
    software = f"PyTorch {torch.__version__}, graph replay"
    machine = {"gpu": torch.cuda.get_device_name(), "software": software, "cuda": torch.version.cuda,
               "hip": torch.version.hip, "before": clocks()}
    for kind in arguments.kinds:
        shapes = read_rows(arguments.shapes / f"{kind}.csv") + (copies() if kind == "vector" else [])
        rows = measure(torch, kind, shapes, arguments.chip, software)
        write_rows(arguments.output / f"{kind}.csv", list(shapes[0]), rows)
    machine["after"] = clocks()
    (arguments.output / "machine.json").write_text(json.dumps(machine, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
