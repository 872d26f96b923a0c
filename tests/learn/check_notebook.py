#!/usr/bin/env python3
"""Executes the cells of a notebook, without Jupyter, and compares what they print: check_notebook.py [--accept] ROOT PROGRAM.

Only what cells print counts: stored outputs are streams of text. The notebook must be clean JSON as Jupyter writes it.
"""
import contextlib
import io
import json
import os
import pathlib
import sys


def printed_by(source, names):
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(source, "<cell>", "exec"), names)  # the notebook is ours
    return output.getvalue()


def streams(text):
    """Outputs of a cell, in Jupyter's form."""
    return [{"name": "stdout", "output_type": "stream", "text": text.splitlines(keepends=True)}] if text else []


def executed(notebook):
    """The notebook with the outputs of today."""
    names, count = {"__name__": "__main__"}, 0
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            count += 1
            cell["outputs"] = streams(printed_by("".join(cell["source"]), names))
            cell["execution_count"] = count
    return notebook


def main():
    root, program = (pathlib.Path(argument).resolve() for argument in sys.argv[-2:])
    path = root / "docs/learn/notebook.ipynb"
    os.environ |= {"SYSTOLE_PROGRAM": str(program), "SYSTOLE_DATA_DIR": str(root)}
    sys.path.insert(0, str(root / "scripts/python"))
    os.chdir(path.parent)
    stored = path.read_text(encoding="utf-8")
    today = json.dumps(executed(json.loads(stored)), indent=1, ensure_ascii=False) + "\n"
    if "--accept" in sys.argv:
        path.write_text(today, encoding="utf-8")
        return 0
    for then, now in zip(json.loads(stored)["cells"], json.loads(today)["cells"]):
        if then != now:
            print("".join(now["source"]), "in the notebook:", then["outputs"], "printed:", now["outputs"], sep="\n")
    print("notebook: " + ("as stored" if stored == today else "out of date; look at it and run scripts/accept-learn"))
    return 0 if stored == today else 1


if __name__ == "__main__":
    sys.exit(main())
