"""What a run returns. The fields that most people want are spelled out; every other statistic of result.json is there
under its dotted name (docs/results.md): result.totals["cycle_categories.stall_load"]."""
import dataclasses
import json
from typing import Optional


def looked_up(values, name):
    """values["a"]["b"] for the name "a.b"."""
    for part in name.split("."):
        values = values[part]
    return values


def flattened(values, prefix=""):
    """{"a": {"b": 1}} as {"a.b": 1}: the columns of operators.csv."""
    flat = {}
    for name, value in values.items():
        flat |= flattened(value, f"{prefix}{name}.") if isinstance(value, dict) else {prefix + name: value}
    return flat


@dataclasses.dataclass(frozen=True)
class Statistics:
    """What operators and whole runs have in common."""
    cycles: int
    seconds: float
    stall_cycles: int
    macs: int
    useful_macs: int
    folds: int
    tiles: int
    launches: int
    dram_bytes: int
    ops_per_second: float
    compute_utilization: float
    mapping_utilization: float
    values: dict = dataclasses.field(repr=False)  # all of them, as in result.json

    def __getitem__(self, name):
        return looked_up(self.values, name)

    @classmethod
    def of(cls, values):
        names = [field.name for field in dataclasses.fields(cls) if field.name != "values"]
        return cls(**{name: values[name] for name in names}, values=values)


@dataclasses.dataclass(frozen=True)
class Totals(Statistics):
    """The whole run."""
    arithmetic_intensity: Optional[float]


@dataclasses.dataclass(frozen=True)
class Operator(Statistics):
    """One operator of the workload."""
    name: str
    kind: str
    m: int
    n: int
    k: int
    bound: str
    mapping: str


@dataclasses.dataclass(frozen=True)
class Result:
    """One run of one workload on one chip."""
    chip: str
    workload: str
    fidelity: str
    totals: Totals
    operators: list = dataclasses.field(repr=False)
    notes: list
    document: dict = dataclasses.field(repr=False)  # result.json

    @classmethod
    def of(cls, document):
        return cls(chip=document["chip"], workload=document["workload"], fidelity=document["fidelity"],
                   totals=Totals.of(document["totals"]), notes=document["notes"], document=document,
                   operators=[Operator.of(each) for each in document["operators"]])

    @classmethod
    def read(cls, path):
        """From the result.json of an earlier run."""
        with open(path, encoding="utf-8") as file:
            return cls.of(json.load(file))

    def __str__(self):
        return f"{self.workload} on {self.chip} ({self.fidelity}): {self.cycles} cycles, {self.seconds:.6g} s"

    @property
    def cycles(self):
        return self.totals.cycles

    @property
    def seconds(self):
        return self.totals.seconds

    def __getitem__(self, name):
        """The operator of that name."""
        for operator in self.operators:
            if operator.name == name:
                return operator
        raise KeyError(f"no operator {name!r} in {self.workload}; there are "
                       + ", ".join(operator.name for operator in self.operators[:10]))

    def to_rows(self):
        """One dict per operator, with the columns of operators.csv."""
        rows = [flattened(operator.values) for operator in self.operators]
        for row, span in zip(rows, (self.document.get("interval") or {}).get("operators", [])):
            row.update(seconds_low=span["low_seconds"], seconds_high=span["high_seconds"])
        return rows

    def to_frame(self):
        """The same as a pandas DataFrame."""
        return frame(self.to_rows())


def frame(rows):
    """A DataFrame, for those who have pandas (Debian: python3-pandas)."""
    try:
        import pandas
    except ImportError:
        raise ImportError("to_frame() needs pandas (Debian: python3-pandas); to_rows() does without") from None
    return pandas.DataFrame(rows)
