// How a model is spread over chips: tensor, pipeline, expert and data parallelism.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "workload/decoder.hpp"

namespace systole::llm {

/// Chips are numbered tensor first, then data, then pipeline. Experts are spread over chips of one
/// pipeline stage: within those that share products, or over several replicas.
struct ParallelPlan {
  std::int64_t tensor = 1;
  std::int64_t pipeline = 1;
  std::int64_t expert = 1;
  std::int64_t data = 1;

  std::int64_t chips() const { return tensor * pipeline * data; }
  /// Chips that share the products of one expert.
  std::int64_t expert_tensor() const { return expert >= tensor ? 1 : tensor / expert; }
  /// Replicas whose tokens meet at the experts.
  std::int64_t replicas_of_experts() const { return expert > tensor ? expert / tensor : 1; }
};

/// "TP 8 x PP 2".
std::string to_string(const ParallelPlan& plan);

/// Throws UserError with everything that makes `plan` impossible for `model`.
void check(const ParallelPlan& plan, const workload::DecoderModel& model);

/// The consecutive layers of one pipeline stage.
struct Stage {
  std::size_t first = 0;
  std::size_t count = 0;
};

/// As even as they can be; the first stages are the longer ones.
std::vector<Stage> stages_of(const ParallelPlan& plan, std::size_t layers);

/// What one chip of `plan` has of `model`, all layers still there: heads, widths, experts and
/// vocabulary cut to its share.
workload::DecoderModel rank_model(const workload::DecoderModel& model, const ParallelPlan& plan);

}  // namespace systole::llm
