// The error tables of areas and powers.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/table.hpp"
#include "base/text.hpp"
#include "cost/actions.hpp"
#include "cost/named_figures.hpp"
#include "mapping/compile.hpp"
#include "report/cost_report.hpp"
#include "report/facts.hpp"
#include "study/statistics.hpp"
#include "system/run.hpp"

namespace systole::report {

namespace {

constexpr double kAreaTolerance = 0.2;
constexpr std::int64_t kProductSize = 8192;  ///< keeps any chip busy for long
constexpr double kPico = 1e-12;

workload::Graph large_product(DType dtype) {
  workload::Operator op;
  op.name = "product";
  op.work = workload::Gemm{1, kProductSize, kProductSize, kProductSize};
  op.input_dtype = op.weight_dtype = op.output_dtype = dtype;
  workload::Graph graph;
  graph.name = "product";
  graph.operators.push_back(op);
  return graph;
}

PowerSample sample_of(const config::Chip& chip) {
  system::RunOptions options;
  options.fidelity = system::Fidelity::analytic;
  result::Result result =
      system::run(chip, mapping::compile(large_product(chip.default_dtype), chip), options);
  cost::charge_energy(chip, result);
  const result::Totals totals = result::totals_of(result);
  const auto picojoules = static_cast<double>(totals.energy.sum());
  PowerSample sample;
  sample.chip = chip.name;
  sample.dtype = chip.default_dtype;
  sample.tdp_w = chip.facts.tdp_w;
  sample.watts = picojoules * kPico / study::seconds_of(totals.cycles, result.machine);
  sample.utilization = result::compute_utilization(totals);
  sample.pj_per_operation = picojoules / (2.0 * static_cast<double>(totals.useful_macs));
  return sample;
}

std::string signed_percent(double error) { return fmt::format("{:+.1f}", 100.0 * error); }

/// A table in either form: the first columns hold text, the others numbers.
class Rows {
 public:
  Rows(const std::vector<Column>& columns, TableForm form) : table_(columns), form_(form) {
    if (form == TableForm::plain) return;
    std::vector<std::string> titles;
    std::vector<std::string> rules;
    for (const Column& column : columns) {
      titles.push_back(column.title);
      rules.emplace_back(column.align == Align::left ? "---" : "---:");
    }
    line(titles);
    line(rules);
  }
  void row(const std::vector<std::string>& cells) {
    form_ == TableForm::plain ? table_.row(cells) : line(cells);
  }
  std::string text() const { return form_ == TableForm::plain ? table_.text() : markdown_; }

 private:
  void line(const std::vector<std::string>& cells) {
    for (const std::string& cell : cells) markdown_ += "| " + cell + " ";
    markdown_ += "|\n";
  }

  Table table_;
  TableForm form_;
  std::string markdown_;
};

std::string remark_on(const cost::AreaSample& sample) {
  if (sample.has_base) return "compared with the dies of the cores";
  return sample.fitted ? "" : "nothing in it is fitted";
}

double mean_magnitude(const std::vector<double>& errors) {
  double sum = 0.0;
  for (const double error : errors) sum += std::abs(error);
  return errors.empty() ? 0.0 : sum / static_cast<double>(errors.size());
}

}  // namespace

std::vector<PowerSample> check_power(const std::vector<config::Chip>& chips) {
  std::vector<PowerSample> samples;
  for (const config::Chip& chip : chips) {
    if (chip.facts.tdp_w > 0.0) samples.push_back(sample_of(chip));
  }
  return samples;
}

std::string area_check_table(const std::vector<cost::AreaSample>& samples, TableForm form) {
  Rows rows({{"chip", Align::left},
             {"die", Align::left},
             {"published mm2"},
             {"estimate mm2"},
             {"error %"},
             {"left out %"},
             {"remark", Align::left}},
            form);
  for (const cost::AreaSample& sample : samples) {
    rows.row({sample.chip, sample.die, six_digits(sample.published_mm2),
              fmt::format("{:.0f}", sample.estimated_mm2), signed_percent(sample.error()),
              signed_percent(sample.left_out_error()), remark_on(sample)});
  }
  return rows.text();
}

std::string area_check_sentence(const std::vector<cost::AreaSample>& samples) {
  std::string outside;
  std::size_t within = 0;
  for (const cost::AreaSample& sample : samples) {
    if (std::abs(sample.left_out_error()) <= kAreaTolerance) {
      ++within;
    } else {
      outside += (outside.empty() ? "; not " : ", ") + sample.chip;
    }
  }
  return fmt::format(
      "{} of {} chips with a published die are within {:.0f} % when it is left out{}.\n", within,
      samples.size(), 100.0 * kAreaTolerance, outside);
}

std::string power_check_table(const std::vector<PowerSample>& samples, TableForm form) {
  Rows rows({{"chip", Align::left},
             {"type", Align::left},
             {"design power W"},
             {"estimate W"},
             {"difference %"},
             {"utilization %"},
             {"pJ per operation"}},
            form);
  for (const PowerSample& sample : samples) {
    rows.row({sample.chip, std::string(name_of(sample.dtype)), six_digits(sample.tdp_w),
              fmt::format("{:.0f}", sample.watts), signed_percent(sample.error()),
              percent(sample.utilization, 1.0), fmt::format("{:.3g}", sample.pj_per_operation)});
  }
  return rows.text();
}

std::string power_check_sentence(const std::vector<PowerSample>& samples) {
  std::vector<double> errors;
  errors.reserve(samples.size());
  for (const PowerSample& sample : samples) errors.push_back(sample.error());
  return fmt::format("Mean magnitude of the difference: {:.0f} %.\n",
                     100.0 * mean_magnitude(errors));
}

std::string figure_names_table(TableForm form) {
  Rows rows({{"figure", Align::left}, {"unit", Align::left}, {"meaning", Align::left}}, form);
  for (const cost::FigureName& figure : cost::figure_names()) {
    const std::string tick = form == TableForm::markdown ? "`" : "";
    rows.row({fmt::format("{0}{1}{0}", tick, figure.name), std::string(figure.unit),
              std::string(figure.description)});
  }
  return rows.text();
}

}  // namespace systole::report
