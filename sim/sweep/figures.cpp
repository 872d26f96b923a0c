#include "sweep/figures.hpp"

#include "config/chip_fields.hpp"
#include "cost/energy.hpp"
#include "cost/named_figures.hpp"
#include "study/statistics.hpp"
#include "timing/chip_peaks.hpp"

namespace systole::sweep {

namespace {

/// The visitor that collects the values of a configuration under their dotted paths.
class KeyCollector {
 public:
  explicit KeyCollector(Figures& figures) : figures_(figures) {}

  void field(const char* key, std::int64_t value, const config::Range& /*range*/,
             const char* /*meaning*/) {
    put(key, value);
  }
  void field(const char* key, double value, const config::Interval& /*range*/,
             const char* /*meaning*/) {
    put(key, value);
  }
  void field(const char* key, bool value, const char* /*meaning*/) {
    put(key, static_cast<std::int64_t>(value));
  }
  void field(const char* key, const std::string& value, const char* /*meaning*/) {
    put(key, value);
  }
  template <class Enum, config::IfEnum<Enum> = 0>
  void field(const char* key, const Enum& value, const char* /*meaning*/) {
    put(key, std::string(name_of(value)));
  }
  template <class Struct>
  void section(const char* key, const Struct& value, const char* /*meaning*/) {
    const std::size_t before = prefix_.size();
    prefix_ += std::string(key) + ".";
    describe(value, *this);
    prefix_.resize(before);
  }
  template <class Struct>
  void optional_section(const char* key, const std::optional<Struct>& value, const char* meaning) {
    if (value) section(key, *value, meaning);
  }

 private:
  void put(const char* key, Value value) { figures_[prefix_ + key] = std::move(value); }

  Figures& figures_;
  std::string prefix_;
};

/// 0 stands for a figure that is not known.
Value known(double figure) { return figure == 0.0 ? Value{} : Value{figure}; }

/// A design of a sweep is judged by its parameters alone.
Value item_met(const cost::Rule& rule, const cost::Subject& design) {
  const cost::Verdict verdict = cost::judge(rule, design);
  if (const cost::ItemVerdict* const met = verdict.met()) return met->item;
  return std::string(verdict.open() ? "unknown" : "none");
}

// The ends of the error bar.
constexpr const char* kSecondsLow = "seconds_low";
constexpr const char* kSecondsHigh = "seconds_high";
constexpr const char* kTokensPerSecond = "tokens_per_second";

}  // namespace

void add_chip_keys(const config::Chip& chip, Figures& figures) {
  KeyCollector collector(figures);
  describe(chip, collector);
}

Value figure_of(const Figures& figures, const std::string& name) {
  const auto found = figures.find(name);
  return found == figures.end() ? Value{} : found->second;
}

void add_chip_figures(const config::Chip& chip, const std::vector<cost::Rule>& rules,
                      Figures& figures) {
  for (const cost::NamedFigure& figure : cost::named_figures(chip))
    figures[std::string(figure.what.name)] = known(figure.value);
  const cost::Subject design{cost::rule_figures(chip, cost::Basis::parameters),
                             config::Market::datacenter};
  for (const cost::Rule& rule : rules) figures["rules." + rule.name] = item_met(rule, design);
  figures["dram.bandwidth_gb_per_s"] = known(timing::peak_bandwidth_gb_per_s(chip));
}

const std::vector<std::string>& chip_columns() {
  static const std::vector<std::string> kColumns{"area_mm2", "tpp", "performance_density",
                                                 "price_usd", "dram.bandwidth_gb_per_s"};
  return kColumns;
}

void add_run_figures(const RunFigures& run, const std::string& prefix, Figures& figures) {
  const study::RunView view{run.result, result::totals_of(run.result)};
  for (const auto& statistic : study::total_statistics())
    figures[prefix + statistic.name] = statistic.value(view);
  const double seconds = study::seconds_of(view.totals.cycles, run.result.machine);
  const double joules = cost::energy_of(view.totals.energy).total();
  figures[prefix + "energy_j"] = known(joules);
  if (seconds > 0.0) figures[prefix + "power_w"] = known(joules / seconds);
  figures[prefix + kSecondsLow] = known(run.result.error_bar.low_seconds);
  figures[prefix + kSecondsHigh] = known(run.result.error_bar.high_seconds);
  if (run.tokens > 0 && seconds > 0.0)
    figures[prefix + kTokensPerSecond] = static_cast<double>(run.tokens) / seconds;
}

std::vector<std::string> run_figure_names(const SweptWorkload& workload) {
  std::vector<std::string> names;
  for (const auto& statistic : study::total_statistics()) names.push_back(statistic.name);
  names.insert(names.end(), {"energy_j", "power_w", kSecondsLow, kSecondsHigh});
  if (workload.tokens > 0) names.emplace_back(kTokensPerSecond);
  return names;
}

std::vector<std::string> run_columns(const SweptWorkload& workload) {
  std::vector<std::string> names{"seconds",    "cycles",   "ops_per_second", "compute_utilization",
                                 "dram_bytes", "energy_j", "power_w",        kSecondsLow,
                                 kSecondsHigh};
  if (workload.tokens > 0) names.insert(names.begin(), kTokensPerSecond);
  return names;
}

}  // namespace systole::sweep
