// How long the vector unit of a core works on one command.
#pragma once

#include "config/chip.hpp"
#include "program/command.hpp"

namespace systole::timing {

/// Cycles in which the unit takes no other command: simple and special operations overlap, each at
/// its own lanes' rate, and reductions add theirs. 0 on a chip without a vector unit. The result is
/// there latency_cycles later.
Cycles vector_cycles(const program::Vector& work, const config::VectorUnitConfig& unit);

}  // namespace systole::timing
