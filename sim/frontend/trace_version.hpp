// The mark by which a trace is known.
#pragma once

#include <cstdint>
#include <string_view>

namespace systole::frontend {

constexpr std::string_view kTraceKey = "systole_trace";
constexpr std::int64_t kTraceVersion = 1;

}  // namespace systole::frontend
