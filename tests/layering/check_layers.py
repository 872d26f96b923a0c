#!/usr/bin/env python3
"""Holds sim/ against the floors of docs/architecture.md: check_layers.py ROOT. Prints every violation; exit 1 if any."""
import pathlib
import re
import sys

import floors as rules

INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')
LINK = re.compile(r"systole_floor\(\s*(\w+)([^)]*)\)")


def includes_of(path):
    """(line number, opening bracket, header) of each #include."""
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        if match := INCLUDE.match(line):
            yield number, match[1], match[2]


def sources(root):
    """Every C++ file of sim/, as (path, floor)."""
    sim = root / "sim"
    for path in sorted(sim.rglob("*")):
        if path.suffix in (".hpp", ".cpp", ".h", ".cc", ".ipp"):
            yield path, path.relative_to(sim).parts[0]


def wrong_include(path, floor, bracket, header):
    """What is wrong with one #include, or nothing."""
    if re.fullmatch(rules.SYSTEMC_HEADERS, header) and floor not in rules.SYSTEMC_FLOORS:
        return f"{floor} may not include SystemC ({header})"
    if re.fullmatch(rules.SOURCE_ONLY_HEADERS, header) and path.suffix != ".cpp":
        return f"{header} belongs in a .cpp, behind a header of our own"
    if bracket == "<":
        return None
    target = header.split("/")[0]
    if target not in rules.floors() or "/" not in header:
        return f'"{header}" is not relative to sim/ (write "<floor>/<file>")'
    if target not in rules.allowed(floor):
        return f"{floor} may not include {target} ({header})"
    return None


def check_includes(root):
    for path, floor in sources(root):
        place = path.relative_to(root)
        if floor not in rules.floors():
            yield f"{place}: {floor} is not a floor"
            continue
        for number, bracket, header in includes_of(path):
            if problem := wrong_include(path, floor, bracket, header):
                yield f"{place}:{number}: {problem}"


def headers_reached(root, header, seen):
    """All headers that `header` (relative to sim/) brings along."""
    path = root / "sim" / header
    if header in seen or not path.is_file():
        return
    seen.add(header)
    for _, bracket, inner in includes_of(path):
        if bracket == "<":
            seen.add(f"<{inner}>")
        else:
            headers_reached(root, inner, seen)


def check_hidden_systemc(root):
    """A floor without SystemC does not get it through somebody else's header either."""
    for path, floor in sources(root):
        if floor in rules.SYSTEMC_FLOORS or floor not in rules.floors():
            continue
        seen = set()
        headers_reached(root, str(path.relative_to(root / "sim")), seen)
        if any(re.fullmatch(f"<{rules.SYSTEMC_HEADERS}>", header) for header in seen):
            yield f"{path.relative_to(root)}: {floor} reaches SystemC through a header it includes"


def links(root):
    """Floor -> floors it links, as sim/CMakeLists.txt says."""
    text = (root / "sim" / "CMakeLists.txt").read_text(encoding="utf-8")
    text = re.sub(r"#.*", "", text)
    return {m[1]: set(re.findall(r"\bsystole_(\w+)", m[2])) for m in LINK.finditer(text)}


def reach(graph, floor):
    """`floor` and everything it links, directly or not."""
    found, waiting = set(), [floor]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += graph.get(name, ())
    return found


def check_links(root):
    graph = links(root)
    for floor, linked in graph.items():
        if floor not in rules.floors():
            yield f"sim/CMakeLists.txt: {floor} is not a floor"
            continue
        for name in sorted(linked - rules.allowed(floor)):
            yield f"sim/CMakeLists.txt: {floor} may not link {name}"
    for path, floor in sources(root):
        if floor not in graph:
            yield f"sim/CMakeLists.txt: no systole_floor({floor}) for {path.relative_to(root)}"
            continue
        for number, bracket, header in includes_of(path):
            target = header.split("/")[0]
            if bracket == '"' and target in rules.floors() and target not in reach(graph, floor):
                yield f"{path.relative_to(root)}:{number}: {floor} includes {target} without linking it"


def violations(root):
    """Every broken rule, one line each."""
    return [*check_includes(root), *check_hidden_systemc(root), *check_links(root)]


def main():
    found = violations(pathlib.Path(sys.argv[1]))
    for line in found:
        print(line)
    print(f"layering: {len(found)} violations")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
