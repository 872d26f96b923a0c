"""Systole from Python: `import systole; systole.run("edge_npu", "resnet50").seconds`.

Pure Python on top of child `systole` processes. docs/python.md shows how it is used.
"""
from .child import call, call_json, find_program
from .errors import SystoleError
from .result import Operator, Result, Totals
from .runs import Comparison, Point, Sweep, compare, gemm, run, sweep

__all__ = ["Comparison", "Operator", "Point", "Result", "Sweep", "SystoleError", "Totals", "call", "call_json",
           "compare", "find_program", "gemm", "run", "sweep"]
