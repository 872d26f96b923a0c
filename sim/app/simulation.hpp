// The same workload on other chips, for studies that change one.
#pragma once

#include "app/inputs.hpp"
#include "app/jobs.hpp"
#include "study/interval.hpp"
#include "study/simulate.hpp"

namespace systole::app {

/// Maps the workload of `job`, which must outlive the answer, onto each chip anew and runs it, in
/// children, as many at a time as `execution` says. Throws UserError for a replayed Program, which
/// cannot be mapped anew.
study::Simulate simulation_of(const Job& job, const Execution& execution);

/// One for each job; nothing where a chip has no ranges, for a replayed Program, and with
/// --nominal.
using Intervals = std::vector<std::optional<study::Interval>>;
Intervals intervals_for(const std::vector<Job>& jobs, const Arguments& arguments,
                        const Execution& execution);

/// --nominal: no intervals.
Option nominal_option();

}  // namespace systole::app
