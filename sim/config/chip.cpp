#include "config/chip.hpp"

#include <array>

namespace systole::config {

std::string_view name_of(DramModel model) {
  switch (model) {
    case DramModel::ideal:
      return "ideal";
    case DramModel::banked:
      return "banked";
    case DramModel::latency_bandwidth:
      break;
  }
  return "latency_bandwidth";
}

std::string_view name_of(Accounting accounting) {
  return accounting == Accounting::scalesim ? "scalesim" : "whole_operator";
}

std::string_view name_of(BankLayout layout) {
  constexpr std::array<std::string_view, 3> kNames{"row_major", "col_major", "blocked"};
  return kNames[static_cast<std::size_t>(layout)];
}

std::string_view name_of(Topology topology) {
  constexpr std::array<std::string_view, 4> kNames{"none", "crossbar", "ring", "mesh"};
  return kNames[static_cast<std::size_t>(topology)];
}

}  // namespace systole::config
