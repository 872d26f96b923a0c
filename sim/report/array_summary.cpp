#include "report/array_summary.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/table.hpp"

namespace systole::report {

namespace {

using result::ArrayBeat;
using result::ArrayFold;
using result::ArrayTrace;

std::string words_of(Dataflow dataflow) {
  std::string words(name_of(dataflow));
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

std::int64_t pe_count(const ArrayTrace& trace) { return trace.rows * trace.cols; }

std::int64_t useful_products(const ArrayTrace& trace) {
  std::int64_t sum = 0;
  for (const ArrayBeat& beat : trace.beats) sum += useful_pes(beat);
  return sum;
}

/// Share of PEs times beats that made a product of the output, in percent.
double utilization(const ArrayTrace& trace) {
  const auto places = static_cast<double>(pe_count(trace) * trace.cycles);
  return 100.0 * static_cast<double>(useful_products(trace)) / places;
}

std::int64_t equal_outputs(const ArrayTrace& trace) {
  const std::vector<std::int64_t> made = final_output(trace);
  std::int64_t equal = 0;
  for (std::size_t i = 0; i < made.size(); ++i) equal += made[i] == trace.product[i];
  return equal;
}

std::string range(char name, std::int64_t first, std::int64_t count) {
  return fmt::format("{} {}..{}", name, first, first + count - 1);
}

std::string beats(Cycles first, Cycles past_last) {
  return fmt::format("{}..{}", first, past_last - 1);
}

std::string fold_table(const ArrayTrace& trace) {
  constexpr std::size_t kMost = 16;
  const auto names = result::dimensions_of(trace.dataflow);
  Table table({{"fold"}, {"rows"}, {"columns"}, {"preload"}, {"stream"}, {"ends in"}});
  for (std::size_t i = 0; i < std::min(kMost, trace.folds.size()); ++i) {
    const ArrayFold& fold = trace.folds[i];
    const bool preloads = fold.preload_begin > 0;
    table.row({fmt::format("{}", i + 1), range(names.rows, fold.row0, fold.rows),
               range(names.cols, fold.col0, fold.cols),
               preloads ? fmt::format("from {}", fold.preload_begin) : "-",
               beats(fold.stream_begin, fold.stream_begin + fold.stream),
               fmt::format("{}", fold.end)});
  }
  const std::string rest = trace.folds.size() > kMost
                               ? fmt::format("and {} more folds\n", trace.folds.size() - kMost)
                               : std::string();
  return table.text() + rest;
}

/// One character per beat, or per group of beats: how many PEs made products of the output.
std::string chart(const ArrayTrace& trace) {
  static constexpr const char* kLevels[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  constexpr std::size_t kWidest = 72;
  constexpr std::int64_t kFull = 8;
  const std::size_t group = (trace.beats.size() + kWidest - 1) / kWidest;
  std::string text;
  for (std::size_t i = 0; i < trace.beats.size(); i += group) {
    const std::size_t end = std::min(i + group, trace.beats.size());
    std::int64_t useful = 0;
    for (std::size_t beat = i; beat < end; ++beat) useful += useful_pes(trace.beats[beat]);
    const auto beats_of_group = static_cast<std::int64_t>(end - i);
    const std::int64_t places = std::max<std::int64_t>(1, pe_count(trace) * beats_of_group);
    text += kLevels[ceil_div(useful * kFull, places)];
  }
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

/// Inputs, weights and output as they stand in a product, where they fit a terminal.
std::string matrices(const ArrayTrace& trace) {
  constexpr std::int64_t kMostRows = 12;
  constexpr std::int64_t kMostCols = 24;
  if (std::max(trace.m, trace.k) > kMostRows || trace.k + 2 * trace.n > kMostCols) return "";
  const std::vector<std::int64_t> output = final_output(trace);
  const auto row = [](const std::vector<std::int64_t>& values, std::int64_t at, std::int64_t cols,
                      std::int64_t rows) {
    std::string text;
    for (std::int64_t col = 0; col < cols; ++col) {
      text += at < rows ? fmt::format("{:>4}", values[static_cast<std::size_t>(at * cols + col)])
                        : "    ";
    }
    return text;
  };
  std::string text = "inputs x weights = output\n";
  for (std::int64_t i = 0; i < std::max(trace.m, trace.k); ++i) {
    const std::string line = row(trace.inputs, i, trace.k, trace.m) + "   " +
                             row(trace.weights, i, trace.n, trace.k) + "   " +
                             row(output, i, trace.n, trace.m);
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text + "\n";
}

std::string closed_form(const ArrayTrace& trace) {
  if (trace.options.empty()) return trace.equation;
  return fmt::format("{} with {}; {} without", trace.closed_form, trace.options, trace.equation);
}

}  // namespace

std::string array_summary(const ArrayTrace& trace) {
  const std::string title = fmt::format(
      "{}: {} x {} inputs times {} x {} weights on {} x {} PEs\n\n", words_of(trace.dataflow),
      trace.m, trace.k, trace.k, trace.n, trace.rows, trace.cols);
  return title + matrices(trace) + fold_table(trace) + "\n" +
         fmt::format("cycles       {} counted on the PEs\n", trace.cycles) +
         fmt::format("closed form  {}\n", closed_form(trace)) +
         fmt::format("utilization  {:.1f} %: {} products on {} PEs in {} beats\n",
                     utilization(trace), useful_products(trace), pe_count(trace), trace.cycles) +
         fmt::format("beat by beat {}\n", chart(trace)) +
         fmt::format("output       {} of {} elements equal the plain product\n",
                     equal_outputs(trace), trace.m * trace.n);
}

std::string array_comparison(const std::vector<ArrayTrace>& traces) {
  Table table({{"dataflow", Align::left},
               {"folds"},
               {"cycles"},
               {"closed form", Align::left},
               {"utilization"},
               {"equal outputs"}});
  for (const ArrayTrace& trace : traces) {
    table.row({words_of(trace.dataflow), fmt::format("{}", trace.folds.size()),
               fmt::format("{}", trace.cycles), closed_form(trace),
               fmt::format("{:.1f} %", utilization(trace)),
               fmt::format("{} of {}", equal_outputs(trace), trace.m * trace.n)});
  }
  return table.text();
}

}  // namespace systole::report
