#include "config/provenance.hpp"

#include "base/text.hpp"

namespace systole::config {

Knowledge knowledge_of(const std::vector<Provenance>& provenance) {
  Knowledge known;
  for (const Provenance& entry : provenance) {
    if (starts_with(entry.path, "facts.") || starts_with(entry.path, "silicon.")) continue;
    if (!entry.low.empty()) ++known.ranges;
    if (entry.source.empty() || starts_with(entry.source, "assumed")) {
      ++known.assumed;
    } else if (starts_with(entry.source, "derived")) {
      ++known.derived;
    } else {
      ++known.published;
    }
  }
  return known;
}

}  // namespace systole::config
