// The same requests on several machines, side by side.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "llm/answer.hpp"

namespace systole::report {

/// One machine's answers, by batch, beside the first machine's.
struct LlmRival {
  std::vector<llm::Answer> answers;
  std::optional<std::int64_t> crossing;  ///< batch at which it and the first one change places
};

/// The first rival is what the others are held against; its `crossing` is not read.
std::string llm_compare_text(const std::vector<LlmRival>& rivals);

}  // namespace systole::report
