// A whole sweep: a search over a crew of workers, into a database, and its table as CSV.
#pragma once

#include <string>
#include <vector>

#include "sweep/crew.hpp"
#include "sweep/database.hpp"
#include "sweep/executor.hpp"
#include "sweep/search.hpp"

namespace systole::sweep {

/// What a database says about a sweep's rows.
Heading heading_of(const Evaluator& evaluator);

/// What came out of a sweep, in the order in which the search asked.
struct SweepOutcome {
  std::vector<Asked> asked;
  Progress progress;
};

/// Throws Interrupted when it is asked to stop, UserError when rows cannot be written.
SweepOutcome run_sweep(const Evaluator& evaluator, const Shard& shard, Crew& crew,
                       Database& database, const Hooks& hooks);

/// One line per point: number, fidelity, status, the columns and the message.
std::string sweep_csv(const std::vector<std::string>& columns, const std::vector<Asked>& asked);

/// How many points of a sweep became what, in the order of Status; and how many were simulated.
struct Tally {
  std::vector<std::int64_t> by_status;
  std::int64_t simulated = 0;  ///< at the tile or cycle level, from their start or to their end
};
Tally tally_of(const std::vector<Asked>& asked);

/// Adds the rows of other databases of the same sweep to one. Throws UserError when they do not fit
/// together.
void merge_databases(const std::string& into, const std::vector<std::string>& from);

}  // namespace systole::sweep
