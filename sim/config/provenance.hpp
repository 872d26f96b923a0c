// Where the values of chip and memory files come from.
#pragma once

#include <string>

namespace systole::config {

/// Where a value of a file comes from, and its range where nobody published one figure.
struct Provenance {
  std::string path;    ///< dotted path of the key
  std::string source;  ///< citation, or "assumed: why"
  std::string low;     ///< empty unless the file gives a range
  std::string high;
};

}  // namespace systole::config
