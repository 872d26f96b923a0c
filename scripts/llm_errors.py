#!/usr/bin/env python3
"""Holds `systole llm` against measured language models: llm_errors.py TABLE [--every N] [-- OPTION ...]

TABLE   static       published/published.csv: TensorRT-LLM with static batches, output tokens per second
        first_token  the same: time to the first token
Options after -- go to every `systole llm`, such as --software cuda_eager. The tables lie in the folder that SYSTOLE_SHARED
names; the program is the one that SYSTOLE names, else build/release/bin/systole. Prints Markdown; nothing is tuned.
"""
import argparse
import csv
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys

MODELS = {"GPT-J 6B": "gptj_6b", "LLaMA 7B": "llama2_7b", "LLaMA 70B": "llama2_70b", "Falcon 180B": "falcon_180b",
          "Mistral 7B": "mistral_7b", "Mixtral 8x7B": "mixtral_8x7b"}
CHIPS = {"H100 80GB": "h100_sxm", "A100 80GB": "a100_sxm_80gb"}
NETWORKS = {"h100_sxm": "hgx_h100", "a100_sxm_80gb": "dgx_a100"}


class Asked:
    """Answers of the program, each asked for once."""

    def __init__(self, options):
        self.program = os.environ.get("SYSTOLE", "build/release/bin/systole")
        self.options = options
        self.known = {}

    def answer(self, chip, model, tensor, **request):
        words = ["--chip", chip, "--model", model, "--tp", str(tensor), "--network", NETWORKS[chip]]
        for name, value in request.items():
            words += [f"--{name.replace('_', '-')}", str(value)]
        if tuple(words) not in self.known:
            self.known[tuple(words)] = self.run([self.program, "llm", *words, *self.options, "--json", "-q"])
        return self.known[tuple(words)]

    @staticmethod
    def run(command):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            print(f"left out: {done.stderr.strip().splitlines()[0]}", file=sys.stderr)
            return None
        return json.loads(done.stdout)["answers"][0]


def rows_of(name):
    root = pathlib.Path(os.environ.get("SYSTOLE_SHARED", ""))
    with open(root / name, encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def tensorrt_rows(asked, first_token):
    for row in rows_of("published/published.csv"):
        is_first = row["metric"] == "time to first token"
        model = row["workload"].replace(" first token (prefill)", "")
        if row["chip"] not in CHIPS or model not in MODELS or is_first != first_token:
            continue
        if not row["software"].startswith("TensorRT-LLM") or "static batch" not in row["software"]:
            continue
        tensor = int(row["n_chips"])
        types = {"dtype": "fp8", "kv_dtype": "fp8"} if row["precision"] == "FP8" else {"dtype": "fp16"}
        answer = asked.answer(CHIPS[row["chip"]], MODELS[model], tensor, batch=int(float(row["batch"])),
                              input_len=int(float(row["isl"])), output_len=int(float(row["osl"])), **types)
        if answer is None:
            continue
        version = row["software"].split()[1]
        label = (f"{version} {row['chip']} {row['precision']} {model}, TP {tensor}, {int(float(row['batch']))} x "
                 f"{int(float(row['isl']))} + {int(float(row['osl']))}")
        yield row, label, tensor, answer


def static(asked):
    """Version 0.6.1's A100 rows say "total", but are per GPU as its H100 rows: 670 tokens/s of 1,280 requests on four GPUs
    there, 686 per GPU of 1,024 in version 0.9.0."""
    for row, label, tensor, answer in tensorrt_rows(asked, False):
        chips = tensor if "per GPU" in row["metric"] or "v0.6.1" in row["software"] else 1
        yield "tokens/s", label, float(row["value"]), answer["output_tokens_per_second"] / chips


def first_token(asked):
    for row, label, _, answer in tensorrt_rows(asked, True):
        yield "first token, ms", label, float(row["value"]), answer["ttft_seconds"] * 1e3


def group_of(what, label):
    """Errors are summed up by what is told, and where labels begin with a chip, by chip."""
    chip = re.search(r"h100_sxm|a100_sxm_80gb|H100|A100", label)
    return f"{what.split(',')[0]} {chip[0] if chip else ''}".strip()


def summary(rows):
    groups = {}
    for what, label, measured, simulated in rows:
        groups.setdefault(group_of(what, label), []).append(simulated / measured - 1)
    yield "| | rows | mean absolute error | median error | within 20 % |"
    yield "|---|---:|---:|---:|---:|"
    for group, errors in groups.items():
        near = sum(abs(error) <= 0.2 for error in errors) / len(errors)
        yield (f"| {group} | {len(errors)} | {statistics.mean(map(abs, errors)):.1%} | "
               f"{statistics.median(errors):+.1%} | {near:.0%} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", choices=["static", "first_token"])
    parser.add_argument("--every", type=int, default=1, metavar="N", help="prints each N-th row only")
    parser.add_argument("options", nargs="*", help="for systole llm")
    arguments = parser.parse_args()
    tables = {"static": static, "first_token": first_token}
    rows = list(tables[arguments.table](Asked(arguments.options)))
    print("\n".join(summary(rows)), end="\n\n")
    print("| | measured | simulated | error |\n|---|---:|---:|---:|")
    for what, label, measured, simulated in rows[::arguments.every]:
        print(f"| {label}: {what} | {measured:.4g} | {simulated:.4g} | {simulated / measured - 1:+.0%} |")


if __name__ == "__main__":
    main()
