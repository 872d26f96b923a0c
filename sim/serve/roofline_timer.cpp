#include "serve/roofline_timer.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "timing/chip_peaks.hpp"

namespace systole::serve {

namespace {

using workload::DecoderStep;
using workload::Operator;
using workload::Phase;

constexpr double kGiga = 1e9;
constexpr double kTera = 1e12;
constexpr double kGib = 0x1p30;

Bytes bytes_of_all(const Operator& op) {
  Bytes sum = 0;
  for (const Operand operand : kOperands)
    sum = checked_add(sum, workload::bytes_of(op, operand), "bytes of an operator");
  return sum;
}

bool is_head(const Operator& op) { return op.name == "lm_head"; }
bool is_attention(const Operator& op) {
  return std::holds_alternative<workload::Attention>(op.work);
}

DecoderStep prompt_step(std::int64_t tokens, std::int64_t past) {
  DecoderStep step;
  step.phase = Phase::prefill;
  step.tokens = tokens;
  step.context = past;
  return step;
}

DecoderStep decode_step(const llm::DecodeBatch& batch) {
  DecoderStep step;
  step.phase = Phase::decode;
  step.batch = batch.sequences;
  step.tokens = batch.tokens;
  // The work grows in proportion to the context, so the mean stands for all of them.
  step.context = (batch.context + batch.sequences / 2) / batch.sequences;
  return step;
}

}  // namespace

Bytes weight_bytes_of(const workload::DecoderModel& model) {
  bool experts = false;
  for (const workload::DecoderLayer& layer : model.layers)
    experts = experts || layer.mlp.experts.count > 0;
  // Where there are experts, nearly all parameters are theirs.
  const DType dtype = experts ? model.types.expert_weight : model.types.linear_weight;
  return bytes_of(dtype, workload::parameters_of(model));
}

RooflineTimer::RooflineTimer(workload::DecoderModel model, RooflineMachine machine)
    : model_(std::move(model)), machine_(std::move(machine)) {
  const double capacity =
      machine_.chip.dram.capacity_gib * kGib * static_cast<double>(machine_.chips);
  const Bytes weights = weight_bytes_of(model_);
  const auto room = static_cast<Bytes>(capacity * machine_.memory_share) - weights;
  if (room <= 0) {
    throw UserError(fmt::format(
        "the weights of {} do not fit: {} of {} x {} GiB may be used, and they take {}; use more "
        "chips, or a smaller type for the weights",
        model_.name, human_bytes(capacity * machine_.memory_share), machine_.chips,
        six_digits(machine_.chip.dram.capacity_gib), human_bytes(static_cast<double>(weights))));
  }
  memory_ = {workload::kv_cache_bytes_of(model_, prompt_step(1, 0)), room};
}

double RooflineTimer::ops_per_second(DType dtype) const {
  const double clock = timing::quoted_clock_mhz(machine_.chip);
  const double peak = timing::peak_tera_ops(machine_.chip, dtype, clock);
  if (peak > 0.0) return peak * kTera * static_cast<double>(machine_.chips);
  throw UserError(fmt::format("{} cannot multiply {}, which {} is computed in", machine_.chip.name,
                              name_of(dtype), model_.name));
}

double RooflineTimer::seconds_of(const Operator& op) const {
  double seconds = 0.0;
  const double bandwidth = timing::peak_bandwidth_gb_per_s(machine_.chip) * kGiga;
  if (bandwidth > 0.0) {
    seconds =
        static_cast<double>(bytes_of_all(op)) / bandwidth / static_cast<double>(machine_.chips);
  }
  const Macs macs = workload::macs_of(op);
  if (macs == 0) return seconds;
  return std::max(seconds, 2.0 * static_cast<double>(macs) / ops_per_second(op.input_dtype));
}

double RooflineTimer::seconds_of(const DecoderStep& step, Part part) const {
  double sum = 0.0;
  for (const Operator& op : workload::decoder_graph(model_, step).operators) {
    if (!is_head(op) && is_attention(op) == (part == Part::attention)) sum += seconds_of(op);
  }
  return sum;
}

double RooflineTimer::head_seconds(std::int64_t rows) const {
  workload::DecoderModel bare = model_;
  bare.layers.clear();
  DecoderStep step = prompt_step(rows, 0);
  step.logits = workload::Logits::all;
  for (const Operator& op : workload::decoder_graph(bare, step).operators) {
    if (is_head(op)) return seconds_of(op);
  }
  return 0.0;
}

llm::Nanoseconds RooflineTimer::time(const llm::StepShape& step) {
  double seconds = 0.0;
  if (step.tokens > 0) seconds += seconds_of(prompt_step(step.tokens, 0), Part::others);
  if (step.sampled > 0) seconds += head_seconds(step.sampled);
  for (const llm::PrefillChunk& chunk : step.prefill)
    seconds += seconds_of(prompt_step(chunk.tokens, chunk.past), Part::attention);
  if (step.decode.sequences > 0) seconds += seconds_of(decode_step(step.decode), Part::attention);
  return static_cast<llm::Nanoseconds>(std::llround(seconds * llm::kNanosecondsPerSecond));
}

}  // namespace systole::serve
