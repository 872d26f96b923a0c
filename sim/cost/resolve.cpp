#include "cost/resolve.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/text.hpp"
#include "cost/peaks.hpp"

namespace systole::cost {

namespace {

constexpr const char* kFallbackTechnology = "n7";
constexpr const char* kFallbackMemory = "ddr4";

Technology named(const std::string& name) {
  for (const Technology& technology : shipped_technologies()) {
    if (technology.name == name) return technology;
  }
  Diagnostics diagnostics;
  Technology technology = read_technology(name, diagnostics);
  diagnostics.throw_if_errors();
  return technology;
}

Technology nearest(double process_nm) {
  const std::vector<Technology>& all = shipped_technologies();
  const auto distance = [process_nm](const Technology& technology) {
    return std::abs(std::log(technology.process_nm / process_nm));
  };
  return *std::min_element(all.begin(), all.end(), [&](const Technology& a, const Technology& b) {
    return distance(a) < distance(b);
  });
}

/// "HBM2E" or "LPDDR5X" to a kind of the table; empty where none fits.
std::string kind_of_standard(const std::string& standard) {
  std::string found;
  for (const char* kind : kMemoryKinds) {
    const std::string name(kind);
    if (starts_with(lower(standard), name) && name.size() > found.size()) found = name;
  }
  return found;
}

}  // namespace

Technology technology_of(const config::Chip& chip) {
  if (!chip.silicon.technology.empty()) return named(chip.silicon.technology);
  if (chip.facts.process_nm > 0.0) return nearest(chip.facts.process_nm);
  return named(kFallbackTechnology);
}

Technology base_technology_of(const config::Chip& chip) {
  return chip.silicon.base_technology.empty() ? technology_of(chip)
                                              : named(chip.silicon.base_technology);
}

std::string reason_of_technology(const config::Chip& chip) {
  if (!chip.silicon.technology.empty()) return "stated";
  if (chip.facts.process_nm > 0.0) {
    return fmt::format("nearest to the {} nm of its facts", six_digits(chip.facts.process_nm));
  }
  return "assumed: the chip's file names no node";
}

std::string memory_kind_of(const config::Chip& chip) {
  if (!chip.silicon.memory.empty()) return chip.silicon.memory;
  if (chip.dram.banks) {
    const std::string kind = kind_of_standard(chip.dram.banks->standard);
    if (!kind.empty()) return kind;
  }
  return chip.dram.model == config::DramModel::ideal ? "none" : kFallbackMemory;
}

double memory_interfaces_of(const config::Chip& chip) {
  const MemoryKind& kind = parts_table().memory(memory_kind_of(chip));
  // A datasheet's rounding must not take another interface.
  constexpr double kRounding = 0.01;
  const double needed = std::ceil(dram_bandwidth_gb_per_s(chip) / kind.gb_per_s - kRounding);
  return std::max(needed, static_cast<double>(chip.silicon.memory_interfaces));
}

}  // namespace systole::cost
