#include "mapping/lowering.hpp"

namespace systole::mapping {

std::string by(Rules rules) { return ", as " + std::string(name_of(rules)); }

void Lowered::add(Lowered other) {
  for (const std::size_t launch : other.launches) launches.push_back(kernels.size() + launch);
  for (program::Kernel& kernel : other.kernels) kernels.push_back(std::move(kernel));
  mapping.add(other.mapping);
  notes.insert(notes.end(), other.notes.begin(), other.notes.end());
}

}  // namespace systole::mapping
