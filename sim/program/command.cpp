#include "program/command.hpp"

#include <array>

namespace systole::program {

std::string_view name_of(Queue queue) {
  constexpr std::array<std::string_view, 4> kNames{"load", "compute", "vector", "store"};
  return kNames[static_cast<std::size_t>(queue)];
}

}  // namespace systole::program
