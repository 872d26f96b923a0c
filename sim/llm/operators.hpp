// A step operator by operator: where its time goes within a layer.
#pragma once

#include <string>
#include <vector>

#include "llm/instance.hpp"

namespace systole::llm {

struct OperatorLine {
  std::string name;
  std::int64_t times = 1;  ///< in a step of the whole model
  double seconds = 0.0;    ///< of one, without its launch; of an exchange what nothing else hides
  Cause cause = Cause::compute;
  std::int64_t kernels = 1;
};

/// The operators of a micro-batch: those of each kind of layer once, with how many layers have
/// them.
std::vector<OperatorLine> operators_of(Instance& instance, const MicroBatch& micro_batch);

}  // namespace systole::llm
