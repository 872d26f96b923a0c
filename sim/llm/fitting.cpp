#include <algorithm>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "llm/generation.hpp"

namespace systole::llm {

namespace {

constexpr std::int64_t kMostRequests = 1 << 24;

std::string mend(const MemoryUse& memory, std::int64_t largest) {
  if (memory.weights > memory.capacity)
    return "the weights alone do not fit: spread them over more chips (--tp, --pp, --ep) or store "
           "them in fewer bits (--dtype fp8, int8, int4)";
  if (largest > 0)
    return fmt::format("the largest batch that fits is {} (--batch {})", largest, largest);
  return "not even one request fits: more chips (--tp, --pp), shorter lengths (--input-len, "
         "--output-len), fewer tokens at a time (--prefill-tokens) or smaller types (--dtype, "
         "--kv-dtype)";
}

}  // namespace

MemoryUse memory_of(const Instance& instance, const Request& request) {
  const Parts& parts = instance.parts();
  const std::int64_t batch = ceil_div(request.batch, instance.plan().data);
  const std::int64_t positions = checked_add(request.input, request.output, "positions");
  const std::int64_t prompt_tokens =
      request.input > request.prefill_tokens
          ? request.prefill_tokens
          : std::min(request.prefill_tokens / request.input, batch) * request.input;
  MemoryUse fullest;
  const std::vector<Stage> stages = stages_of(instance.plan(), parts.rank().layers.size());
  for (std::size_t i = 0; i < stages.size(); ++i) {
    MemoryUse use;
    use.weights = weight_bytes(parts.rank(), instance.plan(), i);
    use.kv = kv_bytes(parts.rank(), stages[i], batch, positions);
    if (use.total() > fullest.total()) fullest = use;
  }
  fullest.activations = activation_bytes(parts, std::max(prompt_tokens, batch));
  fullest.capacity = instance.capacity();
  return fullest;
}

std::int64_t largest_batch(const Instance& instance, Request request) {
  const std::int64_t unit = instance.plan().data;
  const auto fits = [&](std::int64_t units) {
    request.batch = units * unit;
    return memory_of(instance, request).fits();
  };
  if (!fits(1)) return 0;
  std::int64_t good = 1;
  while (good * unit < kMostRequests && fits(2 * good)) good *= 2;
  std::int64_t bad = 2 * good;
  while (bad - good > 1) {
    const std::int64_t middle = good + (bad - good) / 2;
    (fits(middle) ? good : bad) = middle;
  }
  return good * unit;
}

void check_fits(const Instance& instance, const Request& request) {
  const MemoryUse memory = memory_of(instance, request);
  if (memory.fits()) return;
  const auto text = [](Bytes bytes) { return human_bytes(static_cast<double>(bytes)); };
  throw UserError(fmt::format(
      "{} does not fit: {} of weights, {} of keys and values and {} of activations need {} of each "
      "chip's {}; {}",
      instance.parts().setup().model.name, text(memory.weights), text(memory.kv),
      text(memory.activations), text(memory.total()), text(memory.capacity),
      mend(memory, largest_batch(instance, request))));
}

}  // namespace systole::llm
