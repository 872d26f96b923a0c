#include "frontend/native_kinds.hpp"

#include <algorithm>

namespace systole::frontend {

bool is_known_pass(std::string_view kind) {
  return std::find(kPasses.begin(), kPasses.end(), kind) != kPasses.end();
}

std::vector<std::string> native_kinds() {
  std::vector<std::string> kinds;
  for (const std::string_view kind : {kGemm, kConv2d, kDepthwiseConv2d, kMemoryPass}) {
    kinds.emplace_back(kind);
  }
  kinds.insert(kinds.end(), kPasses.begin(), kPasses.end());
  return kinds;
}

}  // namespace systole::frontend
