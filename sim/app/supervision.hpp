// Ctrl-C, termination and --timeout: the program ends at once, whatever it is doing, and leaves
// nothing behind. Children die with it; output directories are renamed into place under a Shield,
// so none is half-written.
#pragma once

#include <cstdint>

namespace systole::app {

constexpr int kExitDone = 0;
constexpr int kExitModelError = 1;
constexpr int kExitUserError = 2;
constexpr int kExitInterrupted = 130;

/// SIGINT and SIGTERM end the program with 130; a closed standard output is an error code, not a
/// signal.
void install_signal_handlers();

/// Ends the program with exit code 1 and a message after `seconds`.
void start_timeout(std::int64_t seconds);

/// While one lives, the first SIGINT or SIGTERM is only noted, for work that wants to write down
/// what it has; the second one ends the program.
class GracefulStop {
 public:
  GracefulStop();
  GracefulStop(const GracefulStop&) = delete;
  GracefulStop& operator=(const GracefulStop&) = delete;
  ~GracefulStop();
  static bool requested();
};

/// While one lives, interruptions and the timeout wait.
class Shield {
 public:
  Shield();
  Shield(const Shield&) = delete;
  Shield& operator=(const Shield&) = delete;
  ~Shield();
};

}  // namespace systole::app
