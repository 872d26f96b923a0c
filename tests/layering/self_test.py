#!/usr/bin/env python3
"""Plants one violation of each kind in a small tree and sees that check_layers finds it, and only it."""
import pathlib
import tempfile
import unittest

import check_layers

CMAKE = """
systole_floor(base)
systole_floor(config LINK systole_base)
systole_floor(workload LINK systole_base)
systole_floor(timing LINK systole_config)
systole_floor(hw LINK systole_timing)
systole_floor(system LINK systole_hw systole_workload)
systole_floor(runner LINK systole_system)
"""


class CheckLayers(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.write("CMakeLists.txt", CMAKE)
        self.write("base/a.hpp", "#include <vector>\n")
        self.write("config/b.hpp", '#include "base/a.hpp"\n')
        self.write("hw/c.cpp", '#include <systemc>\n#include "config/b.hpp"\n')

    def write(self, name, text):
        path = self.root / "sim" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def expect(self, *parts):
        found = check_layers.violations(self.root)
        self.assertEqual(len(found), 1, found)
        for part in parts:
            self.assertIn(part, found[0])

    def test_a_clean_tree_passes(self):
        self.assertEqual(check_layers.violations(self.root), [])

    def test_a_floor_does_not_look_up(self):
        self.write("CMakeLists.txt", CMAKE.replace("(base)", "(base LINK nothing)"))
        self.write("base/a.hpp", '#include "base/a.hpp"\n#include "config/b.hpp"\n')
        found = check_layers.violations(self.root)
        self.assertIn("sim/base/a.hpp:2: base may not include config (config/b.hpp)", found)

    def test_siblings_do_not_include_each_other(self):
        self.write("workload/d.hpp", '#include "config/b.hpp"\n')
        found = check_layers.violations(self.root)
        self.assertIn("sim/workload/d.hpp:1: workload may not include config (config/b.hpp)", found)

    def test_hardware_knows_no_operators(self):
        self.write("CMakeLists.txt", CMAKE.replace("LINK systole_timing", "LINK systole_timing systole_workload"))
        self.expect("hw may not link workload")

    def test_systemc_stays_in_its_floors(self):
        self.write("timing/e.cpp", "#include <tlm_utils/simple_target_socket.h>\n")
        found = check_layers.violations(self.root)
        self.assertIn("sim/timing/e.cpp:1: timing may not include SystemC (tlm_utils/simple_target_socket.h)", found)

    def test_systemc_does_not_come_through_a_header(self):
        self.write("system/f.hpp", "#include <systemc>\n")
        self.write("runner/g.cpp", '#include "system/f.hpp"\n')
        self.expect("sim/runner/g.cpp", "reaches SystemC")

    def test_parsers_stay_out_of_headers(self):
        self.write("config/h.hpp", "#include <nlohmann/json.hpp>\n")
        self.expect("sim/config/h.hpp:1", "belongs in a .cpp")

    def test_includes_are_relative_to_sim(self):
        self.write("config/i.cpp", '#include "b.hpp"\n')
        self.expect("sim/config/i.cpp:1", "not relative to sim/")

    def test_what_is_included_is_linked(self):
        self.write("CMakeLists.txt", CMAKE.replace("timing LINK systole_config", "timing LINK systole_base"))
        self.write("timing/j.cpp", '#include "config/b.hpp"\n')
        found = check_layers.violations(self.root)
        self.assertIn("sim/timing/j.cpp:1: timing includes config without linking it", found)

    def test_every_folder_is_a_floor(self):
        self.write("attic/k.cpp", "\n")
        found = check_layers.violations(self.root)
        self.assertIn("sim/attic/k.cpp: attic is not a floor", found)


if __name__ == "__main__":
    unittest.main()
