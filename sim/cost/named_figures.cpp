#include "cost/named_figures.hpp"

#include <array>

#include "base/units.hpp"
#include "cost/figures.hpp"
#include "cost/peaks.hpp"
#include "cost/resolve.hpp"
#include "cost/rules.hpp"

namespace systole::cost {

namespace {

/// A chip, with what is expensive to know about it.
struct Known {
  const config::Chip& chip;
  ChipFigures figures;
};

struct Entry {
  FigureName what;
  double (*value)(const Known& subject);
};

constexpr double kKibPerMib = 1024.0;

double link_of(const config::Chip& chip) {
  return chip.silicon.link_gb_per_s > 0.0 ? chip.silicon.link_gb_per_s
                                          : chip.facts.interconnect_gb_per_s;
}

double sram_mib(const config::Chip& chip) {
  const std::int64_t kib = chip.core.count * chip.core.sram.size_kib + chip.shared_buffer.size_kib;
  return static_cast<double>(kib) / kKibPerMib;
}

double stack_density(const config::Chip& chip) {
  const MemoryKind& kind = parts_table().memory(memory_kind_of(chip));
  return kind.stack_mm2 > 0.0 ? kind.gb_per_s / kind.stack_mm2 : 0.0;
}

const std::array<Entry, 17>& entries() {
  static const std::array<Entry, 17> kEntries{
      {{{"area_mm2", "mm2", "area of all logic dies, estimated from their parts"},
        [](const Known& s) { return s.figures.area_mm2; }},
       {{"tpp", "", "total processing performance: dense 10^12 operations/s x bits, the largest"},
        [](const Known& s) { return s.figures.tpp; }},
       {{"performance_density", "1/mm2", "tpp over area_mm2; 0 in planar technologies"},
        [](const Known& s) { return s.figures.performance_density; }},
       {{"price_usd", "USD", "of making one chip with its memory; no design, no margin"},
        [](const Known& s) { return s.figures.price_usd; }},
       {{"price_low_usd", "USD", "price_usd with every part at its lowest"},
        [](const Known& s) { return s.figures.price_low_usd; }},
       {{"price_high_usd", "USD", "price_usd with every part at its highest"},
        [](const Known& s) { return s.figures.price_high_usd; }},
       {{"dram_bandwidth_gb_per_s", "GB/s", "of all memory channels"},
        [](const Known& s) { return dram_bandwidth_gb_per_s(s.chip); }},
       {{"dram_capacity_gib", "GiB", "of the memory"},
        [](const Known& s) { return s.chip.dram.capacity_gib; }},
       {{"stack_bandwidth_density", "GB/s/mm2", "bandwidth of one HBM stack over its area"},
        [](const Known& s) { return stack_density(s.chip); }},
       {{"interconnect_gb_per_s", "GB/s", "to other chips, both directions together"},
        [](const Known& s) { return link_of(s.chip); }},
       {{"sram_mib", "MiB", "memories of all cores and the shared buffer"},
        [](const Known& s) { return sram_mib(s.chip); }},
       {{"cores", "cores", "of the chip"},
        [](const Known& s) { return static_cast<double>(s.chip.core.count); }},
       {{"clock_mhz", "MHz", "of the cores"}, [](const Known& s) { return s.chip.clock_mhz; }},
       {{"peak_tera_ops", "10^12/s", "dense operations per second with the default element type"},
        [](const Known& s) { return peak_tera_ops(s.chip, s.chip.default_dtype); }},
       {{"peak_tera_ops_int8", "10^12/s", "the same with 8-bit integers"},
        [](const Known& s) { return peak_tera_ops(s.chip, DType::int8); }},
       {{"peak_tera_ops_fp16", "10^12/s", "the same with 16-bit floats"},
        [](const Known& s) { return peak_tera_ops(s.chip, DType::fp16); }},
       {{"tdp_w", "W", "thermal design power that is published; 0: none"},
        [](const Known& s) { return s.chip.facts.tdp_w; }}}};
  return kEntries;
}

/// "rule_2023_10" and so on, with what they mean.
struct RuleName {
  std::string name;
  std::string description;
};

const std::vector<RuleName>& rule_names() {
  static const std::vector<RuleName> kNames = [] {
    std::vector<RuleName> names;
    for (const Rule& rule : shipped_rules()) {
      names.push_back({"rule_" + rule.name, "1 where an item of the rule is met, else 0. " +
                                                rule.title + " (" +
                                                std::string(name_of(rule.standing)) + ")"});
    }
    return names;
  }();
  return kNames;
}

std::vector<FigureName> all_names() {
  std::vector<FigureName> names;
  for (const Entry& entry : entries()) names.push_back(entry.what);
  for (const RuleName& rule : rule_names()) names.push_back({rule.name, "", rule.description});
  return names;
}

}  // namespace

const std::vector<FigureName>& figure_names() {
  static const std::vector<FigureName> kNames = all_names();
  return kNames;
}

std::vector<NamedFigure> named_figures(const config::Chip& chip) {
  const Known known{chip, figures_of(chip)};
  std::vector<NamedFigure> figures;
  for (const Entry& entry : entries()) figures.push_back({entry.what, entry.value(known)});
  const std::vector<RuleFigure> asked = rule_figures(chip, Basis::parameters);
  for (std::size_t i = 0; i < shipped_rules().size(); ++i) {
    const bool met = meets(shipped_rules()[i], asked, chip.facts.market);
    figures.push_back({figure_names()[entries().size() + i], met ? 1.0 : 0.0});
  }
  return figures;
}

}  // namespace systole::cost
