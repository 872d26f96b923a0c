"""Comparing what a command prints with what a page shows, and writing the page anew."""
import difflib

ANYTHING = "..."


def trimmed(lines):
    """Without spaces at the ends of lines and empty lines at the ends of the text."""
    lines = [line.rstrip() for line in lines]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    return lines


def matches(expected, actual):
    """Whether the lines are the same, `...` standing for any lines."""
    expected, actual = trimmed(expected), trimmed(actual)
    reachable = {0}  # how many of the actual lines may be used up
    for line in expected:
        if line == ANYTHING:
            reachable = set(range(min(reachable, default=len(actual) + 1), len(actual) + 1))
        else:
            reachable = {used + 1 for used in reachable if used < len(actual) and actual[used] == line}
    return len(actual) in reachable


def difference(expected, actual):
    return "\n".join(difflib.unified_diff(trimmed(expected), trimmed(actual), "in the page", "printed", lineterm=""))


def renewed(expected, actual):
    """The lines printed now, left out where the page left lines out."""
    expected, actual = trimmed(expected), trimmed(actual)
    if ANYTHING not in expected:
        return actual
    if matches(expected, actual):
        return expected
    lines, used = [], 0
    for line in expected:
        if line == ANYTHING:
            lines.append(line)
            continue
        rest = actual[used:]
        likest = max(range(len(rest)), key=lambda at: (similarity(line, rest[at]), -at), default=None)
        if likest is None:
            break
        lines.append(rest[likest])
        used += likest + 1
    return lines


def similarity(line, other):
    return difflib.SequenceMatcher(None, line, other, autojunk=False).ratio()
