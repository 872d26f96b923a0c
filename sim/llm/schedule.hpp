// Operators and exchanges of a layer laid out in time: one chip computes one thing and exchanges
// one thing at a time, and what does not depend on an exchange goes on beside it.
#pragma once

#include <vector>

#include "llm/spending.hpp"

namespace systole::llm {

struct Task {
  Piece piece;
  bool is_exchange = false;
  std::vector<std::size_t> after;  ///< tasks that must have ended
};

/// The tasks in the order in which they are placed, of exchanges only what work does not hide; the
/// seconds sum to the time of all. Of the tasks that could start, the one that can
/// start earliest comes first, and of those the one named first.
Pieces schedule(const std::vector<Task>& tasks);

}  // namespace systole::llm
