#include "llm/crossing.hpp"

namespace systole::llm {

std::optional<std::int64_t> crossing(const Rivals& rivals, const Request& request, std::int64_t low,
                                     std::int64_t high) {
  const std::int64_t context = request.input + request.output / 2;
  const auto first_is_faster = [&](std::int64_t batch) {
    return decode_of(rivals.first, batch, context).seconds <
           decode_of(rivals.second, batch, context).seconds;
  };
  const bool at_low = first_is_faster(low);
  if (first_is_faster(high) == at_low) return std::nullopt;
  while (high - low > 1) {
    const std::int64_t middle = low + (high - low) / 2;
    (first_is_faster(middle) == at_low ? low : high) = middle;
  }
  return high;
}

}  // namespace systole::llm
