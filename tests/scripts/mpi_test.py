#!/usr/bin/env python3
"""systole-mpi finds the same rows as systole sweep: mpi_test.py SYSTOLE SYSTOLE_MPI (or an empty text)."""
import pathlib
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77
SWEEP = """chip: toy_4x4
workloads: [{workload}]
axes:
  core.matrix.rows: [2, 4, 8, 16]
  core.matrix.cols: [2, 4, 8]
objectives: {{seconds: min, area_mm2: min}}
"""
WORKLOAD = "Layer, M, N, K,\nfirst, 64, 64, 64,\n"


def run(words):
    print("+", *words)
    return subprocess.run([str(word) for word in words], check=True, timeout=120)


def rows_of(command, folder, name):
    csv = folder / f"{name}.csv"
    run([*command, folder / "toy.yaml", "--db", folder / f"{name}.db", "--csv", csv, "-q"])
    return csv.read_bytes()


def main():
    systole, systole_mpi = sys.argv[1:3]
    mpirun = shutil.which("mpirun")
    if not systole_mpi or mpirun is None:
        print("skipped: there is no systole-mpi or no mpirun")
        return SKIPPED
    ranks = [mpirun, "--allow-run-as-root", "--oversubscribe", "-n", "4", systole_mpi]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "small.csv").write_text(WORKLOAD)
        (folder / "toy.yaml").write_text(SWEEP.format(workload=folder / "small.csv"))
        expected = rows_of([systole, "sweep"], folder, "alone")
        if rows_of(ranks, folder, "ranks") != expected or expected.count(b"done") != 12:
            print("the rows differ")
            return 1
        search = ["--search", "nsga2", "--points", "6"]
        if rows_of([systole, "sweep", *search], folder, "a") != rows_of([*ranks, *search], folder, "b"):
            print("the search differs")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
