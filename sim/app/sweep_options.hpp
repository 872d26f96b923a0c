// The options that say which sweep is run and how, shared by `systole sweep` and systole-mpi.
#pragma once

#include <string>
#include <vector>

#include "app/arguments.hpp"
#include "sweep/search.hpp"
#include "sweep/sweep_file.hpp"
#include "sweep/sweep_run.hpp"

namespace systole::app {

/// Of the search and of the results; not those of the crew.
std::vector<Option> sweep_options();

/// The sweep of a file with what the options change.
sweep::Sweep sweep_from(const std::string& file, const Arguments& arguments);
/// --shard I/N.
sweep::Shard shard_from(const Arguments& arguments);
/// --db, or the sweep's name. Throws UserError when it has rows and --resume is not given.
std::string database_path(const sweep::Sweep& sweep, const Arguments& arguments);
/// --point-timeout in seconds; 0 where there is none.
double point_seconds_from(const Arguments& arguments);

/// Runs the sweep and writes what it found; the exit code. Call it when the crew exists: it opens
/// the database.
int run_with_crew(const sweep::Evaluator& evaluator, const Arguments& arguments, sweep::Crew& crew);

}  // namespace systole::app
