#!/usr/bin/env python3
"""Runs what README.md promises: readme_commands.py README PROGRAM.

Every fenced block that follows a line `<!-- checked -->` is run as a bash script in a folder of its own, with the
program built here first on the PATH and in place of build/release/bin/systole.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

BLOCK = re.compile(r"^<!-- checked -->\n```(?:bash|sh)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def run(block, program):
    """Exit code of one block."""
    environment = dict(os.environ, PATH=f"{program.parent}:{os.environ['PATH']}")
    commands = block.replace("build/release/bin/systole", str(program))
    with tempfile.TemporaryDirectory() as folder:
        return subprocess.run(["bash", "-euo", "pipefail", "-c", commands], cwd=folder, env=environment,
                              stdin=subprocess.DEVNULL, check=False).returncode


def main():
    readme, program = map(pathlib.Path, sys.argv[1:])
    blocks = BLOCK.findall(readme.read_text(encoding="utf-8"))
    failed = 0
    for block in blocks:
        print(f"--- {block.strip()}", flush=True)
        failed += run(block, program) != 0
    print(f"README: {len(blocks)} blocks, {failed} failed")
    return 1 if failed or not blocks else 0


if __name__ == "__main__":
    sys.exit(main())
