// Work in a forked child that answers with bytes through a pipe, because SystemC elaborates once
// per process.
#pragma once

#include <functional>
#include <string>

namespace systole::runner {

/// What `work` returns in a child process. Throws what it threw there, with its type (UserError,
/// ModelError, system::Stopped), and ModelError when the child dies. Threads that call it are those
/// of in_turns (turns.hpp), so that no other one is at work when the child is forked.
std::string in_child(const std::function<std::string()>& work);

}  // namespace systole::runner
