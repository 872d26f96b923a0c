#!/usr/bin/env python3
"""Holds README.md to its word: readme_commands.py [--accept] README PROGRAM.

A fenced block after the line `<!-- checked -->` is run as a bash script in a folder of its own, with the program built
here first on the PATH. A block after `<!-- output of: COMMAND -->` must be what COMMAND prints; --accept writes it anew.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

CHECKED = re.compile(r"^<!-- checked -->\n```(?:bash|sh)\n(.*?)^```", re.MULTILINE | re.DOTALL)
OUTPUT = re.compile(r"^(<!-- output of: ([^\n]*) -->\n```\n)(.*?)^```", re.MULTILINE | re.DOTALL)


def run(commands, program, **options):
    environment = dict(os.environ, PATH=f"{program.parent}:{os.environ['PATH']}")
    with tempfile.TemporaryDirectory() as folder:
        return subprocess.run(["bash", "-euo", "pipefail", "-c", commands], cwd=folder, env=environment,
                              stdin=subprocess.DEVNULL, check=False, text=True, **options)


def failed_blocks(text, program):
    """How many of the checked blocks fail; all their output is shown."""
    failed = 0
    for block in CHECKED.findall(text):
        print(f"--- {block.strip()}", flush=True)
        failed += run(block, program).returncode != 0
    return failed


def with_current_output(text, program):
    """README's text with every sample as the program prints it today."""
    def renewed(match):
        outcome = run(match[2], program, stdout=subprocess.PIPE)
        outcome.check_returncode()
        return match[1] + outcome.stdout + "```"
    return OUTPUT.sub(renewed, text)


def main():
    accept = "--accept" in sys.argv
    readme, program = map(pathlib.Path, sys.argv[-2:])
    text = readme.read_text(encoding="utf-8")
    current = with_current_output(text, program)
    if accept:
        readme.write_text(current, encoding="utf-8")
        return 0
    failed = failed_blocks(text, program)
    stale = current != text
    print(f"README: {len(CHECKED.findall(text))} blocks, {failed} failed")
    if stale:
        print("README: a sample is not what the program prints; look at the difference and accept it with",
              f"python3 {sys.argv[0]} --accept {readme} {program}", sep="\n  ")
    return 1 if failed or stale or not CHECKED.search(text) else 0


if __name__ == "__main__":
    sys.exit(main())
