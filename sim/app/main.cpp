#include "app/entry.hpp"
#include "app/supervision.hpp"

int main(int argc, char** argv) {
  systole::app::install_signal_handlers();
  return systole::app::run_program({argv + (argc > 0 ? 1 : 0), argv + argc});
}
