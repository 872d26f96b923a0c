#!/usr/bin/env python3
"""Makes pages as a user would and looks at them in headless Chromium: pages_test.py PROGRAM MODULES.

MODULES is the node_modules folder of the build. Without Node, its modules or Chromium the test is skipped (exit 77).
"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77
LAYERS = 80
OPERATORS = 200
TIMELINE_OPERATORS = 25_000  # with four units beside them: more than 10^5 events
HOSTILE = "</script><script>window.hacked=1</script><img src=x onerror=window.hacked=1>"
# Enough for every section of the page.
SHOWN = ("name", "kind", "count", "m", "n", "k", "cycles", "stall_cycles", "seconds", "bound", "cycle_categories", "useful_macs",
         "ops_per_second", "peak_macs_per_cycle", "array_busy_cycles", "vector_busy_cycles", "port_busy_cycles",
         "dram_busy_femtoseconds", "dram_bytes")
HERE = pathlib.Path(__file__).parent


def skip(why):
    print(f"skipped: {why}")
    sys.exit(SKIPPED)


def systole(program, *words):
    subprocess.run([program, *map(str, words)], check=True, stdout=subprocess.DEVNULL)


def wide_model(folder):
    """A model of OPERATORS different operators, one of them with a hostile name."""
    rows = [f"  - {{name: part{i}.fc, kind: gemm, m: {8 + i}, n: {16 + i % 7}, k: {32 + i % 5}}}" for i in range(OPERATORS - 2)]
    rows.append(f"  - {{name: {json.dumps(HOSTILE)}, kind: gemm, m: 400, n: 100, k: 100}}")
    rows.append("  - {name: last, kind: softmax, elements: 4000}")
    file = folder / "wide.yaml"
    file.write_text("name: wide\noperators:\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return file


def language_model(folder):
    config = {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 512, "intermediate_size": 1024,
              "num_attention_heads": 8, "num_key_value_heads": 2, "num_hidden_layers": LAYERS, "vocab_size": 1000,
              "hidden_act": "silu", "rms_norm_eps": 1e-5, "torch_dtype": "bfloat16", "max_position_embeddings": 4096}
    file = folder / "config.json"
    file.write_text(json.dumps(config), encoding="utf-8")
    return file


def with_later_members(directory):
    """What `systole why --save` and tables of energy add."""
    file = directory / "result.json"
    result = json.loads(file.read_text(encoding="utf-8"))
    result["sensitivities"] = [
        {"change": "+10 % DRAM bandwidth", "key": "dram.bandwidth_gb_per_s", "factor": 1.1, "seconds": 1e-3, "time_change": -0.031},
        {"change": "+10 % clock", "key": "clock_mhz", "factor": 1.1, "seconds": 1.1e-3, "time_change": 0.002}]
    result["totals"]["energy_pj"] = {"matrix": 2_000_000, "dram": 6_000_000, "vector": 0}
    file.write_text(json.dumps(result), encoding="utf-8")


def long_result(source, target):
    """The operators of a result, over and over, under names of their own."""
    result = json.loads((source / "result.json").read_text(encoding="utf-8"))
    few = [{key: op[key] for key in SHOWN} for op in result["operators"][:10]]
    result["operators"] = [dict(few[i % len(few)], name=f"step{i}") for i in range(TIMELINE_OPERATORS)]
    result["totals"]["seconds"] = sum(op["seconds"] for op in result["operators"])
    target.mkdir()
    (target / "result.json").write_text(json.dumps(result), encoding="utf-8")


def sweep(folder):
    rows = ["number,status,core.matrix.rows,core.matrix.dataflow,area_mm2,seconds,message"]
    for i in range(60):
        rows.append(f"{i + 1},done,{2 ** (i % 5)},{'ws' if i % 2 else 'os'},{10 + i},{1 / (10 + i) + 0.001 * (i % 7):.6g},")
    rows.append('61,infeasible,64,ws,99,,"too large, ""by far"""')
    file = folder / "designs.csv"
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return file


def make_pages(program, folder):
    run = ["run", "--fidelity", "analytic", "--quiet"]
    systole(program, *run, "--chip", "edge_npu", "--workload", wide_model(folder), "--out", folder / "wide")
    systole(program, *run, "--chip", "toy_gpu", "--workload", language_model(folder), "--phase", "decode", "--out", folder / "llm")
    systole(program, *run, "--chip", "edge_npu", "--chip", "cloud_npu", "--workload", "bert_base", "--html", folder / "compare.html")
    with_later_members(folder / "wide")
    long_result(folder / "llm", folder / "long")
    for directory in ("wide", "llm", "long"):
        systole(program, "report", "--quiet", folder / directory, "-o", folder / f"{directory}.html")
    systole(program, "report", "--quiet", sweep(folder))


def main():
    program, modules = (pathlib.Path(word).resolve() for word in sys.argv[1:])
    node, chromium = shutil.which("node"), shutil.which("chromium")
    if not node or not (modules / "playwright-core").is_dir():
        skip("Node or its modules are not here (apt-get install nodejs npm, and a network when it is built)")
    if not chromium:
        skip("Chromium is not here (apt-get install chromium)")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        make_pages(program, folder)
        return subprocess.run([node, HERE / "check_pages.mjs", modules, chromium, folder], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
