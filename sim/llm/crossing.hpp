// At which batch one machine becomes faster than another.
#pragma once

#include <optional>

#include "llm/generation.hpp"

namespace systole::llm {

/// Two machines on the same requests.
struct Rivals {
  Instance& first;
  Instance& second;
};

/// The first batch at which the other of two machines decodes faster than at `low`, if there is one
/// up to `high`; where they change places several times, one of these. Contexts are those in the
/// middle of the answers.
std::optional<std::int64_t> crossing(const Rivals& rivals, const Request& request, std::int64_t low,
                                     std::int64_t high);

}  // namespace systole::llm
