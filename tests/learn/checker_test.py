#!/usr/bin/env python3
"""The checker of pages finds what it is there to find: checker_test.py ROOT PROGRAM."""
import pathlib
import sys
import tempfile
import unittest

import check_pages
import outputs
import page as pages

ROOT, PROGRAM = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])


def mistakes(text):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "learn")
        path.mkdir()
        path = path / "page.md"
        path.write_text(text, encoding="utf-8")
        return check_pages.check_page(path, ROOT, PROGRAM)


class Outputs(unittest.TestCase):
    def test_what_matches(self):
        for expected, actual, same in ((["a"], ["a", ""], True), (["a"], ["b"], False), (["..."], [], True),
                                       (["...", "b"], ["a", "b"], True), (["...", "b"], ["a", "b", "c"], False),
                                       (["a", "...", "c", "..."], ["a", "c", "b", "c"], True),
                                       (["b", "...", "a"], ["a", "b"], False)):
            self.assertEqual(outputs.matches(expected, actual), same, (expected, actual))

    def test_left_out_lines_stay_left_out(self):
        printed = ["head", "time 6 us", "tail"]
        self.assertEqual(outputs.renewed(["...", "time 5 us", "..."], printed), ["...", "time 6 us", "..."])


class Pages(unittest.TestCase):
    def test_a_page_that_is_right(self):
        text = ("```text note.txt\nhello\n```\nIt says hello 100 times.\n```console\n$ cat note.txt\nhello\n```\n"
                "```console\n$ echo 100 \\\n> times\n100 times\n```\n")
        self.assertEqual(mistakes(text), (text, []))

    def test_a_wrong_output_is_found_and_mended(self):
        text, found = mistakes("```console\n$ echo 1\n2\n```\n")
        self.assertEqual(text, "```console\n$ echo 1\n1\n```\n")
        self.assertEqual(len(found), 1)

    def test_a_command_that_fails(self):
        self.assertIn("exit code 1", mistakes("```console\n$ false\n```\n")[1][0])
        self.assertEqual(mistakes("```console fails\n$ false\n```\n")[1], [])
        self.assertIn("exit code 0", mistakes("```console fails\n$ true\n```\n")[1][0])

    def test_commands_that_nobody_runs(self):
        self.assertIn("neither run nor explained", mistakes("```bash\nmake\n```\n")[1][0])
        self.assertEqual(mistakes("<!-- not run: slow -->\n```bash\nmake\n```\n")[1], [])
        self.assertIn("exit code 1", mistakes("<!-- checked -->\n```bash\nfalse\n```\n")[1][0])

    def test_the_output_of_a_command(self):
        self.assertEqual(mistakes("<!-- output of: echo 1 -->\n```\n1\n```\n")[1], [])
        self.assertEqual(mistakes("<!-- output of: echo 2 -->\n```\n1\n```\n")[0], "<!-- output of: echo 2 -->\n```\n2\n```\n")
        self.assertEqual(len(mistakes("<!-- output of: echo 2 -->\n```\n1\n```\n")[1]), 1)

    def test_numbers_that_nobody_vouches_for(self):
        self.assertEqual(mistakes("It takes 123 cycles, 4.5 us, 7 % of 1,000.\n")[1],
                         [f"nothing vouches for the number {number}" for number in ("123", "4.5", "7", "1,000")])
        self.assertEqual(mistakes("It takes 123 cycles.\n<!-- given: 123 | why -->\n")[1], [])

    def test_what_a_page_holds_true(self):
        holds = "It takes 123 cycles.\n<!-- holds\n{}\n-->\n"
        self.assertEqual(mistakes(holds.format("says('It takes 123 cycles.')"))[1], [])
        self.assertIn("the page should say: 124 cycles", mistakes(holds.format("says('124 cycles')"))[1])
        self.assertIn("does not hold", mistakes(holds.format("assert 1 == 2"))[1][0])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
