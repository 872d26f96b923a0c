// What tells the work of two lists of operators apart.
#pragma once

#include <cstdint>
#include <vector>

#include "workload/graph.hpp"

namespace systole::validate {

/// The same for operators that a chip does in the same way, whatever they are called.
std::vector<std::int64_t> fingerprint(const std::vector<workload::Operator>& operators);

}  // namespace systole::validate
