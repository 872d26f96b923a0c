#include "study/knobs.hpp"

#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "study/simulate.hpp"

namespace systole::study {

namespace {

using config::Chip;

KnobValue whole(const char* key, std::int64_t value, std::int64_t step = 1) {
  return {key, static_cast<double>(value), step};
}

void add_compute(const Chip& chip, std::vector<Knob>& knobs) {
  knobs.push_back({"clock", Better::more, {{"clock_mhz", chip.clock_mhz, 0}}});
  const config::DTypeRates& r = chip.core.matrix.rates;
  Knob rate{"matrix rate", Better::more, {}};
  for (const auto& [name, value] :
       std::initializer_list<std::pair<const char*, double>>{{"fp32", r.fp32},
                                                             {"tf32", r.tf32},
                                                             {"fp16", r.fp16},
                                                             {"bf16", r.bf16},
                                                             {"fp8", r.fp8},
                                                             {"fp4", r.fp4},
                                                             {"int8", r.int8},
                                                             {"int4", r.int4}}) {
    if (value > 0.0) rate.values.push_back({fmt::format("core.matrix.rates.{}", name), value, 0});
  }
  if (!rate.values.empty()) knobs.push_back(std::move(rate));
  const config::VectorUnitConfig& vector = chip.core.vector;
  if (vector.lanes > 0) {
    Knob lanes{"vector lanes", Better::more, {whole("core.vector.lanes", vector.lanes)}};
    if (vector.special_lanes > 0) {
      lanes.values.push_back(whole("core.vector.special_lanes", vector.special_lanes));
    }
    knobs.push_back(std::move(lanes));
  }
  knobs.push_back({"cores", Better::more, {whole("core.count", chip.core.count)}});
}

void add_sram(const Chip& chip, std::vector<Knob>& knobs) {
  const config::SramConfig& sram = chip.core.sram;
  Knob size{"SRAM", Better::more, {whole("core.sram.size_kib", sram.size_kib)}};
  for (const auto& [key, part] : std::initializer_list<std::pair<const char*, std::int64_t>>{
           {"core.sram.input_kib", sram.input_kib},
           {"core.sram.weight_kib", sram.weight_kib},
           {"core.sram.output_kib", sram.output_kib}}) {
    if (part > 0) size.values.push_back({key, static_cast<double>(part), 1, true});
  }
  knobs.push_back(std::move(size));
  const config::DmaConfig& dma = chip.core.dma;
  if (dma.bytes_per_cycle > 0) {
    knobs.push_back({"core port bandwidth",
                     Better::more,
                     {whole("core.dma.bytes_per_cycle", dma.bytes_per_cycle)}});
  }
  knobs.push_back({"bursts in flight",
                   Better::more,
                   {whole("core.dma.outstanding_bursts", dma.outstanding_bursts)}});
}

void add_shared_buffer(const Chip& chip, std::vector<Knob>& knobs) {
  const config::SharedBufferConfig& l2 = chip.shared_buffer;
  if (!l2.exists()) return;
  const Bytes row = l2.slices * l2.ways * l2.block_bytes;
  const std::int64_t step = row / std::gcd(row, kKib);  // whole sets in whole KiB
  knobs.push_back({"L2 size", Better::more, {whole("shared_buffer.size_kib", l2.size_kib, step)}});
  knobs.push_back(
      {"L2 bandwidth", Better::more, {whole("shared_buffer.bytes_per_cycle", l2.bytes_per_cycle)}});
  if (l2.latency_cycles > 0) {
    knobs.push_back(
        {"L2 latency", Better::less, {whole("shared_buffer.latency_cycles", l2.latency_cycles)}});
  }
}

void add_dram(const Chip& chip, std::vector<Knob>& knobs) {
  const config::DramConfig& dram = chip.dram;
  if (dram.model == config::DramModel::banked) {
    knobs.push_back({"DRAM stacks", Better::more, {whole("dram.stacks", dram.stacks)}});
    return;
  }
  if (dram.model == config::DramModel::latency_bandwidth) {
    knobs.push_back({"DRAM bandwidth",
                     Better::more,
                     {{"dram.channel_bandwidth_gb_per_s", dram.channel_bandwidth_gb_per_s, 0}}});
  }
  if (dram.latency_ns > 0.0) {
    knobs.push_back({"DRAM latency", Better::less, {{"dram.latency_ns", dram.latency_ns, 0}}});
  }
}

void add_launch(const Chip& chip, std::vector<Knob>& knobs) {
  Knob launch{"launch cost", Better::less, {}};
  if (chip.launch.next_us > 0.0) {
    launch.values.push_back({"launch.next_us", chip.launch.next_us, 0});
  }
  if (chip.launch.first_us > 0.0) {
    launch.values.push_back({"launch.first_us", chip.launch.first_us, 0});
  }
  if (!launch.values.empty()) knobs.push_back(std::move(launch));
}

/// Away from the value: up for more, down for less.
double scaled(const KnobValue& value, double factor) {
  if (value.step == 0) return value.value * factor;
  const auto step = static_cast<double>(value.step);
  const double steps = value.value * factor / step;
  // A product that is whole but for rounding stays whole.
  constexpr double kSlack = 1e-9;
  const bool up = factor > 1.0 && !value.is_part;
  const double rounded = up ? std::ceil(steps - kSlack) : std::floor(steps + kSlack);
  return rounded * step;
}

std::string text_of(const KnobValue& value, double changed) {
  return value.step == 0 ? six_digits(changed) : fmt::format("{}", std::llround(changed));
}

std::string words_for(const Knob& knob, const KnobValue& value, double changed) {
  const double percent = 100.0 * (changed / value.value - 1.0);
  const std::string amount = std::abs(percent) >= 100.0
                                 ? fmt::format("x {:.3g}", changed / value.value)
                                 : fmt::format("{:+.3g} %", percent);
  return amount + " " + knob.name;
}

}  // namespace

std::vector<Knob> knobs_of(const config::Chip& chip) {
  std::vector<Knob> knobs;
  add_compute(chip, knobs);
  add_sram(chip, knobs);
  add_shared_buffer(chip, knobs);
  add_dram(chip, knobs);
  add_launch(chip, knobs);
  return knobs;
}

Change turned(const Knob& knob, double factor) {
  const double applied = knob.better == Better::more ? factor : 1.0 / factor;
  Change change;
  for (const KnobValue& value : knob.values) {
    const double changed = scaled(value, applied);
    if (change.settings.empty()) {
      change.key = value.key;
      change.factor = changed / value.value;
      change.change = words_for(knob, value, changed);
    }
    change.settings.push_back(value.key + "=" + text_of(value, changed));
  }
  return change;
}

std::optional<config::Chip> with_change(const config::Chip& chip, const Change& change) {
  try {
    return changed(chip, change.settings);
  } catch (const UserError&) {
    return std::nullopt;
  }
}

}  // namespace systole::study
