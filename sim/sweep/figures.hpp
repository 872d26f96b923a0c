// Everything that has a name in a sweep: keys and figures of the chip, and what its runs found.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "config/chip.hpp"
#include "cost/rules.hpp"
#include "result/result.hpp"
#include "sweep/sweep_file.hpp"
#include "sweep/value.hpp"

namespace systole::sweep {

using Figures = std::map<std::string, Value, std::less<>>;

/// Every key of the chip's configuration.
void add_chip_keys(const config::Chip& chip, Figures& figures);
/// What is known before anything runs: the figures of cost/named_figures.hpp,
/// dram.bandwidth_gb_per_s, and for each rule NAME the item of it that a chip for data centers
/// meets as `rules.NAME`, or "none", or "unknown".
void add_chip_figures(const config::Chip& chip, const std::vector<cost::Rule>& rules,
                      Figures& figures);
/// Those of them that every sweep keeps as columns.
const std::vector<std::string>& chip_columns();

/// The value under a name; empty where there is none.
Value figure_of(const Figures& figures, const std::string& name);

/// Every statistic of a run with `prefix` before its name, with its energy, power and
/// tokens_per_second.
struct RunFigures {
  const result::Result& result;  ///< its energy is counted already
  std::int64_t tokens;
};
void add_run_figures(const RunFigures& run, const std::string& prefix, Figures& figures);
/// The names that add_run_figures gives.
std::vector<std::string> run_figure_names(const SweptWorkload& workload);
/// Those of them that every sweep keeps as columns.
std::vector<std::string> run_columns(const SweptWorkload& workload);

}  // namespace systole::sweep
