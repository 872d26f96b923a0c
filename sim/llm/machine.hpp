// A chip and its software as the parts of a model ask them.
#pragma once

#include <optional>

#include "config/software.hpp"
#include "llm/parts.hpp"
#include "mapping/mapper.hpp"
#include "system/run.hpp"

namespace systole::llm {

/// Compiles operators for `chip` and simulates them in a child process, energy charged. Launch and
/// host are left out: a Walk adds them.
Simulate simulate_on(const config::Chip& chip, const mapping::Mapper& mapper,
                     const system::RunOptions& options);

/// What a chip spends while it waits.
double idle_watts_of(const config::Chip& chip);

/// What a chip and perhaps a software profile, whose launch costs the chip then has, put between
/// kernels.
Overheads overheads_of(const config::Chip& chip,
                       const std::optional<config::SoftwareProfile>& software);

}  // namespace systole::llm
