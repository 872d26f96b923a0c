#!/usr/bin/env python3
"""What scripts/quickstart and scripts/test do and say on machines that lack something: scripts_test.py ROOT."""
import sys
import unittest

from machine import Machine

ROOT = sys.argv.pop(1)
FEDORA = 'PRETTY_NAME="Fedora Linux 38"\nID=fedora\nVERSION_ID=38\n'


class Scripts(unittest.TestCase):
    def machine(self, **facts):
        machine = Machine(ROOT, **facts)
        self.addCleanup(machine.close)
        return machine

    def assert_stops(self, outcome, *words):
        self.assertEqual(outcome.returncode, 1, outcome.stdout + outcome.stderr)
        for word in words:
            self.assertIn(word, outcome.stderr)

    def test_nothing_missing_means_no_apt_and_the_main_job(self):
        machine = self.machine()
        outcome = machine.run("scripts/quickstart")
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        self.assertEqual(machine.calls("apt-get"), [])
        job, = machine.calls("systole")
        for word in ("run", "--workload=resnet50", "--workload=transformer_block", "--out results/quickstart", "--force"):
            self.assertIn(word, job)
        self.assertEqual(job.count("--chip="), 2)
        self.assertIn("The results lie in results/quickstart", outcome.stdout)

    def test_only_what_is_missing_is_installed_and_nothing_is_removed(self):
        machine = self.machine(missing=["libfmt-dev", "libsystemc-dev"])
        self.assertEqual(machine.run("scripts/quickstart").returncode, 0)
        install, = machine.calls("apt-get install")
        self.assertTrue(install.endswith("libsystemc-dev libfmt-dev"), install)
        for option in ("-y", "--no-install-recommends", "--no-remove"):
            self.assertIn(option, install)

    def test_a_user_with_sudo_installs_through_it(self):
        machine = self.machine(user="1000", missing=["libfmt-dev"])
        machine.add_sudo(works=True)
        self.assertEqual(machine.run("scripts/quickstart").returncode, 0)
        self.assertTrue(any("apt-get install" in call for call in machine.calls("sudo")))

    def test_a_user_without_sudo_is_told_what_to_ask_for(self):
        machine = self.machine(user="1000", missing=["libfmt-dev"])
        self.assert_stops(machine.run("scripts/quickstart"), "needs root", "missing packages: libfmt-dev")

    def test_a_sudo_that_asks_nobody_is_no_sudo(self):
        machine = self.machine(user="1000", missing=["libfmt-dev"])
        machine.add_sudo(works=False)
        self.assert_stops(machine.run("scripts/quickstart"), "needs root", "libfmt-dev")
        self.assertEqual(machine.calls("apt-get"), [])

    def test_without_a_network_the_packages_are_listed(self):
        machine = self.machine(missing=["libfmt-dev"], apt_get=100)
        outcome = machine.run("scripts/quickstart")
        self.assert_stops(outcome, "is there a network?", "missing packages: libfmt-dev", "libsystemc-dev")
        self.assertEqual(machine.calls("cmake"), [])

    def test_another_distribution_gets_the_list_and_no_apt(self):
        machine = self.machine(os_release=FEDORA, missing=["libfmt-dev"])
        self.assert_stops(machine.run("scripts/quickstart"), "not Debian 12 (Fedora Linux 38)", "libsystemc-dev")
        self.assertEqual(machine.calls("apt-get"), [])

    def test_another_distribution_may_bring_its_own_packages(self):
        machine = self.machine(os_release=FEDORA, missing=["libfmt-dev"])
        outcome = machine.run("scripts/quickstart", SYSTOLE_NO_INSTALL="1")
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        self.assertEqual(machine.calls("apt-get"), [])

    def test_a_failed_build_stops_before_the_job(self):
        machine = self.machine(cmake=1)
        self.assertNotEqual(machine.run("scripts/quickstart").returncode, 0)
        self.assertEqual(machine.calls("systole"), [])

    def test_the_tests_run_with_their_packages(self):
        machine = self.machine(missing=["catch2"])
        self.assertEqual(machine.run("scripts/test").returncode, 0)
        self.assertTrue(machine.calls("apt-get install")[0].endswith("catch2"))
        self.assertEqual(len(machine.calls("ctest")), 1)

    def test_optional_packages_may_fail(self):
        machine = self.machine(missing=["dpkg-dev"], apt_get=100)
        outcome = machine.run("scripts/test")
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        self.assertIn("going on without: the .deb test", outcome.stdout)

    def test_failing_tests_fail_the_script(self):
        self.assertNotEqual(self.machine(ctest=8).run("scripts/test").returncode, 0)

    def test_full_asks_the_tests_for_their_long_matrices(self):
        machine = self.machine()
        machine.write("ctest", f'#!/bin/bash\necho "ctest full=$SYSTOLE_TEST_FULL" >> {machine.log}\n')
        self.assertEqual(machine.run("scripts/test", "--full").returncode, 0)
        self.assertEqual(machine.calls("ctest"), ["ctest full=1"])

    def test_unknown_arguments_are_refused(self):
        for script in ("quickstart", "test", "format", "tidy"):
            with self.subTest(script):
                self.assert_stops(self.machine().run(f"scripts/{script}", "--nonsense"), "usage: scripts/" + script)


if __name__ == "__main__":
    unittest.main()
