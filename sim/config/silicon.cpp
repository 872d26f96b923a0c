#include "config/silicon.hpp"

namespace systole::config {

std::string_view name_of(CoreControl control) {
  switch (control) {
    case CoreControl::fixed:
      return "fixed";
    case CoreControl::simd:
      return "simd";
    case CoreControl::simt:
      return "simt";
    case CoreControl::graphics:
      return "graphics";
  }
  return "unknown";
}

}  // namespace systole::config
