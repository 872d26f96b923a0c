#include "runner/runner.hpp"

#include "result/members.hpp"
#include "runner/child.hpp"
#include "runner/wire.hpp"

namespace systole::runner {

namespace {

/// Tables that are made at their first use are made before any child starts: a child that was
/// forked while another thread made one would wait for that thread, which it does not have, for
/// ever.
void make_tables() {
  static const bool kMade = [] {
    result::cycle_categories();
    result::traffic_by_operand();
    result::plain_counts();
    result::energy_parts();
    return true;
  }();
  static_cast<void>(kMade);
}

}  // namespace

result::Result run_in_child(const config::Chip& chip, const program::Program& program,
                            const system::RunOptions& options) {
  make_tables();
  return from_bytes(in_child([&] { return to_bytes(system::run(chip, program, options)); }));
}

result::Result run_in_child(const config::Chip& chip,
                            const std::function<program::Program()>& make_program,
                            const system::RunOptions& options) {
  make_tables();
  return from_bytes(in_child([&] { return to_bytes(system::run(chip, make_program(), options)); }));
}

}  // namespace systole::runner
