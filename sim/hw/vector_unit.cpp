#include "hw/vector_unit.hpp"

#include "base/error.hpp"

namespace systole::hw {

VectorUnit::VectorUnit(const sc_core::sc_module_name& name, const config::VectorUnitConfig& config,
                       const Parts& parts)
    : sc_module(name),
      config_(config),
      parts_(parts),
      queue_(program::Queue::vector, parts.tokens, *this),
      timeline_(config) {}

void VectorUnit::begin_kernel() {
  timeline_ = timing::VectorTimeline(config_);
  activity_ = {};
}

VectorActivity VectorUnit::end_kernel() {
  activity_.tail = timeline_.tail();
  return activity_;
}

Cycles& VectorUnit::stall_of(program::Queue queue) {
  if (queue == program::Queue::store) return activity_.stall_store;
  return queue == program::Queue::compute ? activity_.stall_compute : activity_.stall_load;
}

std::optional<Cycles> VectorUnit::execute(const program::Action& action, Id, Cycles now) {
  const auto* work = std::get_if<program::Vector>(&action);
  if (work == nullptr) throw UserError("the vector queue takes only vector, signal and wait");
  parts_.sram.touch(*work);
  const timing::VectorTimeline::Span span = timeline_.run(*work, now);
  if (!activity_.worked) activity_.begin = span.begin;
  activity_.worked = true;
  activity_.busy += span.busy;
  stall_of(queue_.held_up_by()) += span.stall;
  activity_.end = span.end;
  activity_.simple += work->simple;
  activity_.special += work->special;
  activity_.reductions += work->reductions;
  return span.end;
}

}  // namespace systole::hw
