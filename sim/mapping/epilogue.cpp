#include "mapping/epilogue.hpp"

#include "base/checked.hpp"
#include "mapping/vector_cost.hpp"

namespace systole::mapping {

using workload::VectorKind;

Epilogue epilogue_of(const workload::Operator& op) {
  Epilogue epilogue;
  for (const VectorKind kind : op.epilogue) {
    const VectorCost cost = cost_of(kind);
    epilogue.simple += cost.simple;
    epilogue.special += cost.special;
    if (kind == VectorKind::add || kind == VectorKind::multiply) ++epilogue.operands;
  }
  return epilogue;
}

Epilogue with_drain(Epilogue epilogue, const config::Chip& chip) {
  epilogue.simple += chip.core.vector.drain_operations * epilogue.shared_by;
  return epilogue;
}

program::Vector work_of(const Epilogue& epilogue, std::int64_t elements, program::SlotRef slot) {
  program::Vector work;
  work.simple = ceil_div(elements * epilogue.simple, epilogue.shared_by);
  work.special = ceil_div(elements * epilogue.special, epilogue.shared_by);
  work.from = work.to = slot;
  return work;
}

bool fuses_vector_work(const config::Chip& chip) {
  return chip.core.vector.shares_sram || chip.core.vector.lanes == 0;
}

}  // namespace systole::mapping
