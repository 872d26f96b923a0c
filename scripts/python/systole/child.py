"""Child processes: the simulation kernel elaborates one machine per process, so every run is a process of its own."""
import json
import os
import pathlib
import shutil
import subprocess

from .errors import SystoleError

HERE = pathlib.Path(__file__).resolve().parent
# Where this package lies beside a program: installed in PREFIX/share/systole/python, or in a source tree.
BESIDE = (HERE.parents[3] / "bin/systole", HERE.parents[2] / "build/release/bin/systole")


def find_program():
    """The program that is run: $SYSTOLE_PROGRAM, else the one on the PATH, else the one that came with this package."""
    named = os.environ.get("SYSTOLE_PROGRAM")
    if named:
        if os.access(named, os.X_OK):
            return named
        raise SystoleError(f"SYSTOLE_PROGRAM names no program that can be run: {named}")
    found = shutil.which("systole") or next((str(path) for path in BESIDE if os.access(path, os.X_OK)), None)
    if found is None:
        raise SystoleError("the program systole was not found: put it on the PATH, or name it in SYSTOLE_PROGRAM")
    return found


def call(*arguments, timeout=None, cwd=None):
    """Runs `systole ARGUMENTS...` and returns what it prints on standard output."""
    command = [find_program(), *map(str, arguments)]
    with subprocess.Popen(command, cwd=cwd, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as child:
        try:
            output, errors = child.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            child.terminate()  # it ends its own children
            child.communicate()
            raise SystoleError(f"no answer within {timeout} s: {' '.join(command)}", 1, command) from None
        except BaseException:
            child.terminate()
            raise
    if child.returncode != 0:
        said = errors.strip().replace("systole: ", "") or f"exit code {child.returncode} without a word"
        raise SystoleError(said, child.returncode, command)
    return output


def call_json(*arguments, **options):
    """The same for commands that know --json: the object that they print."""
    return json.loads(call(*arguments, "--json", **options))
