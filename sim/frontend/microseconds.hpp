// Measured times as decimal text in microseconds. The decimal point moves, the digits stay: what is
// written reads back as exactly the same number of seconds.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace systole::frontend {

/// "12.5" is 12.5e-6; nothing when the text is no finite decimal number.
std::optional<double> seconds_from_microseconds(std::string_view text);

/// The shortest text that reads back as `seconds`.
std::string microseconds_text(double seconds);

}  // namespace systole::frontend
