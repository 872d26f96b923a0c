#!/usr/bin/env python3
"""`systole array --step` on a terminal: array_step_test.py PROGRAM."""
import os
import pty
import re
import select
import sys
import termios
import unittest

PROGRAM = sys.argv.pop()
SECONDS = 30  # far above what an answer takes


class Terminal:
    """The program on a terminal of its own."""

    def __init__(self, *words):
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            os.execv(PROGRAM, [PROGRAM, *words])
        self.shown = ""

    def read_until(self, text):
        while text not in self.shown:
            ready, _, _ = select.select([self.terminal], [], [], SECONDS)
            if not ready:
                raise AssertionError(f"no '{text}' within {SECONDS} s in: {self.shown}")
            self.shown += os.read(self.terminal, 65536).decode()

    def press(self, key, expected):
        self.shown = ""
        os.write(self.terminal, key.encode())
        self.read_until(expected)

    def echoes(self):
        return bool(termios.tcgetattr(self.terminal)[3] & termios.ECHO)


class Step(unittest.TestCase):
    def test_keys_go_on_and_back_and_leave_the_terminal_as_it_was(self):
        for last_key in "q", "\x03":
            with self.subTest(last_key=last_key):
                terminal = Terminal("array", "--step", "--m", "2")
                terminal.read_until("q: end")
                self.assertRegex(terminal.shown, "beat 1 of 12")
                self.assertFalse(terminal.echoes())
                terminal.press(" ", "beat 2 of 12")
                terminal.press("n", "beat 3 of 12")
                terminal.press("b", "beat 2 of 12")
                terminal.press(last_key, "8 of 8 elements equal")
                self.assertTrue(terminal.echoes())
                _, status = os.waitpid(terminal.process, 0)
                self.assertEqual(os.waitstatus_to_exitcode(status), 0)
                self.assertIsNone(re.search("beat 1 of", terminal.shown))


if __name__ == "__main__":
    unittest.main()
