// Runs in a forked child, because SystemC elaborates once per process.
#pragma once

#include <functional>

#include "system/run.hpp"

namespace systole::runner {

/// system::run in a child process; the result, or the error with its type, comes back through a
/// pipe. Options' callbacks are not called in the parent. Throws ModelError when the child dies.
result::Result run_in_child(const config::Chip& chip, const program::Program& program,
                            const system::RunOptions& options);

/// The same for a Program that the child itself makes, so that several are made at a time.
result::Result run_in_child(const config::Chip& chip,
                            const std::function<program::Program()>& make_program,
                            const system::RunOptions& options);

}  // namespace systole::runner
