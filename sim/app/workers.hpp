// Several runs at a time, each in a child process of its own.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "app/jobs.hpp"
#include "result/result.hpp"

namespace systole::app {

/// What `run` returns for 0, 1 ... `count` - 1, in that order, whatever finished first. The first
/// one that threw decides the error.
std::vector<result::Result> in_parallel(std::size_t count, const Execution& execution,
                                        const std::function<result::Result(std::size_t)>& run);

}  // namespace systole::app
