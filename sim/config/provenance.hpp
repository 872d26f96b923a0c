// Where a value of a configuration file comes from.
#pragma once

#include <string>

namespace systole::config {

/// The source of a value, and its range where nobody published one figure.
struct Provenance {
  std::string path;    ///< dotted path of the key
  std::string source;  ///< citation, or "assumed: why"
  std::string low;     ///< empty unless the file gives a range
  std::string high;
};

}  // namespace systole::config
