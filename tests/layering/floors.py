"""The floors of sim/ from the ground up, and what each may include. Said once, for every check."""

# Floors of one row never include each other; each floor may include all floors of the rows below it ...
ROWS = [
    ["base"],
    ["config", "workload", "program", "result"],
    ["frontend", "timing", "cost"],
    ["mapping", "hw"],
    ["system"],
    ["runner"],
    ["study"],
    ["sweep", "llm"],
    ["serve", "validate"],
    ["report"],
    ["app"],
]

# ... except these. Equations and hardware models know commands, never operators.
FORBIDDEN = {
    "timing": {"workload", "result"},
    "hw": {"workload", "frontend"},
}

SYSTEMC_FLOORS = {"hw", "system", "app"}
SYSTEMC_HEADERS = r"(systemc|systemc\.h|tlm|tlm\.h|tlm_utils/.*|sysc/.*)"
# Parsers stay behind thin headers of our own.
SOURCE_ONLY_HEADERS = r"(yaml-cpp/.*|nlohmann/.*|sqlite3\.h|nlopt\.hpp)"


def floors():
    """Every floor, from the ground up."""
    return [floor for row in ROWS for floor in row]


def allowed(floor):
    """The floors that `floor` may include, itself among them."""
    row = next(number for number, names in enumerate(ROWS) if floor in names)
    below = {name for names in ROWS[:row] for name in names}
    return (below - FORBIDDEN.get(floor, set())) | {floor}
