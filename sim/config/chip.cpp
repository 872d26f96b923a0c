#include "config/chip.hpp"

namespace systole::config {

std::string_view name_of(DramModel model) {
  if (model == DramModel::ideal) return "ideal";
  return model == DramModel::banked ? "banked" : "latency_bandwidth";
}

std::string_view name_of(Accounting accounting) {
  return accounting == Accounting::scalesim ? "scalesim" : "whole_operator";
}

}  // namespace systole::config
