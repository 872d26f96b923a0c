#include "llm/training.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace systole::llm {

namespace {

using workload::DecoderModel;

/// Of a fused attention: five products where forward has two (Dao 2023, arXiv:2307.08691).
constexpr double kAttentionBackward = 2.5;
/// Adam in mixed precision (Rajbhandari et al. 2019, arXiv:1910.02054): a copy of the weights and
/// two moments, each in 32 bits.
constexpr std::int64_t kOptimizerBytes = 12;
/// Those are read and written; the gradient is read and the weight written.
constexpr double kOptimizerTraffic = 2.0 * 12.0 + 2.0 + 2.0;
/// Scores, softmax and dropout of unfused attention (Korthikanti et al. 2022, arXiv:2205.05198).
constexpr std::int64_t kScoreBytes = 5;

std::int64_t parameters_of_stage(const DecoderModel& rank, const ParallelPlan& plan,
                                 std::size_t stage) {
  return weight_bytes(rank, plan, stage) * 8 / bits_of(rank.types.linear_weight);
}

class Trainer {
 public:
  Trainer(Instance& instance, const TrainingRequest& request)
      : instance_(instance),
        parts_(instance.parts()),
        request_(request),
        tokens_(checked_mul(request.micro_batch, request.length, "tokens of a micro-batch")),
        micro_batches_(request.batch / (instance.plan().data * request.micro_batch)) {}

  TrainingStep step() {
    const std::vector<Stage> stages = stages_of(instance_.plan(), parts_.kinds().size());
    TrainingStep step;
    step.request = request_;
    double longest = 0.0;
    for (std::size_t i = 0; i < stages.size(); ++i) {
      const double forward = forward_of(stages[i], i);
      const double backward = backward_of_stage(stages[i], i);
      if (forward + backward <= longest) continue;
      longest = forward + backward;
      step.forward = forward * static_cast<double>(micro_batches_);
      step.backward = backward * static_cast<double>(micro_batches_);
    }
    step.bubbles = longest * static_cast<double>(stages.size() - 1);
    const double hidden_by = step.backward / static_cast<double>(micro_batches_);
    step.gradients = std::max(0.0, gradient_sum() - hidden_by);
    step.optimizer = optimizer();
    step.seconds = step.forward + step.backward + step.bubbles + step.gradients + step.optimizer;
    step.memory = memory(stages);
    return step;
  }

 private:
  double walked(const Pieces& pieces) const {
    Walk walk(instance_.overheads());
    walk.add(pieces);
    return walk.spent().total();
  }

  Attending attending() const {
    return {workload::Phase::prefill, request_.micro_batch, request_.length, 0};
  }

  double forward_of(const Stage& stage, std::size_t index) {
    double seconds = walked(parts_.hand_over(tokens_));
    if (index == 0) seconds += walked(parts_.embedding(tokens_));
    for (std::size_t i = 0; i < stage.count; ++i) {
      const std::size_t kind = parts_.kinds()[stage.first + i];
      seconds += walked(parts_.layer(kind, tokens_)) + walked(parts_.attention(kind, attending()));
    }
    if (stage.first + stage.count == parts_.kinds().size()) seconds += walked(parts_.head(tokens_));
    return seconds;
  }

  double again(std::size_t kind) {
    const double attention = walked(parts_.attention(kind, attending()));
    switch (request_.recomputation) {
      case Recomputation::none:
        return 0.0;
      case Recomputation::selective:
        return attention;
      case Recomputation::full:
        break;
    }
    return attention + walked(parts_.layer(kind, tokens_));
  }

  double backward_of_stage(const Stage& stage, std::size_t index) {
    double seconds = walked(parts_.hand_over(tokens_));
    if (index == 0) seconds += walked(parts_.embedding(tokens_));
    for (std::size_t i = 0; i < stage.count; ++i) {
      const std::size_t kind = parts_.kinds()[stage.first + i];
      seconds += walked(parts_.layer_backward(kind, tokens_)) + again(kind) +
                 kAttentionBackward * walked(parts_.attention(kind, attending()));
    }
    if (stage.first + stage.count == parts_.kinds().size())
      seconds += walked(parts_.head_backward(tokens_));
    return seconds;
  }

  double gradient_sum() const {
    if (instance_.plan().data == 1) return 0.0;
    return parts_.sum_over_replicas(parameters_of_stage(parts_.rank(), instance_.plan(), 0));
  }

  double optimizer() const {
    const auto parameters =
        static_cast<double>(parameters_of_stage(parts_.rank(), instance_.plan(), 0));
    return parameters * kOptimizerTraffic / instance_.bytes_per_second();
  }

  /// What one layer keeps of a micro-batch for its backward pass: the inputs of its operators.
  Bytes stored_by_layer() const {
    const workload::Graph graph = parts_.body_graph(tokens_);
    const Bytes residual = bytes_of(parts_.rank().types.activation,
                                    checked_mul(tokens_, parts_.rank().hidden, "elements"));
    if (request_.recomputation == Recomputation::full) return residual;
    Bytes sum = 0;
    for (const workload::Operator& op : graph.operators) {
      if (workload::is_simulated(op) && starts_with(op.name, "layer0."))
        sum = checked_add(sum, bytes_of(op, Operand::input), "bytes of activations");
    }
    if (request_.recomputation == Recomputation::selective) return sum;
    const std::int64_t heads = parts_.rank().layers.front().attention.heads;
    const Bytes scores = checked_product({kScoreBytes, heads, tokens_, request_.length}, "scores");
    return checked_add(sum, scores, "bytes of activations");
  }

  TrainingMemory memory(const std::vector<Stage>& stages) const {
    const ParallelPlan& plan = instance_.plan();
    TrainingMemory memory;
    memory.weights = weight_bytes(parts_.rank(), plan, 0);
    const std::int64_t parameters = parameters_of_stage(parts_.rank(), plan, 0);
    memory.gradients = memory.weights;
    memory.optimizer = parameters * kOptimizerBytes;
    // The first stage has as many micro-batches under way as there are stages.
    const std::int64_t under_way = std::min(plan.pipeline, micro_batches_);
    memory.activations = checked_product(
        {stored_by_layer(), static_cast<std::int64_t>(stages.front().count), under_way},
        "bytes of activations");
    memory.capacity = instance_.capacity();
    return memory;
  }

  Instance& instance_;
  Parts& parts_;
  TrainingRequest request_;
  std::int64_t tokens_ = 0;  ///< of a micro-batch
  std::int64_t micro_batches_ = 1;
};

void check_batch(const TrainingRequest& request, const ParallelPlan& plan) {
  const std::int64_t unit = plan.data * request.micro_batch;
  if (request.batch % unit == 0) return;
  throw UserError(
      fmt::format("--batch {} does not divide into {} replicas x micro-batches of {}: "
                  "expected a multiple of {}",
                  request.batch, plan.data, request.micro_batch, unit));
}

void check_fits(const TrainingMemory& memory, const std::string& model) {
  if (memory.total() <= memory.capacity) return;
  const auto text = [](Bytes bytes) { return human_bytes(static_cast<double>(bytes)); };
  throw UserError(fmt::format(
      "training {} does not fit: {} of weights, {} of gradients, {} of optimizer and {} of "
      "activations need {} of each chip's {}; spread it over more chips (--tp, --pp), take smaller "
      "micro-batches (--micro-batch) or compute more again (--recompute full)",
      model, text(memory.weights), text(memory.gradients), text(memory.optimizer),
      text(memory.activations), text(memory.total()), text(memory.capacity)));
}

void check_types(const DecoderModel& model) {
  const auto is_16_bit = [](DType dtype) { return bits_of(dtype) == 16; };
  if (is_16_bit(model.types.linear_weight) && is_16_bit(model.types.expert_weight)) return;
  throw UserError(
      fmt::format("{} is stored in {}: training is modelled in bf16 and fp16 only "
                  "(--dtype bf16)",
                  model.name, name_of(model.types.expert_weight)));
}

/// Forward and backward of all tokens: three times two operations for each MAC of forward.
double model_flops(const DecoderModel& model, const TrainingRequest& request) {
  workload::DecoderStep step;
  step.batch = 1;
  step.tokens = request.length;
  step.logits = workload::Logits::all;
  const auto macs = static_cast<double>(macs_of(decoder_graph(model, step)));
  return 6.0 * macs * static_cast<double>(request.batch);
}

}  // namespace

std::string_view name_of(Recomputation recomputation) {
  constexpr std::array<std::string_view, 3> kNames{"none", "selective", "full"};
  return kNames[static_cast<std::size_t>(recomputation)];
}

double TrainingStep::tokens_per_second() const {
  return static_cast<double>(request.batch * request.length) / seconds;
}

TrainingStep train(Instance& instance, const TrainingRequest& request, double peak_flops) {
  check_batch(request, instance.plan());
  const DecoderModel& model = instance.parts().setup().model;
  check_types(model);
  TrainingStep step = Trainer(instance, request).step();
  check_fits(step.memory, model.name);
  step.model_flops = model_flops(model, request);
  step.mfu =
      step.model_flops / (step.seconds * peak_flops * static_cast<double>(instance.plan().chips()));
  return step;
}

}  // namespace systole::llm
