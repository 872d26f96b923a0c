#!/usr/bin/env python3
"""scripts/learn as a student and a teacher use it: exercises_test.py ROOT PROGRAM."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT, PROGRAM = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
os.environ |= {"SYSTOLE_PROGRAM": str(PROGRAM), "SYSTOLE_DATA_DIR": str(ROOT)}

# On paper, without the program: closed forms, Little's law and data sheets.
ON_PAPER = {
    "fold_cycles": 20 + 2 * 8 + 8 - 2,
    "folds": 4 * 2,
    "edge_percent": 100 * (50 * 30) / (64 * 32),
    "dataflow": "is",
    "tile_bytes": 2 * 128 * 128 * 64 // 16 + 128 * 128,
    "window": 7,  # 4 x (50 + 4) / 16 = 13.5 bursts in two channels
    "ridge": 2048 / (2 * 17.064),
    "cache_mib": 32 * 2048 * 4096 / 2**20,
    "tpp": 733 * 8,
    "most_cores": 52,  # 148 / 78 Tera-operations of 16 bits each
}


def learn(*arguments):
    return subprocess.run([ROOT / "scripts/learn", *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          check=False)


class Exercises(unittest.TestCase):
    def check(self, text):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "answers.yaml")
            path.write_text(text, encoding="utf-8")
            return learn("check", path)

    def test_what_is_right_on_paper_is_right(self):
        outcome = self.check("".join(f"{name}: {answer}  # mine\n" for name, answer in ON_PAPER.items()))
        self.assertEqual(outcome.returncode, 0, outcome.stdout)
        self.assertIn(f"{len(ON_PAPER)} of 17 right, 0 wrong, 7 not done", outcome.stdout)

    def test_what_is_wrong_is_wrong(self):
        outcome = self.check("fold_cycles: 41\nfolds: 9\ndataflow: os\nridge: sixty\n")
        self.assertEqual(outcome.returncode, 1)
        for said in ("41 is too small; see chapter 1", "9 is too large", "not os; see chapter 2",
                     "expected a number, got 'sixty'"):
            self.assertIn(said, outcome.stdout)

    def test_a_file_that_cannot_be_read(self):
        for text, said in (("folds 8\n", ":1: expected `name: answer`, got 'folds 8'"),
                           ("\nfold: 8\n", ":2: no exercise is called 'fold'"),
                           ("folds: 8\nfolds: 9\n", ":2: 'folds' has an answer already")):
            outcome = self.check(text)
            self.assertEqual(outcome.returncode, 2)
            self.assertIn(said, outcome.stdout)
        self.assertEqual(learn("check", "/no/such/file").returncode, 2)
        self.assertEqual(learn("chekc").returncode, 2)

    def test_the_page_asks_what_is_computed(self):
        page = (ROOT / "docs/learn/exercises.md").read_text(encoding="utf-8")
        self.assertEqual(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE), learn("list").stdout.split())

    def test_a_teachers_answers_are_right(self):
        answers = learn("answers")
        self.assertEqual(answers.returncode, 0, answers.stdout)
        self.assertIn("17 of 17 right", self.check(answers.stdout).stdout)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
