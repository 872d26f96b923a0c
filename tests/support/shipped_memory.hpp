// Memories of configs/memories for tests.
#pragma once

#include <string>
#include <vector>

#include "config/memory_io.hpp"

namespace systole::test {

/// A shipped memory with some of its keys changed ("timing.tcl=18"); throws where that is wrong.
inline config::MemoryConfig shipped(const std::string& name,
                                    const std::vector<std::string>& changes = {}) {
  Diagnostics diagnostics;
  config::MemoryConfig memory = config::read_memory(name, changes, diagnostics);
  diagnostics.throw_if_errors();
  return memory;
}

}  // namespace systole::test
