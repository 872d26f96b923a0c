#include "frontend/onnx/links.hpp"

#include "frontend/onnx/fold.hpp"

namespace systole::frontend::onnx {

StepId Links::producer(ValueId id) const {
  if (id == kNone || value(id).is_fixed()) return kNone;
  return value(id).producer;
}

StepId Links::sole_user(ValueId id) const {
  const Value& v = value(id);
  return v.users.size() == 1 && !v.leaves ? v.users.front() : kNone;
}

StepId Links::sole_group(ValueId id) const {
  const Value& v = value(id);
  if (v.users.empty() || v.leaves) return kNone;
  const StepId first = head_of(v.users.front());
  for (const StepId user : v.users)
    if (head_of(user) != first) return kNone;
  return first;
}

bool Links::is_whole_view(StepId id) const {
  return is_view(id) && elements_of(value(step(id).inputs.front()).dims) ==
                            elements_of(value(step(id).outputs.front()).dims);
}

bool Links::is_view(StepId id) const {
  const Step& s = step(id);
  return !s.work && s.head == kNone && s.outputs.size() == 1 && !s.inputs.empty() &&
         s.inputs.front() != kNone && !value(s.outputs.front()).is_fixed();
}

bool Links::is_fixed_scalar(ValueId id) const {
  return id != kNone && value(id).is_fixed() && elements_of(value(id).dims) == 1;
}

std::optional<double> Links::number(ValueId id) const {
  if (!is_fixed_scalar(id) || !value(id).constant) return std::nullopt;
  return std::get<std::vector<double>>(as_reals(*value(id).constant)).front();
}

StepId Links::head_of(StepId id) const {
  while (step(id).head != kNone) id = step(id).head;
  return id;
}

ValueId Links::other_input(const Step& step, ValueId one) {
  if (step.inputs.size() != 2) return kNone;
  return step.inputs[0] == one ? step.inputs[1] : step.inputs[0];
}

}  // namespace systole::frontend::onnx
