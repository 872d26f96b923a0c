#include "config/chip.hpp"

namespace systole::config {

std::string_view name_of(DramModel model) {
  return model == DramModel::ideal ? "ideal" : "latency_bandwidth";
}

std::string_view name_of(Accounting accounting) {
  return accounting == Accounting::scalesim ? "scalesim" : "whole_operator";
}

}  // namespace systole::config
