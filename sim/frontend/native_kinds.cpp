#include "frontend/native_kinds.hpp"

#include "workload/work.hpp"

namespace systole::frontend {

std::vector<std::string> native_kinds() {
  std::vector<std::string> kinds;
  for (const std::string_view kind : {kGemm, kConv2d, kDepthwiseConv2d}) kinds.emplace_back(kind);
  for (int i = 0; i <= static_cast<int>(workload::VectorKind::unknown); ++i) {
    kinds.emplace_back(name_of(static_cast<workload::VectorKind>(i)));
  }
  return kinds;
}

}  // namespace systole::frontend
