// Tables of measured latencies: one row, one measured thing, and the operators that it asks for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "timing/collective.hpp"
#include "workload/decoder.hpp"
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
  kernel,           ///< the kernels of the operator, by events
  launch_included,  ///< a host that issues it and waits for it
  eager,            ///< the kernels that a framework makes of a layer, none joined
  serving           ///< a step of a serving engine, from one token to the next
};
/// "kernel", "launch included" ...
std::string_view name_of(Timing timing);

/// What a framework's own kernel does beside moving and computing.
struct KernelTraits {
  /// Elements whose addresses it computes one by one: of broadcast or strided tensors.
  std::int64_t addressed = 0;
  /// Elements that it gathers: each thread reads an index, then an element, and only then the next.
  std::int64_t gathered = 0;
  std::int64_t gathered_rows = 0;  ///< that they lie in
};

/// A step of a language model on chips that share its products.
struct ModelStep {
  std::string model;  ///< a shipped one
  workload::Phase phase = workload::Phase::prefill;
  std::int64_t tensor = 1;
  std::int64_t batch = 1;
  std::int64_t input = 1;   ///< tokens of each prompt
  std::int64_t output = 1;  ///< tokens of each answer: decode is taken halfway through it
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
  /// Of an eager row, by operator: what its kernel does beside moving and computing; else empty.
  std::vector<KernelTraits> traits;
  /// What is asked: kernels in order, each after the one before; an exchange between chips; or a
  /// step of a model. None of them where no model of the row exists (see left_out).
  std::vector<workload::Operator> operators;
  std::optional<timing::CollectiveRequest> exchange;
  std::optional<ModelStep> step;
  std::string left_out;  ///< why it is not simulated

  bool is_asked() const { return !operators.empty() || exchange || step; }
};

/// Reads a table and recognises its column set. Throws UserError with all mistakes.
std::vector<Measured> read_measured(const std::string& path);
std::vector<Measured> parse_measured(const std::string& text, const std::string& file);

}  // namespace systole::validate
