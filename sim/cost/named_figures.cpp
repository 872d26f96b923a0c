#include "cost/named_figures.hpp"

#include <array>
#include <functional>

#include "base/units.hpp"
#include "cost/figures.hpp"
#include "cost/peaks.hpp"
#include "cost/resolve.hpp"

namespace systole::cost {

namespace {

/// A chip, with what is expensive to know about it.
struct Subject {
  const config::Chip& chip;
  ChipFigures figures;
};

struct Entry {
  FigureName what;
  double (*value)(const Subject& subject);
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
        [](const Subject& s) { return s.figures.area_mm2; }},
       {{"tpp", "", "total processing performance: dense 10^12 operations/s x bits, the largest"},
        [](const Subject& s) { return s.figures.tpp; }},
       {{"performance_density", "1/mm2", "tpp over area_mm2; 0 in planar technologies"},
        [](const Subject& s) { return s.figures.performance_density; }},
       {{"price_usd", "USD", "of making one chip with its memory; no design, no margin"},
        [](const Subject& s) { return s.figures.price_usd; }},
       {{"price_low_usd", "USD", "price_usd with every part at its lowest"},
        [](const Subject& s) { return s.figures.price_low_usd; }},
       {{"price_high_usd", "USD", "price_usd with every part at its highest"},
        [](const Subject& s) { return s.figures.price_high_usd; }},
       {{"dram_bandwidth_gb_per_s", "GB/s", "of all memory channels"},
        [](const Subject& s) { return dram_bandwidth_gb_per_s(s.chip); }},
       {{"dram_capacity_gib", "GiB", "of the memory"},
        [](const Subject& s) { return s.chip.dram.capacity_gib; }},
       {{"stack_bandwidth_density", "GB/s/mm2", "bandwidth of one HBM stack over its area"},
        [](const Subject& s) { return stack_density(s.chip); }},
       {{"interconnect_gb_per_s", "GB/s", "to other chips, both directions together"},
        [](const Subject& s) { return link_of(s.chip); }},
       {{"sram_mib", "MiB", "memories of all cores and the shared buffer"},
        [](const Subject& s) { return sram_mib(s.chip); }},
       {{"cores", "cores", "of the chip"},
        [](const Subject& s) { return static_cast<double>(s.chip.core.count); }},
       {{"clock_mhz", "MHz", "of the cores"}, [](const Subject& s) { return s.chip.clock_mhz; }},
       {{"peak_tera_ops", "10^12/s", "dense operations per second with the default element type"},
        [](const Subject& s) { return peak_tera_ops(s.chip, s.chip.default_dtype); }},
       {{"peak_tera_ops_int8", "10^12/s", "the same with 8-bit integers"},
        [](const Subject& s) { return peak_tera_ops(s.chip, DType::int8); }},
       {{"peak_tera_ops_fp16", "10^12/s", "the same with 16-bit floats"},
        [](const Subject& s) { return peak_tera_ops(s.chip, DType::fp16); }},
       {{"tdp_w", "W", "thermal design power that is published; 0: none"},
        [](const Subject& s) { return s.chip.facts.tdp_w; }}}};
  return kEntries;
}

}  // namespace

const std::vector<FigureName>& figure_names() {
  static const std::vector<FigureName> kNames = [] {
    std::vector<FigureName> names;
    for (const Entry& entry : entries()) names.push_back(entry.what);
    return names;
  }();
  return kNames;
}

std::vector<NamedFigure> named_figures(const config::Chip& chip) {
  const Subject subject{chip, figures_of(chip)};
  std::vector<NamedFigure> figures;
  for (const Entry& entry : entries()) figures.push_back({entry.what, entry.value(subject)});
  return figures;
}

}  // namespace systole::cost
