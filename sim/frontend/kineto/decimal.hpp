// Times of a trace: decimal microseconds, taken exactly as far as the unit asked for goes.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace systole::frontend::kineto {

/// `text` times 10^`digits`, rounded to the nearest; nothing when it is no number or too large.
/// "12.345" with 3 digits is 12345.
std::optional<std::int64_t> scaled_decimal(std::string_view text, int digits);

}  // namespace systole::frontend::kineto
