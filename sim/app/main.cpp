#include <malloc.h>

#include "app/entry.hpp"
#include "app/supervision.hpp"

int main(int argc, char** argv) {
  // Threads work in turn (runner/turns.hpp), so one heap serves them all. A heap of a thread's own
  // grows by a page and a system call at a time, which children pay for again and again.
  mallopt(M_ARENA_MAX, 1);
  systole::app::install_signal_handlers();
  return systole::app::run_program({argv + (argc > 0 ? 1 : 0), argv + argc});
}
