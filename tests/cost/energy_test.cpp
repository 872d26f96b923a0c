#include "cost/energy.hpp"

#include <catch2/catch.hpp>

#include "cost/actions.hpp"
#include "cost/area.hpp"
#include "cost/chips.hpp"
#include "cost/resolve.hpp"
#include "result/members.hpp"

using namespace systole;
using namespace systole::cost;
using result::Counters;
using test::chip_named;

namespace {

const Action& find(const std::vector<Action>& actions, const std::string& component,
                   const std::string& name) {
  for (const Action& action : actions) {
    if (action.component == component && action.name == name) return action;
  }
  throw ModelError("no such action: " + component + "." + name);
}

double pj_of(const config::Chip& chip, DType dtype, const std::string& component,
             const std::string& name) {
  const Counters nothing;
  return find(ActionTable(chip).actions_of({nothing, dtype, 0.0}), component, name).picojoules;
}

}  // namespace

TEST_CASE("The table at 45 and 7 nm is the published one") {
  // Horowitz, ISSCC 2014, and Jouppi et al., ISCA 2021: a multiplication and an addition.
  const auto of = [](const std::string& name) {
    return technology_of(chip_named("toy_4x4", {"silicon.technology=" + name}));
  };
  CHECK(of("n45").energy.mac_pj.int8 == Approx(0.2 + 0.1));
  CHECK(of("n45").energy.mac_pj.fp16 == Approx(1.1 + 0.9));
  CHECK(of("n45").energy.mac_pj.fp32 == Approx(3.7 + 0.9));
  CHECK(of("n45").energy.sram.pj_per_byte_8_kib == Approx(10.0 / 8));
  CHECK(of("n45").energy.sram.pj_per_byte_1_mib == Approx(100.0 / 8));
  CHECK(of("n7").energy.mac_pj.bf16 == Approx(0.21 + 0.38));
  CHECK(of("n7").energy.mac_pj.int8 == Approx(0.07 + 0.03));
  CHECK(of("n7").energy.sram.pj_per_byte_1_mib == Approx(14.0 / 8).epsilon(0.01));
}

TEST_CASE("No finer technology spends more on the same action") {
  const std::vector<Technology>& all = shipped_technologies();
  REQUIRE(all.size() >= 8);
  for (std::size_t i = 1; i < all.size(); ++i) {
    INFO(all[i].name << " after " << all[i - 1].name);
    for (const DType dtype : {DType::fp32, DType::bf16, DType::fp8, DType::int8, DType::int4}) {
      CHECK(all[i].energy.mac_pj.of(dtype) <= all[i - 1].energy.mac_pj.of(dtype));
    }
    CHECK(all[i].energy.sram.pj_per_byte_1_mib <= all[i - 1].energy.sram.pj_per_byte_1_mib);
    CHECK(all[i].logic_mtr_per_mm2 >= all[i - 1].logic_mtr_per_mm2);
    CHECK(all[i].wafer_usd >= all[i - 1].wafer_usd);
  }
}

TEST_CASE("Every value of the tables says where it is from") {
  for (const Technology& technology : shipped_technologies()) {
    INFO(technology.name);
    CHECK(technology.provenance.size() == 22);
    for (const config::Provenance& entry : technology.provenance) CHECK(entry.source.size() > 3);
  }
  for (const config::Provenance& entry : parts_table().provenance) CHECK(entry.source.size() > 3);
}

TEST_CASE("A MAC of a systolic array costs its arithmetic and the registers it passes") {
  const config::Chip chip = chip_named("toy_4x4", {"silicon.technology=n7"});
  const TechnologyEnergy& energy = technology_of(chip).energy;
  CHECK(pj_of(chip, DType::int8, "matrix_unit", "mac_int8") ==
        Approx(energy.mac_pj.int8 + 5.0 * energy.register_pj_per_byte));
  CHECK(pj_of(chip, DType::bf16, "matrix_unit", "mac_bf16") ==
        Approx(energy.mac_pj.bf16 + 6.0 * energy.register_pj_per_byte));
}

TEST_CASE("SRAM costs by size and by width") {
  const auto read_pj = [](const std::vector<std::string>& overrides) {
    return pj_of(chip_named("toy_4x4", overrides), DType::int8, "sram_input", "read");
  };
  const std::vector<std::string> small{"core.sram.size_kib=96",        "core.sram.input_kib=32",
                                       "core.sram.weight_kib=32",      "core.sram.output_kib=32",
                                       "core.sram.bank_width_bytes=8", "silicon.technology=n45"};
  CHECK(read_pj(small) == Approx(20.0 / 8));  // as the table says at 64 bits
  std::vector<std::string> large = small;
  large[0] = "core.sram.size_kib=1088";
  large[1] = "core.sram.input_kib=1024";
  CHECK(read_pj(large) == Approx(100.0 / 8));
  std::vector<std::string> wide = small;
  wide[4] = "core.sram.bank_width_bytes=32";
  CHECK(read_pj(wide) == Approx(20.0 / 8 * (0.75 + 0.25 / 4)));
}

TEST_CASE("DRAM costs by its kind, or by the commands of its file") {
  const auto pj_per_bit = [](const config::Chip& chip) {
    return pj_of(chip, DType::int8, "dram", "read") / 8.0;
  };
  CHECK(pj_per_bit(chip_named("h100_sxm")) == Approx(4.0));
  CHECK(pj_per_bit(chip_named("l4")) == Approx(7.5));
  // HBM2E's file: 1536 pJ for a burst of 32 bytes.
  CHECK(pj_per_bit(chip_named("toy_4x4", {"dram.model=banked", "dram.memory=hbm2e"})) ==
        Approx(6.0));
  // DDR3: bursts of a row share its activate.
  const config::Chip ddr3 = chip_named("toy_4x4", {"dram.model=banked", "dram.memory=ddr3_1600"});
  const config::MemoryConfig& memory = *ddr3.dram.banks;
  const double burst = memory.energy.read_pj +
                       memory.energy.activate_pj / static_cast<double>(memory.bursts_per_row());
  CHECK(pj_per_bit(ddr3) == Approx(burst / static_cast<double>(memory.burst_bytes()) / 8.0));
}

TEST_CASE("Idle costs by area and time, and nothing in no time") {
  const config::Chip chip = chip_named("h100_sxm");
  CHECK(energy_of(chip, {}, 0.0).total() == 0.0);
  const double watts = area_of(chip).total_mm2() * 85e-3 + 6 * 3.0;
  CHECK(energy_of(chip, {}, 2.0).leakage == Approx(2.0 * watts));
  CHECK(energy_of(chip, {}, 2.0).total() == energy_of(chip, {}, 2.0).leakage);
}

TEST_CASE("Whole picojoules by part sum to the total exactly, and to what the actions give") {
  Counters work;
  work.macs = 123'456'789;
  work.vector_simple = 1'000'003;
  work.sram_reads = {7'777'777, 5'555'555, 3'333'333};
  work.sram_filled = {1'000'001, 1'000'003, 0};
  work.dram_read = {999'983, 1'000'003, 0};
  const config::Chip chip = chip_named("a100_sxm_80gb");
  const std::vector<Action> actions = ActionTable(chip).actions_of({work, DType::bf16, 1e-3});
  const result::EnergyBreakdown energy = energy_of(actions);
  std::int64_t sum = 0;
  for (const result::EnergyPart& part : result::energy_parts()) sum += energy.*part.member;
  CHECK(sum == energy.sum());
  double exact = 0.0;
  for (const Action& action : actions) exact += action.count * action.picojoules;
  CHECK(static_cast<double>(sum) == Approx(exact).margin(static_cast<double>(actions.size())));
  CHECK(energy_of(energy).total() == Approx(exact * 1e-12));
  CHECK(energy.vector == 12'000'036);  // a thread's operation costs 12 pJ at 7 nm
}

TEST_CASE("Energy beyond the range of the counters is refused, not wrapped") {
  Counters work;
  work.macs = INT64_MAX;
  CHECK_THROWS_WITH(energy_of(chip_named("tpu_v1_like"), work, 1e9), Catch::Contains("9 MJ"));
}

TEST_CASE("A charged result names its table, and each operator costs at its own type") {
  const config::Chip chip = chip_named("h100_sxm");
  result::Result run;
  run.machine.clock_hz = 1'000'000'000;
  for (const DType dtype : {DType::bf16, DType::fp8}) {
    result::OperatorResult op;
    op.dtype = dtype;
    op.counters.macs = 1'000'000;
    op.cycles = 1000;
    run.operators.push_back(op);
  }
  charge_energy(chip, run);
  CHECK(run.energy_table == "n5");
  CHECK(run.operators[0].energy.matrix > run.operators[1].energy.matrix);
  CHECK(run.operators[0].energy.idle == run.operators[1].energy.idle);
  CHECK(result::totals_of(run).energy.sum() ==
        run.operators[0].energy.sum() + run.operators[1].energy.sum());
}

TEST_CASE("Action counts in Accelergy's form name component, action and count") {
  result::Result run;
  run.machine.clock_hz = 1'000'000'000;
  result::OperatorResult op;
  op.counters.macs = 42;
  op.counters.dram_read = {10, 20, 0};
  op.cycles = 7;
  run.operators = {op, op};
  const std::string text = accelergy_yaml("my \"chip\"", actions_of(chip_named("toy_4x4"), run));
  CHECK_THAT(text, Catch::StartsWith("action_counts:\n  version: 0.4\n  local:\n  - name: "));
  CHECK_THAT(text, Catch::Contains("- name: \"my \\\"chip\\\".matrix_unit\"\n    action_counts:\n"
                                   "    - name: mac_int8"));
  CHECK_THAT(text, Catch::Contains("counts: 84\n"));
  CHECK_THAT(text, Catch::Contains("counts: 60\n"));  // DRAM bytes read
  CHECK_THAT(text, Catch::Contains("counts: 14\n"));  // ns of leakage
}
