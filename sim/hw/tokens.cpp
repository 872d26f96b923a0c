#include "hw/tokens.hpp"

#include <fmt/format.h>

#include "base/error.hpp"

namespace systole::hw {

void Tokens::reset(std::int64_t count) {
  states_.assign(static_cast<std::size_t>(count), State{});
  ++signals_;
}

void Tokens::refuse(program::Token token) const {
  throw UserError(fmt::format("the program uses token {}, but its kernel declares {} tokens", token,
                              states_.size()));
}

void Tokens::signal(program::Token token, program::Queue by) {
  State& state = states_[index_of(token)];
  ++state.count;
  ++signals_;
  state.last_signaller = by;
}

bool Tokens::reached(const program::Wait& wait) const {
  return states_[index_of(wait.token)].count >= wait.count;
}

program::Queue Tokens::last_signaller(program::Token token) const {
  return states_[index_of(token)].last_signaller;
}

std::int64_t Tokens::count(program::Token token) const { return states_[index_of(token)].count; }

}  // namespace systole::hw
