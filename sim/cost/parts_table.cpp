#include "cost/parts_table.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "cost/by_dtype.hpp"
#include "cost/cost_file.hpp"
#include "cost/parts_table_fields.hpp"

namespace systole::cost {

namespace {

constexpr const char* kFolder = "configs/cost";
constexpr const char* kFile = "parts";

PartsTable read_table() {
  Diagnostics diagnostics;
  PartsTable table;
  table.provenance = read_cost_file(find_data_file(kFolder, kFile), table, diagnostics);
  diagnostics.throw_if_errors();
  return table;
}

}  // namespace

double UnitAreas::of(DType dtype) const { return number_of(*this, dtype); }

double ControlAreas::of(config::CoreControl control) const {
  switch (control) {
    case config::CoreControl::fixed:
      return fixed;
    case config::CoreControl::simd:
      return simd;
    case config::CoreControl::simt:
      return simt;
    case config::CoreControl::graphics:
      return graphics;
  }
  return fixed;
}

const MemoryKind& PartsTable::memory(std::string_view kind) const {
  const auto* const found = std::find(kMemoryKinds.begin(), kMemoryKinds.end(), kind);
  if (found != kMemoryKinds.end()) {
    return memories[static_cast<std::size_t>(found - kMemoryKinds.begin())];
  }
  const std::vector<std::string> names(kMemoryKinds.begin(), kMemoryKinds.end());
  throw UserError(fmt::format("silicon.memory: there is no kind of memory '{}'{}; there are {}",
                              kind, suggestion(kind, names), fmt::join(names, ", ")));
}

const PartsTable& parts_table() {
  static const PartsTable kTable = read_table();
  return kTable;
}

}  // namespace systole::cost
