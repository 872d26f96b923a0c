// What must hold before and after every run.
#pragma once

#include "serve/cluster.hpp"

namespace systole::serve {

/// Throws UserError where the settings contradict each other, or where a request could never be
/// served, however long it waits.
void check_can_serve(const std::vector<Request>& requests, const ClusterConfig& config);

/// Throws ModelError unless every token that was asked for was made and paid for, and the mean
/// numbers in the system and in its queues are those of Little's law, exactly.
void check_books(const Outcome& outcome);

}  // namespace systole::serve
