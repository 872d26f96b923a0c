// Which timing parameters of a memory never decide, because others are at least as strict wherever
// they apply.
#pragma once

#include <string>
#include <vector>

#include "config/memory.hpp"

namespace systole::timing {

struct MaskedTiming {
  std::string parameter;  ///< the key under `timing`
  std::string by;         ///< what is at least as strict, or why it never applies
};

/// Parameters that are 0 are left out: they say nothing. Only what the controller of the file can
/// do counts; a row is opened to be read or written.
std::vector<MaskedTiming> masked_timings(const config::MemoryConfig& memory);

}  // namespace systole::timing
