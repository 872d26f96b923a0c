#include "llm/storage.hpp"

#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.hpp"

namespace systole::llm {

namespace {

constexpr std::array kOffered{DType::bf16, DType::fp16, DType::fp8, DType::int8};

void check_type(DType dtype, const config::Chip& chip) {
  const config::DTypeRates& rates = chip.core.matrix.rates;
  if (rates.of(dtype) > 0.0) return;
  std::vector<std::string_view> can;
  for (const DType other : kOffered) {
    if (rates.of(other) > 0.0) can.push_back(name_of(other));
  }
  throw UserError(
      fmt::format("{} does not multiply {}: store the model in another type (--dtype "
                  "{})",
                  chip.name, name_of(dtype), fmt::join(can, " or ")));
}

}  // namespace

void store_weights_as(DType dtype, workload::DecoderTypes& types) {
  types.linear_weight = types.expert_weight = dtype;
  const bool of_products = bits_of(dtype) == 8;
  const bool only_weights = bits_of(dtype) < 8;
  types.linear_input = only_weights ? types.activation : dtype;
  if (of_products || only_weights) return;
  types.activation = types.kv = dtype;
}

void check_types(const workload::DecoderTypes& types, const config::Chip& chip) {
  check_type(types.activation, chip);
  check_type(types.linear_input, chip);
}

}  // namespace systole::llm
