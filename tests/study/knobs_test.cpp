#include "study/knobs.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

#include "study/simulate.hpp"
#include "support/machines.hpp"

using namespace systole;

namespace {

study::Knob knob(const config::Chip& chip, const std::string& name) {
  const std::vector<study::Knob> knobs = study::knobs_of(chip);
  const auto found = std::find_if(knobs.begin(), knobs.end(),
                                  [&](const study::Knob& k) { return k.name == name; });
  REQUIRE(found != knobs.end());
  return *found;
}

config::Chip chip() { return test::small_chip(8, 8, Dataflow::weight_stationary); }

}  // namespace

TEST_CASE("Whole values change by a step at least, and the change says by how much really") {
  config::Chip four = chip();
  four.core.count = 4;
  const study::Change change = study::turned(knob(four, "cores"), 1.1);
  CHECK(change.settings == std::vector<std::string>{"core.count=5"});
  CHECK(change.factor == 1.25);
  CHECK(change.change == "+25 % cores");
}

TEST_CASE("Where less is better, a knob turns down") {
  config::Chip it = chip();
  it.launch.first_us = 2.0;
  const study::Change change = study::turned(knob(it, "launch cost"), 2.0);
  CHECK(change.settings == std::vector<std::string>{"launch.first_us=1"});
  CHECK(change.change == "-50 % launch cost");
}

TEST_CASE("The size of a shared buffer changes by whole sets") {
  config::Chip it = chip();
  it.shared_buffer.size_kib = 96;
  it.shared_buffer.slices = 3;
  it.shared_buffer.ways = 16;
  it.shared_buffer.block_bytes = 128;  // a row of sets is 6 KiB
  const study::Change change = study::turned(knob(it, "L2 size"), 1.1);
  CHECK(change.settings == std::vector<std::string>{"shared_buffer.size_kib=108"});
  const auto changed = study::with_change(it, change);
  REQUIRE(changed);
  CHECK(changed->shared_buffer.size_kib == 108);
}

TEST_CASE("Parts of an operand memory never outgrow it") {
  config::Chip it = chip();
  it.core.sram.size_kib = 7;
  it.core.sram.input_kib = 1;
  it.core.sram.weight_kib = 2;
  it.core.sram.output_kib = 4;
  const study::Knob sram = knob(it, "SRAM");
  for (const double factor : {1.1, 1.3, 1.7, 16.0}) {
    CHECK(study::with_change(it, study::turned(sram, factor)));
  }
}

TEST_CASE("A chip has no knob for what it lacks") {
  for (const study::Knob& k : study::knobs_of(chip())) {
    CHECK(k.name != "L2 size");
    CHECK(k.name != "DRAM bandwidth");  // it is unbounded
    CHECK(k.name != "launch cost");
    CHECK(k.name != "vector lanes");
  }
}

TEST_CASE("A change that the chip's limits forbid gives no chip") {
  config::Chip it = chip();
  it.core.count = 60000;
  CHECK_FALSE(study::with_change(it, study::turned(knob(it, "cores"), 16.0)));
}
