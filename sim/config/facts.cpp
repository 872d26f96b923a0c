#include "config/facts.hpp"

namespace systole::config {

std::string_view name_of(Market market) {
  switch (market) {
    case Market::not_stated:
      return "not_stated";
    case Market::datacenter:
      return "datacenter";
    case Market::other:
      return "other";
  }
  return "unknown";
}

}  // namespace systole::config
