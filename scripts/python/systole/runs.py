"""run, compare and sweep."""
import concurrent.futures
import contextlib
import dataclasses
import itertools
import json
import os
import pathlib
import tempfile

from .child import call_json
from .errors import SystoleError
from .result import Result, flattened, frame


def gemm(m, n, k, **keys):
    """A workload of one matrix product; further keys are those of the operator, as in gemm(8, 8, 8, count=4)."""
    return {"name": f"gemm_{m}x{n}x{k}", "operators": [{"name": "gemm", "kind": "gemm", "m": m, "n": n, "k": k, **keys}]}


def as_text(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


def assignments(option, values):
    return [text for key, value in (values or {}).items() for text in (option, f"{key}={as_text(value)}")]


@contextlib.contextmanager
def as_file(description, suffix):
    """The name of a file; a description given as a dict is written to one for a while (JSON is YAML)."""
    if not isinstance(description, dict):
        yield os.fspath(description)
        return
    with tempfile.TemporaryDirectory(prefix="systole") as folder:
        path = pathlib.Path(folder, description.get("name", "unnamed") + suffix)
        path.write_text(json.dumps(description), encoding="utf-8")
        yield str(path)


def run(chip, workload, *, set=None, params=None, fidelity="tile", options=(), timeout=None):
    """Simulates a workload on a chip.

    chip and workload are names of what ships, paths of files, or dicts with what such a YAML file would hold. set
    changes the chip ({"core.matrix.rows": 64}), params the workload ({"batch": 8}); options are further options of
    `systole run` ("--caches", "warm").
    """
    with as_file(chip, ".yaml") as chip_file, as_file(workload, ".yaml") as workload_file:
        native = ("--from", "native") if isinstance(workload, dict) else ()
        return Result.of(call_json("run", "--chip", chip_file, "--workload", workload_file, *native, "--fidelity", fidelity,
                                   *assignments("--set", set), *assignments("--param", params), *options,
                                   "--quiet", timeout=timeout))


@dataclasses.dataclass(frozen=True)
class Comparison:
    """One workload on several chips, in the order in which they were named."""
    results: list

    def __getitem__(self, chip):
        for result in self.results:
            if result.chip == chip:
                return result
        raise KeyError(f"no chip {chip!r} here; there are " + ", ".join(each.chip for each in self.results))

    def speedup(self, chip, over):
        """How many times as fast as `over` the first chip is."""
        return self[over].seconds / self[chip].seconds

    def to_rows(self):
        return [{"chip": each.chip, "workload": each.workload, **flattened(each.totals.values)} for each in self.results]

    def to_frame(self):
        return frame(self.to_rows())


def in_parallel(function, items, jobs):
    """[function(item) for item in items], `jobs` at a time; the first failure stops what has not begun."""
    with concurrent.futures.ThreadPoolExecutor(jobs or os.cpu_count()) as pool:
        futures = [pool.submit(function, item) for item in items]
        try:
            return [future.result() for future in futures]
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def compare(chips, workload, *, jobs=None, **options):
    """Simulates one workload on several chips; options are those of run."""
    return Comparison(in_parallel(lambda chip: run(chip, workload, **options), chips, jobs))


@dataclasses.dataclass(frozen=True)
class Point:
    """One point of a sweep: what was set there, and the run."""
    settings: dict
    result: Result


class Sweep(list):
    """The points of a sweep, in the order of the grid."""

    def to_rows(self):
        return [{**point.settings, **flattened(point.result.totals.values)} for point in self]

    def to_frame(self):
        return frame(self.to_rows())


def grid(axes):
    """Every combination of {"key": [values]}, the last key running fastest."""
    return [dict(zip(axes, values)) for values in itertools.product(*axes.values())]


def sweep(chip, workload, *, set=None, params=None, jobs=None, **options):
    """Runs every combination of the values listed in set and params: {"core.matrix.rows": [16, 32, 64]}."""
    points = [(setting, param) for setting in grid(set or {}) for param in grid(params or {})]

    def one(point):
        try:
            return Point({**point[0], **point[1]}, run(chip, workload, set=point[0], params=point[1], **options))
        except SystoleError as error:
            raise SystoleError(f"at {point[0] | point[1]}: {error}", error.exit_code, error.command) from error

    return Sweep(in_parallel(one, points, jobs))
