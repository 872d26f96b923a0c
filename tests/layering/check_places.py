#!/usr/bin/env python3
"""No committed file speaks of one machine's folders or leaves a promise open: check_places.py ROOT."""
import pathlib
import re
import shutil
import subprocess
import sys

# Pieced together, so that this file does not match itself.
PLACES = re.compile(r"(?<![\w.-])/(?:work|farm|root)/[a-z.]|(?<![\w.-])/home/[a-z]|/tmp/[a-z]+[/_]|\.\." + "/shared")
PROMISES = re.compile(r"\b(?:" + "|".join(["TO" + "DO", "FIX" + "ME"]) + r")\b")
# The integration script alone may know where evidence lies beside the checkout.
KNOWS_PLACES = {".ci/run"}
SKIPPED = 77


def committed_files(root):
    if shutil.which("git") is None:
        return []
    command = ["git", "-c", f"safe.directory={root}", "-C", str(root), "ls-files", "-z"]
    listing = subprocess.run(command, capture_output=True, check=False)
    return [name for name in listing.stdout.decode().split("\0") if name]


def problems(root):
    for name in committed_files(root):
        path = root / name
        if not path.is_file():
            continue
        text = path.read_bytes().decode("utf-8", errors="replace")
        for number, line in enumerate(text.splitlines(), 1):
            if name not in KNOWS_PLACES and (match := PLACES.search(line)):
                yield f"{name}:{number}: names a folder of one machine: {match[0]}"
            if match := PROMISES.search(line):
                yield f"{name}:{number}: a promise left open: {match[0]}"


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    if not committed_files(root):
        print("places: not a git checkout, or no git; nothing to look at")
        return SKIPPED
    found = list(problems(root))
    print("\n".join([*found, f"places: {len(found)} problems in {len(committed_files(root))} files"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
