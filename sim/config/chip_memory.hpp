// The memory of a chip: a file that `dram.memory` names, and the chip's own `memory` section over
// it.
#pragma once

#include <string>
#include <vector>

#include "base/document.hpp"
#include "config/chip.hpp"
#include "config/reader.hpp"

namespace systole::config {

/// Lays the `memory` section of a chip's document over the file that `dram.memory` names, so that
/// the section says everything; then the overrides. An override of `dram.memory` takes another file
/// in place of the section.
void complete_memory(Node& root, const std::vector<std::string>& overrides,
                     Diagnostics& diagnostics);

/// Checks the memory that was read, and counts the channels of all stacks.
void stack_memory(DramConfig& dram, const KeyPlaces& places, Diagnostics& diagnostics);

/// One of the stacks, as a file would describe it.
MemoryConfig memory_of_one_stack(const DramConfig& dram);

}  // namespace systole::config
