// Tables of measured latencies: one row, one measured thing, and the operators that it asks for.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "workload/graph.hpp"

namespace systole::validate {

/// Which columns a table has. A table says so by its header.
enum class ColumnSet {
  gemm,
  attention,
  vector,
  collective,
  llm_layers,
  llm_models,
  named_workloads  ///< a shape or a network in one word
};
std::string_view name_of(ColumnSet set);

/// What a measured time spans.
enum class Timing {
  kernel,          ///< the kernels of the operator, by events
  launch_included  ///< a host that issues it and waits for it
};

/// How a harness that times by events issues a row's kernels again and again: each behind the one
/// before, or together as a graph that is replayed.
enum class Issue { in_turn, graph };

struct Measured {
  std::string chip;  ///< empty: the table does not say
  std::string kind;  ///< gemm, attention_prefill, attention_decode, softmax, all_reduce ...
  std::string dtype;
  std::string shape;  ///< in words
  /// Rows with the same word are held out together when a fit is checked.
  std::string fold;
  std::string software;
  std::string source;
  double seconds = 0.0;
  Timing timing = Timing::kernel;
  Issue issue = Issue::in_turn;
  /// Weights of its own in each of so many layers that the harness runs in turn, over and over.
  std::int64_t layers = 1;
  Place place;
  /// In order, each after the one before; empty where no model of the row exists (see left_out).
  std::vector<workload::Operator> operators;
  std::string left_out;  ///< why it is not simulated
};

/// Reads a table and recognises its column set. Throws UserError with all mistakes.
std::vector<Measured> read_measured(const std::string& path);
std::vector<Measured> parse_measured(const std::string& text, const std::string& file);

}  // namespace systole::validate
