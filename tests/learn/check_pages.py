#!/usr/bin/env python3
"""Runs what pages show and compares: check_pages.py [--accept] ROOT PROGRAM [PAGE...]. page.py says how pages are written.

Without pages: README.md, docs/learn/*.md and every page in docs/ with a block that is marked to be checked. --accept writes outputs anew.
"""
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import outputs
import page as pages

MARKED = re.compile(r"^<!-- (?:checked|output of: [^\n]*) -->$", re.MULTILINE)
PRELUDE = """
import json, pathlib, re, systole
def says(text):
    print(text)
def shown(command=None):
    printed = json.loads(pathlib.Path(".shown").read_text())
    return printed if command is None else printed[command]
"""


class Runner:
    """Runs the commands of one page in a folder of its own, with the .yaml files that lie beside the page."""

    def __init__(self, root, program, folder):
        self.folder = folder
        self.shown = {}  # what each command printed
        self.environment = dict(os.environ, SYSTOLE_PROGRAM=str(program), COLUMNS="100", ROOT=str(root),
                                SYSTOLE_DATA_DIR=str(root), PATH=f"{program.parent}:{os.environ['PATH']}",
                                PYTHONPATH=str(root / "scripts/python"), PYTHONDONTWRITEBYTECODE="1")

    def run(self, command, errors=subprocess.STDOUT):
        return subprocess.run(command, cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, check=False,
                              text=True, stdout=subprocess.PIPE, stderr=errors, timeout=300)

    def shell(self, script, errors=subprocess.STDOUT):
        return self.run(["bash", "-euo", "pipefail", "-c", script], errors)

    def python(self, script):
        return self.run([sys.executable, "-c", PRELUDE + script])


def run_console(block, runner):
    """The renewed body, and the mistakes."""
    lines, mistakes = [], []
    commands = pages.commands_of(block.body)
    for command in commands:
        outcome = runner.shell(command.text)
        runner.shown[command.text] = outcome.stdout
        may_fail = "fails" in block.words and command is commands[-1]
        if (outcome.returncode != 0) != may_fail:
            mistakes.append(f"$ {command.text}\nexit code {outcome.returncode}\n{outcome.stdout}")
        printed = outcome.stdout.splitlines()
        if not outputs.matches(command.expected, printed):
            mistakes.append(f"$ {command.text}\n{outputs.difference(command.expected, printed)}")
        lines += command.source + outputs.renewed(command.expected, printed)
    return "".join(line + "\n" for line in lines), mistakes


def run_output(block, runner):
    command = block.mark.removeprefix("output of: ")
    outcome = runner.shell(command, errors=subprocess.DEVNULL)
    runner.shown[command] = outcome.stdout
    mistakes = [] if outcome.returncode == 0 else [f"{command}\nexit code {outcome.returncode}\n{outcome.stdout}"]
    if outcome.stdout != block.body:
        mistakes.append(f"{command}\n{outputs.difference(block.body.splitlines(), outcome.stdout.splitlines())}")
    return outcome.stdout, mistakes


def run_block(block, runner):
    if block.is_console:
        return run_console(block, runner)
    if block.is_output:
        return run_output(block, runner)
    if block.is_file:
        pathlib.Path(runner.folder, block.words[1]).write_text(block.body, encoding="utf-8")
    elif block.is_script:
        outcome = runner.shell(block.body)
        if outcome.returncode != 0:
            return block.body, [f"{block.body}exit code {outcome.returncode}\n{outcome.stdout}"]
    elif block.is_unexplained:
        return block.body, [f"neither run nor explained (<!-- not run: WHY -->):\n{block.body}"]
    return block.body, []


def held(text, runner):
    """What the page's Python claims that its prose says, and the mistakes."""
    script = pages.holds_of(text)
    if not script:
        return "", []
    pathlib.Path(runner.folder, ".shown").write_text(json.dumps(runner.shown), encoding="utf-8")
    outcome = runner.python(script)
    if outcome.returncode != 0:
        return "", [f"what the page holds true does not hold:\n{outcome.stdout}"]
    prose = pages.prose_of(text)
    return outcome.stdout, [f"the page should say: {claim}" for claim in outcome.stdout.splitlines() if claim not in prose]


def check_page(path, root, program):
    """The page as it should be, and the mistakes in it."""
    text = path.read_text(encoding="utf-8")
    renewed, at, mistakes = [], 0, []
    with tempfile.TemporaryDirectory() as folder:
        runner = Runner(root, program, folder)
        for file in path.parent.glob("*.yaml"):
            shutil.copy(file, folder)
        for block in pages.blocks_of(text):
            body, found = run_block(block, runner)
            renewed += [text[at:block.start], body]
            at = block.end
            mistakes += found
        if path.parent.name == "learn" or path.name in ("README.md", "python.md"):
            claims, found = held(text, runner)
            mistakes += found
            mistakes += [f"nothing vouches for the number {number}" for number in pages.loose_numbers(text, claims)]
    return "".join([*renewed, text[at:]]), mistakes


def default_pages(root):
    """Each page that shows what is run."""
    other = [path for path in sorted((root / "docs").glob("*.md")) if MARKED.search(path.read_text("utf-8"))]
    return [root / "README.md", *sorted((root / "docs/learn").glob("*.md")), *other]


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--accept"]
    root, program, *named = [pathlib.Path(argument).resolve() for argument in arguments]
    paths = named or default_pages(root)
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        checks = pool.map(lambda path: check_page(path, root, program), paths)
        for path, (renewed, mistakes) in zip(paths, checks):
            if "--accept" in sys.argv:
                path.write_text(renewed, encoding="utf-8")
            for mistake in mistakes:
                print(f"{path.relative_to(root)}: {mistake}\n")
            failed += bool(mistakes)
    print(f"{len(paths)} pages, {failed} with mistakes")
    if failed and "--accept" not in sys.argv:
        print("Where only outputs differ, look at them, accept them with scripts/accept-learn and review the difference")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
