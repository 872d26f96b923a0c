#include "runner/runner.hpp"

#include "runner/child.hpp"
#include "runner/wire.hpp"

namespace systole::runner {

result::Result run_in_child(const config::Chip& chip, const program::Program& program,
                            const system::RunOptions& options) {
  return from_bytes(in_child([&] { return to_bytes(system::run(chip, program, options)); }));
}

result::Result run_in_child(const config::Chip& chip,
                            const std::function<program::Program()>& make_program,
                            const system::RunOptions& options) {
  return from_bytes(in_child([&] { return to_bytes(system::run(chip, make_program(), options)); }));
}

}  // namespace systole::runner
