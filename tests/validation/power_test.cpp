// Energy against published powers. Nothing in the tables of energy was fitted to any of them.
#include <cmath>

#include <catch2/catch.hpp>

#include "config/chip_io.hpp"
#include "report/cost_report.hpp"

using namespace systole;

namespace {

report::PowerSample power_of(const std::string& name, double published_w) {
  Diagnostics diagnostics;
  config::Chip chip = config::read_chip(name, {}, diagnostics);
  diagnostics.throw_if_errors();
  chip.facts.tdp_w = published_w > 0.0 ? published_w : chip.facts.tdp_w;
  return report::check_power({chip}).front();
}

}  // namespace

TEST_CASE("A busy GPU that runs at its quoted clock draws about its design power") {
  const std::string name = GENERATE("v100_sxm2", "a100_sxm_80gb", "h100_sxm", "l40s");
  const report::PowerSample sample = power_of(name, 0.0);
  INFO(name << ": " << sample.watts << " W against " << sample.tdp_w << " W");
  CHECK(sample.utilization > 0.9);
  CHECK(std::abs(sample.error()) < 0.15);
}

TEST_CASE("TPUs draw about what was measured on them") {
  // Jouppi et al., ISCA 2017, table 2: 40 W of a busy die; ISCA 2023, table 4: 121 to 192 W, 170 W
  // in the mean, over production workloads.
  CHECK(std::abs(power_of("tpu_v1_like", 40.0).error()) < 0.2);
  CHECK(std::abs(power_of("tpu_v4", 170.0).error()) < 0.2);
}

TEST_CASE("A chip whose quoted clock is beyond its design power is shown to be") {
  // An L4 has 72 W for 58 SMs at 2040 MHz.
  CHECK(power_of("l4", 0.0).error() > 0.3);
}
