// Contradictions between the keys of a memory, each key fine by itself.
#pragma once

#include "config/memory.hpp"
#include "config/reader.hpp"

namespace systole::config {

/// Reports every contradiction. Keys that were given with a mistake are left alone.
void check_memory(const MemoryConfig& memory, const KeyPlaces& places, Diagnostics& diagnostics);

}  // namespace systole::config
