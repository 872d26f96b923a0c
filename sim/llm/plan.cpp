#include "llm/plan.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/error.hpp"

namespace systole::llm {

namespace {

using workload::DecoderLayer;
using workload::DecoderModel;

/// Collects what is wrong; each mistake once, however many layers share it.
class Problems {
 public:
  void unless(bool holds, const std::string& message) {
    if (holds || std::find(texts_.begin(), texts_.end(), message) != texts_.end()) return;
    texts_.push_back(message);
  }
  void must_divide(std::int64_t whole, std::int64_t parts, const char* what, const char* option) {
    unless(whole % parts == 0,
           fmt::format("--{} {} does not divide the model's {} {}", option, parts, whole, what));
  }
  void throw_if_any(const ParallelPlan& plan, const std::string& model) const {
    if (texts_.empty()) return;
    std::string text = fmt::format("{} cannot be spread as {}", model, to_string(plan));
    for (const std::string& problem : texts_) text += "\n  " + problem;
    throw UserError(text);
  }

 private:
  std::vector<std::string> texts_;
};

void check_tensor(const ParallelPlan& plan, const DecoderLayer& layer, Problems& problems) {
  const std::int64_t tp = plan.tensor;
  problems.must_divide(layer.attention.heads, tp, "attention heads", "tp");
  const std::int64_t kv = layer.attention.kv_heads;
  problems.unless(layer.attention.latent || kv % tp == 0 || tp % kv == 0,
                  fmt::format("--tp {} neither divides the model's {} heads of keys and values nor "
                              "is a multiple of them",
                              tp, kv));
  const auto& experts = layer.mlp.experts;
  if (experts.count == 0)
    return problems.must_divide(layer.mlp.size, tp, "feed-forward channels", "tp");
  if (experts.shared_size > 0)
    problems.must_divide(experts.shared_size, tp, "channels of shared experts", "tp");
  problems.unless(layer.mlp.size % plan.expert_tensor() == 0,
                  fmt::format("{} chips share each expert (--tp / --ep), which does not divide its "
                              "{} channels",
                              plan.expert_tensor(), layer.mlp.size));
}

void check_experts(const ParallelPlan& plan, const DecoderModel& model, Problems& problems) {
  if (plan.expert == 1) return;
  const auto has_experts = [](const DecoderLayer& layer) { return layer.mlp.experts.count > 0; };
  const auto mixture = std::find_if(model.layers.begin(), model.layers.end(), has_experts);
  if (mixture == model.layers.end()) {
    return problems.unless(false, fmt::format("--ep {}: the model has no experts; use --tp, --pp "
                                              "or --dp",
                                              plan.expert));
  }
  problems.must_divide(mixture->mlp.experts.count, plan.expert, "experts", "ep");
  const std::int64_t chips = plan.tensor * plan.data;
  if (plan.expert <= plan.tensor) {
    return problems.unless(
        plan.tensor % plan.expert == 0,
        fmt::format("--ep {} does not divide --tp {}", plan.expert, plan.tensor));
  }
  problems.unless(plan.expert % plan.tensor == 0 && chips % plan.expert == 0,
                  fmt::format("--ep {} is larger than --tp {}: it must be a multiple of it that "
                              "divides tp x dp = {}",
                              plan.expert, plan.tensor, chips));
}

}  // namespace

std::string to_string(const ParallelPlan& plan) {
  std::string text;
  const auto add = [&](const char* name, std::int64_t value) {
    if (value > 1) text += fmt::format("{}{} {}", text.empty() ? "" : " x ", name, value);
  };
  add("TP", plan.tensor);
  add("PP", plan.pipeline);
  add("DP", plan.data);
  if (plan.expert > 1) text += fmt::format("{}EP {}", text.empty() ? "" : ", ", plan.expert);
  return text.empty() ? "one chip" : text;
}

void check(const ParallelPlan& plan, const DecoderModel& model) {
  Problems problems;
  for (const DecoderLayer& layer : model.layers) check_tensor(plan, layer, problems);
  check_experts(plan, model, problems);
  const auto layers = static_cast<std::int64_t>(model.layers.size());
  problems.unless(plan.pipeline <= layers,
                  fmt::format("--pp {} is more than the model's {} layers", plan.pipeline, layers));
  problems.throw_if_any(plan, model.name);
}

std::vector<Stage> stages_of(const ParallelPlan& plan, std::size_t layers) {
  const auto count = static_cast<std::size_t>(plan.pipeline);
  std::vector<Stage> stages;
  std::size_t first = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t size = layers / count + (i < layers % count ? 1 : 0);
    stages.push_back({first, size});
    first += size;
  }
  return stages;
}

DecoderModel rank_model(const DecoderModel& model, const ParallelPlan& plan) {
  DecoderModel rank = model;
  const std::int64_t tp = plan.tensor;
  rank.vocabulary = ceil_div(model.vocabulary, tp);
  for (DecoderLayer& layer : rank.layers) {
    layer.attention.heads /= tp;
    if (!layer.attention.latent)
      layer.attention.kv_heads = std::max<std::int64_t>(1, layer.attention.kv_heads / tp);
    auto& experts = layer.mlp.experts;
    experts.shared_size /= tp;
    layer.mlp.size /= experts.count > 0 ? plan.expert_tensor() : tp;
    if (experts.count > 0) experts.local = experts.count / plan.expert;
  }
  return rank;
}

}  // namespace systole::llm
