// Small words that the reports of `systole serve-sim` share.
#pragma once

#include <string_view>

#include "serve/engine.hpp"

namespace systole::report {

/// "prompts and decoding", "prompts", "decoding".
inline std::string_view name_of(serve::Role role) {
  if (role == serve::Role::prefill) return "prompts";
  return role == serve::Role::decode ? "decoding" : "prompts and decoding";
}

inline double seconds_of(llm::Nanoseconds time) {
  return static_cast<double>(time) / llm::kNanosecondsPerSecond;
}

}  // namespace systole::report
