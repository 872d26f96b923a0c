// Where the values of chip and memory files come from.
#pragma once

#include <string>
#include <vector>

namespace systole::config {

/// Where a value of a file comes from, and its range where nobody published one figure.
struct Provenance {
  std::string path;    ///< dotted path of the key
  std::string source;  ///< a citation, "derived: how" or "assumed: why"
  std::string low;     ///< empty unless the file gives a range
  std::string high;
};

/// How well a chip is known: its values by the kind of their source. Facts and silicon
/// are not counted, for no cycle depends on them.
struct Knowledge {
  int published = 0;  ///< a citation stands beside the value
  int derived = 0;    ///< worked out from published figures
  int assumed = 0;
  int ranges = 0;  ///< of all these, those that are ranges
  int values() const { return published + derived + assumed; }
};

Knowledge knowledge_of(const std::vector<Provenance>& provenance);

}  // namespace systole::config
