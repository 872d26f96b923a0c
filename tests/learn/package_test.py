#!/usr/bin/env python3
"""The Python package over the real program: package_test.py ROOT PROGRAM."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import typing
import unittest
import unittest.mock

ROOT, PROGRAM = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
os.environ |= {"SYSTOLE_PROGRAM": str(PROGRAM), "SYSTOLE_DATA_DIR": str(ROOT)}
sys.path.insert(0, str(ROOT / "scripts/python"))
import systole  # needs the path above
from systole import result

PRODUCT = systole.gemm(8, 8, 8)


class Runs(unittest.TestCase):
    def test_a_run_is_what_the_program_says(self):
        run = systole.run("toy_4x4", PRODUCT)
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "product.yaml")
            path.write_text(json.dumps(PRODUCT), encoding="utf-8")
            said = json.loads(subprocess.check_output([PROGRAM, "run", "--chip", "toy_4x4", "--workload", path, "--json"]))
        self.assertEqual(run.cycles, said["totals"]["cycles"])
        self.assertEqual(run["gemm"].macs, 512)
        self.assertEqual(run["gemm"]["cycle_categories.stream"], said["operators"][0]["cycle_categories"]["stream"])
        self.assertEqual((run.chip, run.workload, run.fidelity), ("toy_4x4", "gemm_8x8x8", "tile"))

    def test_chip_and_workload_as_dicts(self):
        chip = {"base": "toy_4x4", "name": "mine", "core": {"matrix": {"rows": 8, "cols": 8}}}
        sides = {"core.matrix.rows": 8, "core.matrix.cols": 8}
        self.assertEqual(systole.run(chip, PRODUCT).cycles, systole.run("toy_4x4", PRODUCT, set=sides).cycles)

    def test_set_params_options_and_fidelity_arrive(self):
        truth = systole.run("toy_4x4", PRODUCT, set={"core.matrix.fold_overlap": True})
        self.assertLess(truth.cycles, systole.run("toy_4x4", PRODUCT, set={"core.matrix.fold_overlap": False}).cycles)
        self.assertEqual(systole.run("toy_4x4", PRODUCT, fidelity="cycle").fidelity, "cycle")
        warm = systole.run("toy_4x4", PRODUCT, options=["--caches", "warm"])
        self.assertGreater(warm.totals["sram_preloaded_bytes.input"], 0)
        two = systole.run("edge_npu", "alexnet", params={"batch": 2}, fidelity="analytic")
        self.assertEqual(two.totals.macs, 2 * systole.run("edge_npu", "alexnet", fidelity="analytic").totals.macs)

    def test_a_stored_result_is_read(self):
        with tempfile.TemporaryDirectory() as folder:
            systole.call("run", "--chip", "edge_npu", "--workload", "gemms", "--fidelity", "analytic", "--out", f"{folder}/out")
            self.assertEqual(systole.Result.read(f"{folder}/out/result.json").workload, "gemms")


class Errors(unittest.TestCase):
    def test_the_users_mistake(self):
        with self.assertRaisesRegex(systole.SystoleError, "did you mean 'rows'") as caught:
            systole.run("toy_4x4", PRODUCT, set={"core.matrix.row": 8})
        self.assertEqual(caught.exception.exit_code, 2)

    def test_a_run_that_takes_too_long(self):
        start = time.monotonic()
        with self.assertRaisesRegex(systole.SystoleError, "no answer within 0.2 s") as caught:
            systole.run("toy_4x4", systole.gemm(4096, 4096, 4096), fidelity="cycle", timeout=0.2)
        self.assertEqual(caught.exception.exit_code, 1)
        self.assertLess(time.monotonic() - start, 60)

    def test_no_program(self):
        with unittest.mock.patch.dict(os.environ, {"SYSTOLE_PROGRAM": "/no/such/program"}):
            with self.assertRaisesRegex(systole.SystoleError, "SYSTOLE_PROGRAM names no program"):
                systole.find_program()

    def test_an_operator_that_is_not_there(self):
        with self.assertRaisesRegex(KeyError, "no operator 'conv' in gemm_8x8x8; there are gemm"):
            _ = systole.run("toy_4x4", PRODUCT)["conv"]


class Many(unittest.TestCase):
    def test_a_sweep_is_the_grid_in_order_whatever_the_jobs(self):
        axes = {"core.matrix.rows": [4, 8], "core.matrix.dataflow": ["ws", "os"]}
        one, four = (systole.sweep("toy_4x4", PRODUCT, set=axes, jobs=jobs) for jobs in (1, 4))
        self.assertEqual([tuple(point.settings.values()) for point in one], [(4, "ws"), (4, "os"), (8, "ws"), (8, "os")])
        self.assertEqual(one.to_rows(), four.to_rows())

    def test_a_sweep_names_the_point_that_fails(self):
        with self.assertRaisesRegex(systole.SystoleError, r"at \{'core.matrix.rows': 0\}: "):
            systole.sweep("toy_4x4", PRODUCT, set={"core.matrix.rows": [4, 0]})

    def test_a_comparison(self):
        both = systole.compare(["cloud_npu", "edge_npu"], "alexnet", fidelity="analytic")
        self.assertEqual([each.chip for each in both.results], ["cloud_npu", "edge_npu"])
        ratio = both["edge_npu"].seconds / both["cloud_npu"].seconds
        self.assertEqual(both.speedup("cloud_npu", over="edge_npu"), ratio)
        self.assertEqual(both.to_rows()[0]["cycles"], both["cloud_npu"].cycles)


class Shape(unittest.TestCase):
    """The dataclasses hold what the schema of result.json promises."""
    TYPES = {"integer": int, "number": float, "string": str}

    def schema_of(self, name):
        schema = json.loads((ROOT / "configs/result.schema.json").read_text(encoding="utf-8"))
        return schema["$defs"][name]["properties"]

    def check(self, kind, name):
        promised = self.schema_of(name)
        for field, hint in typing.get_type_hints(kind).items():
            if field == "values":
                continue
            types = promised[field]["type"]
            types = types if isinstance(types, list) else [types]
            ours = typing.get_args(hint) or (hint,)
            self.assertEqual("null" in types, type(None) in ours, f"{name}.{field} may be null")
            self.assertIn(self.TYPES[next(each for each in types if each != "null")], ours, f"{name}.{field}")

    def test_totals(self):
        self.check(result.Totals, "totals")

    def test_operators(self):
        self.check(result.Operator, "operator")

    def test_rows_have_the_columns_of_operators_csv(self):
        with tempfile.TemporaryDirectory() as folder:
            systole.call("run", "--chip", "edge_npu", "--workload", "gemms", "--fidelity", "analytic", "--out", f"{folder}/out")
            columns = pathlib.Path(folder, "out/operators.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
            rows = systole.Result.read(f"{folder}/out/result.json").to_rows()
        self.assertLessEqual(set(columns), set(rows[0]))

    def test_a_frame_where_there_is_pandas(self):
        run = systole.run("toy_4x4", PRODUCT)
        try:
            import pandas
        except ImportError:
            with self.assertRaisesRegex(ImportError, "python3-pandas"):
                run.to_frame()
            self.skipTest("pandas is not installed")
        self.assertIsInstance(run.to_frame(), pandas.DataFrame)
        self.assertEqual(run.to_frame()["cycles"].tolist(), [run.cycles])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
