"""What tests of scripts/capture_torch.py share: PyTorch, wherever it is installed, and the program. Importing this ends
the test with 77, skipped, where no PyTorch is installed (Debian: python3-torch). Arguments: ROOT PROGRAM."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

SKIPPED = 77
SYSTEM_PYTHON = "/usr/bin/python3"  # Debian's torch is its own


def have_torch(python):
    return subprocess.run([python, "-c", "import torch"], capture_output=True, check=False).returncode == 0


try:
    import torch
except ImportError:
    if sys.executable != SYSTEM_PYTHON and os.path.exists(SYSTEM_PYTHON) and have_torch(SYSTEM_PYTHON):
        os.execv(SYSTEM_PYTHON, [SYSTEM_PYTHON, "-B", *sys.argv])
    print("skipped: PyTorch is not installed")
    sys.exit(SKIPPED)

PROGRAM = sys.argv.pop()
ROOT = pathlib.Path(sys.argv.pop())
sys.path.insert(0, str(ROOT / "scripts"))
from capture_torch import capture  # noqa: E402


class TorchCase(unittest.TestCase):
    """Captures into a folder that goes with the test, and asks the program what is in it."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, "trace.jsonl")

    def systole(self, *words):
        environment = {**os.environ, "SYSTOLE_DATA_DIR": str(ROOT)}
        outcome = subprocess.run([PROGRAM, *words], capture_output=True, text=True, check=False, env=environment)
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        return outcome.stdout

    def inspected(self, path, *options):
        return json.loads(self.systole("inspect", path, "--json", "--operators", *options))

    def captured(self, model, *inputs):
        with capture(self.path, model), torch.no_grad():
            model(*inputs)
        return self.inspected(self.path)
