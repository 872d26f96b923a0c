// What is asked about a model on a machine, and what came out.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "llm/generation.hpp"
#include "llm/operators.hpp"

namespace systole::llm {

/// Names for reports.
struct Labels {
  std::string chip;
  std::string network;   ///< empty: one chip alone
  std::string software;  ///< empty: hardware alone
  std::string fidelity;
};

struct Answer {
  Labels labels;
  ParallelPlan plan;
  workload::DecoderTypes types;
  std::string model;
  std::int64_t parameters = 0;  ///< of the whole model
  Bytes kv_per_token = 0;       ///< of the whole model
  Generation generation;
  std::int64_t largest_batch = 0;
  std::vector<OperatorLine> prefill_operators;  ///< of its first step
  std::vector<OperatorLine> decode_operators;   ///< of its first step
  double imbalance = 1.0;                       ///< of the chip whose experts are wanted most
  std::int64_t simulations = 0;                 ///< so far
  std::vector<std::string> notes;
};

/// Throws UserError where the request does not fit.
Answer answer(Instance& instance, const Labels& labels, const Request& request, double tolerance);

/// The same request in these batches, as far as they fit.
std::vector<Answer> answers(Instance& instance, const Labels& labels, Request request,
                            const std::vector<std::int64_t>& batches, double tolerance);

}  // namespace systole::llm
