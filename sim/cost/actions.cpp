#include "cost/actions.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.hpp"
#include "cost/area.hpp"
#include "cost/resolve.hpp"

namespace systole::cost {

namespace {

using result::Counters;
using result::EnergyBreakdown;

constexpr double kBitsPerByte = 8.0;
constexpr double kSumBytes = 4.0;  ///< sums are kept in 32 bits
constexpr double kMilli = 1e-3;
constexpr double kNanoPerUnit = 1e9;
constexpr double kPicojoulesPerWattNanosecond = 1e3;

double sum_of(const std::array<std::int64_t, 3>& by_operand) {
  return static_cast<double>(
      std::accumulate(by_operand.begin(), by_operand.end(), std::int64_t{0}));
}

/// On the line through two points of a log-log diagram.
double between(double x, double x0, double y0, double x1, double y1) {
  return y0 * std::pow(x / x0, std::log(y1 / y0) / std::log(x1 / x0));
}

double element_bytes(Operand operand, DType dtype) {
  return operand == Operand::output ? kSumBytes : bits_of(dtype) / kBitsPerByte;
}

/// What the DMA engines of all cores moved over their ports.
double port_bytes(const Counters& counters) {
  return sum_of(counters.sram_filled) - sum_of(counters.sram_preloaded) +
         sum_of(counters.read_waste) + sum_of(counters.sram_drained) +
         sum_of(counters.written_waste);
}

double dram_pj_per_byte(const config::Chip& chip, const MemoryKind& kind) {
  if (!chip.dram.banks || chip.dram.banks->energy.read_pj <= 0.0) {
    return kind.pj_per_bit * kBitsPerByte;
  }
  // Each row is opened once for all of its bursts: the least that commands can cost.
  const config::MemoryConfig& memory = *chip.dram.banks;
  const double activate = memory.energy.activate_pj / static_cast<double>(memory.bursts_per_row());
  return (memory.energy.read_pj + activate) / static_cast<double>(memory.burst_bytes());
}

}  // namespace

ActionTable::ActionTable(const config::Chip& chip)
    : chip_(chip), technology_(technology_of(chip)), base_(base_technology_of(chip)) {
  const Area area = area_of(chip);
  const MemoryKind& kind = parts_table().memory(memory_kind_of(chip));
  const double base_mm2 = area.given_mm2 > 0.0 ? 0.0 : area.base_dies_mm2();
  die_mm2_ = area.total_mm2() - base_mm2;
  idle_watts_ =
      (die_mm2_ * technology_.energy.idle_mw_per_mm2 + base_mm2 * base_.energy.idle_mw_per_mm2) *
      kMilli;
  memory_idle_watts_ = memory_interfaces_of(chip) * kind.idle_mw * kMilli;
  dram_pj_per_byte_ = dram_pj_per_byte(chip, kind);
}

double ActionTable::mac_pj(DType dtype) const {
  const config::MatrixUnitConfig& unit = chip_.core.matrix;
  const TechnologyEnergy& energy = technology_.energy;
  const double bytes = bits_of(dtype) / kBitsPerByte;
  if (unit.kind == config::MatrixUnitKind::systolic) {
    // One operand and the sum go on to the neighbours; the other operand stays.
    return energy.mac_pj.of(dtype) + (bytes + kSumBytes) * energy.register_pj_per_byte;
  }
  const double shared =
      1.0 / static_cast<double>(unit.step_m) + 1.0 / static_cast<double>(unit.step_n);
  const double moved = bytes * shared + kSumBytes / static_cast<double>(unit.step_k);
  return energy.mac_pj.of(dtype) * parts_table().dot_product_control +
         moved * energy.register_pj_per_byte;
}

double ActionTable::sram_pj_per_byte(double kib, double width_bytes) const {
  constexpr double kSmall = 8.0;
  constexpr double kMiddle = 32.0;
  constexpr double kLarge = 1024.0;
  constexpr double kReferenceWidth = 8.0;
  const SramEnergy& sram = technology_.energy.sram;
  const double at_reference =
      kib < kMiddle
          ? between(std::max(kib, 1.0), kSmall, sram.pj_per_byte_8_kib, kMiddle,
                    sram.pj_per_byte_32_kib)
          : between(kib, kMiddle, sram.pj_per_byte_32_kib, kLarge, sram.pj_per_byte_1_mib);
  const double fixed = parts_table().sram_fixed_share;
  return at_reference * (1.0 - fixed + fixed * kReferenceWidth / width_bytes);
}

/// Between memory side and core: half of the die's edge, or one hop of a network.
double ActionTable::wire_pj_per_byte() const {
  const double edge_mm = std::sqrt(die_mm2_ / static_cast<double>(chip_.silicon.dies));
  const config::InterconnectConfig& network = chip_.interconnect;
  double mm = edge_mm / 2.0;
  if (network.topology == config::Topology::mesh || network.topology == config::Topology::ring) {
    mm = edge_mm / static_cast<double>(std::max(network.rows, network.cols));
  }
  return mm * technology_.energy.wire_pj_per_byte_mm;
}

double ActionTable::operand_kib(Operand operand) const {
  const config::SramConfig& sram = chip_.core.sram;
  const std::array<std::int64_t, 3> parts{sram.input_kib, sram.weight_kib, sram.output_kib};
  const auto part = static_cast<double>(parts[static_cast<std::size_t>(operand)]);
  return part > 0.0 ? part : static_cast<double>(sram.size_kib) / 3.0;
}

void ActionTable::add_arithmetic(const Work& work, std::vector<Action>& actions) const {
  const bool threads = chip_.silicon.control == config::CoreControl::simt ||
                       chip_.silicon.control == config::CoreControl::graphics;
  const double simple =
      threads ? technology_.energy.simt_operation_pj : technology_.energy.simd_operation_pj;
  const Counters& c = work.counters;
  actions.push_back({&EnergyBreakdown::matrix, "matrix_unit",
                     "mac_" + std::string(name_of(work.dtype)), "MACs", static_cast<double>(c.macs),
                     mac_pj(work.dtype)});
  actions.push_back({&EnergyBreakdown::vector, "vector_unit", "simple", "operations",
                     static_cast<double>(c.vector_simple), simple});
  actions.push_back({&EnergyBreakdown::vector, "vector_unit", "special", "operations",
                     static_cast<double>(c.vector_special),
                     simple * parts_table().special_over_simple});
}

void ActionTable::add_sram(const Work& work, std::vector<Action>& actions) const {
  const Counters& c = work.counters;
  const auto width = static_cast<double>(chip_.core.sram.bank_width_bytes);
  for (const Operand operand : kOperands) {
    const auto i = static_cast<std::size_t>(operand);
    const double bytes = element_bytes(operand, work.dtype);
    const double pj = sram_pj_per_byte(operand_kib(operand), width);
    const std::string component = "sram_" + std::string(name_of(operand));
    const double read = static_cast<double>(c.sram_reads[i]) * bytes;
    const double written = static_cast<double>(c.sram_writes[i]) * bytes;
    actions.push_back({&EnergyBreakdown::sram, component, "read", "bytes",
                       read + static_cast<double>(c.sram_drained[i]), pj});
    actions.push_back({&EnergyBreakdown::sram, component, "write", "bytes",
                       written + static_cast<double>(c.sram_filled[i] - c.sram_preloaded[i]), pj});
  }
}

void ActionTable::add_memory_side(const Work& work, std::vector<Action>& actions) const {
  const Counters& c = work.counters;
  const config::SharedBufferConfig& buffer = chip_.shared_buffer;
  const double slice_kib = static_cast<double>(buffer.size_kib) /
                           static_cast<double>(std::max<std::int64_t>(1, buffer.slices));
  const double buffer_pj =
      buffer.exists() ? sram_pj_per_byte(slice_kib, static_cast<double>(buffer.bytes_per_cycle))
                      : 0.0;
  actions.push_back({&EnergyBreakdown::shared_buffer, "shared_buffer", "read", "bytes",
                     sum_of(c.shared_hit) - sum_of(c.shared_multicast) + sum_of(c.shared_missed) +
                         sum_of(c.shared_written_back),
                     buffer_pj});
  actions.push_back({&EnergyBreakdown::shared_buffer, "shared_buffer", "write", "bytes",
                     sum_of(c.shared_written) + sum_of(c.shared_filled), buffer_pj});
  const double on_wires = c.interconnect_link_bytes > 0
                              ? static_cast<double>(c.interconnect_link_bytes)
                              : port_bytes(c);
  actions.push_back({&EnergyBreakdown::interconnect, "interconnect", "transfer", "bytes", on_wires,
                     wire_pj_per_byte()});
  actions.push_back(
      {&EnergyBreakdown::dram, "dram", "read", "bytes", sum_of(c.dram_read), dram_pj_per_byte_});
  actions.push_back({&EnergyBreakdown::dram, "dram", "write", "bytes", sum_of(c.dram_written),
                     dram_pj_per_byte_});
}

void ActionTable::add_idle(const Work& work, std::vector<Action>& actions) const {
  const double nanoseconds = work.seconds * kNanoPerUnit;
  actions.push_back({&EnergyBreakdown::idle, "die", "leak", "ns", nanoseconds,
                     idle_watts_ * kPicojoulesPerWattNanosecond});
  actions.push_back({&EnergyBreakdown::idle, "dram", "refresh", "ns", nanoseconds,
                     memory_idle_watts_ * kPicojoulesPerWattNanosecond});
}

std::vector<Action> ActionTable::actions_of(const Work& work) const {
  std::vector<Action> actions;
  add_arithmetic(work, actions);
  add_sram(work, actions);
  add_memory_side(work, actions);
  add_idle(work, actions);
  return actions;
}

result::EnergyBreakdown energy_of(const std::vector<Action>& actions) {
  constexpr double kLargest = 9e18;  // of an int64, with room for a sum
  result::EnergyBreakdown energy;
  double whole = 0.0;
  for (const Action& action : actions) {
    const double picojoules = action.count * action.picojoules;
    whole += picojoules;
    if (!(whole < kLargest)) {
      throw UserError("the energy of this work is beyond 9 MJ: split the workload");
    }
    energy.*action.part += std::llround(picojoules);
  }
  return energy;
}

void charge_energy(const config::Chip& chip, result::Result& result) {
  const ActionTable table(chip);
  const auto hertz = static_cast<double>(result.machine.clock_hz);
  for (result::OperatorResult& op : result.operators) {
    const double seconds = hertz > 0.0 ? static_cast<double>(op.cycles) / hertz : 0.0;
    op.energy = energy_of(table.actions_of({op.counters, op.dtype, seconds}));
  }
  result.energy_table = table.technology();
}

std::vector<Action> actions_of(const config::Chip& chip, const result::Result& result) {
  const ActionTable table(chip);
  const auto hertz = static_cast<double>(result.machine.clock_hz);
  std::vector<Action> all;
  for (const result::OperatorResult& op : result.operators) {
    const double seconds = hertz > 0.0 ? static_cast<double>(op.cycles) / hertz : 0.0;
    for (const Action& action : table.actions_of({op.counters, op.dtype, seconds})) {
      const auto same = std::find_if(all.begin(), all.end(), [&](const Action& other) {
        return other.component == action.component && other.name == action.name;
      });
      if (same == all.end()) {
        all.push_back(action);
      } else {
        same->count += action.count;
      }
    }
  }
  all.erase(std::remove_if(all.begin(), all.end(),
                           [](const Action& action) { return action.count == 0.0; }),
            all.end());
  return all;
}

}  // namespace systole::cost
