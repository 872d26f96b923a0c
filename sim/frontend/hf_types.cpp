#include "frontend/hf_types.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"

namespace systole::frontend {

namespace {

using workload::DecoderTypes;

std::optional<DType> torch_dtype(std::string_view name) {
  constexpr std::string_view kTorch = "torch.";
  if (starts_with(name, kTorch)) name.remove_prefix(kTorch.size());
  constexpr std::array<std::pair<std::string_view, DType>, 5> kNames{{{"float16", DType::fp16},
                                                                      {"half", DType::fp16},
                                                                      {"bfloat16", DType::bf16},
                                                                      {"float32", DType::fp32},
                                                                      {"float", DType::fp32}}};
  for (const auto& [known, dtype] : kNames) {
    if (name == known) return dtype;
  }
  return starts_with(name, "float8") ? std::optional(DType::fp8) : std::nullopt;
}

std::optional<DType> integer_type(std::int64_t bits) {
  if (bits == 4) return DType::int4;
  return bits == 8 ? std::optional(DType::int8) : std::nullopt;
}

/// What a quantization method stores, and whether products take their input in the same type.
struct Quantized {
  std::optional<DType> weight;
  bool input_as_well = false;
  bool experts_only = false;
};

/// The first group of compressed-tensors: its weights, and its activations where it has them.
Quantized compressed_tensors(const Node& config, Diagnostics& diagnostics) {
  const Node* groups = config.find("config_groups");
  if (groups == nullptr || groups->entries.empty()) return {};
  const Node& group = groups->entries.front().value;
  const Node* weights = group.find("weights");
  if (weights == nullptr) return {};
  const HfKeys keys(*weights, diagnostics);
  const std::int64_t bits = keys.integer({"num_bits"}, 8);
  const bool is_float = keys.text({"type"}, "int") == "float";
  const Node* inputs = group.find("input_activations");
  Quantized quantized{integer_type(bits), inputs != nullptr && inputs->is_map(), false};
  if (is_float) quantized.weight = bits == 4 ? DType::fp4 : DType::fp8;
  return quantized;
}

Quantized quantized_by(const std::string& method, const Node& config, Diagnostics& diagnostics) {
  const HfKeys keys(config, diagnostics);
  if (method == "fp8" || method == "fbgemm_fp8") return {DType::fp8, true, false};
  if (method == "mxfp4") return {DType::fp4, false, true};
  if (method == "compressed-tensors") return compressed_tensors(config, diagnostics);
  if (method == "bitsandbytes") {
    if (keys.flag({"load_in_4bit", "_load_in_4bit"}, false)) return {DType::int4, false, false};
    return {DType::int8, true, false};
  }
  const bool weight_only = method == "gptq" || method == "awq" || method == "auto-round" ||
                           method == "hqq" || method == "quip" || method == "intel/auto-round";
  if (!weight_only) return {};
  return {integer_type(keys.integer({"bits", "w_bit", "nbits"}, 4)), false, false};
}

}  // namespace

DecoderTypes hf_types(const HfKeys& keys, DType default_dtype, std::vector<std::string>& notes,
                      Diagnostics& diagnostics) {
  const std::string name = keys.text({"torch_dtype", "dtype"}, "");
  const std::optional<DType> stored = torch_dtype(name);
  if (!stored && !name.empty())
    notes.push_back(
        fmt::format("torch_dtype '{}' is not known; {} is assumed", name, name_of(default_dtype)));
  const DType dtype = stored.value_or(default_dtype);
  DecoderTypes types{dtype, dtype, dtype, dtype, dtype};
  const Node* config = keys.find({"quantization_config", "compression_config"});
  if (config == nullptr || !config->is_map()) return types;
  const std::string method = HfKeys(*config, diagnostics).text({"quant_method"}, "");
  const Quantized quantized = quantized_by(method, *config, diagnostics);
  if (!quantized.weight) {
    notes.push_back(fmt::format("quantization '{}' is not known; weights are counted as {}", method,
                                name_of(dtype)));
    return types;
  }
  types.expert_weight = *quantized.weight;
  if (!quantized.experts_only) types.linear_weight = *quantized.weight;
  if (quantized.input_as_well) types.linear_input = *quantized.weight;
  notes.push_back(fmt::format("quantized by {}: {} weights{} in the layers; scales are not counted",
                              method, name_of(*quantized.weight),
                              quantized.experts_only ? " of experts" : ""));
  return types;
}

}  // namespace systole::frontend
