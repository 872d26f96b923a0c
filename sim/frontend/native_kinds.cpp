#include "frontend/native_kinds.hpp"

#include "workload/work.hpp"

namespace systole::frontend {

namespace {

template <class Kind>
void add_all(std::vector<std::string>& kinds, Kind last) {
  for (int i = 0; i <= static_cast<int>(last); ++i)
    kinds.emplace_back(name_of(static_cast<Kind>(i)));
}

}  // namespace

std::vector<std::string> native_kinds() {
  std::vector<std::string> kinds;
  for (const std::string_view kind :
       {kGemm, kGroupedGemm, kConv2d, kDepthwiseConv2d, kTransposedConv2d, kAttention, kOpaque})
    kinds.emplace_back(kind);
  add_all(kinds, workload::RecurrentKind::lstm);
  add_all(kinds, workload::CollectiveKind::send_receive);
  add_all(kinds, workload::VectorKind::unknown);
  return kinds;
}

std::vector<std::string> vector_kinds() {
  std::vector<std::string> kinds;
  add_all(kinds, workload::VectorKind::unknown);
  return kinds;
}

}  // namespace systole::frontend
