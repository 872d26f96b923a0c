// Messages along the rings of a torus; collective_steps.hpp says how many and how large.
#include "timing/stage_messages.hpp"

namespace systole::timing {

using Kind = CollectiveKind;

namespace {

/// Groups of one lane in one phase, in order.
std::vector<StepGroup> groups_of(const std::vector<StepGroup>& groups, std::int64_t phase,
                                 std::int64_t lane) {
  std::vector<StepGroup> chosen;
  for (const StepGroup& group : groups) {
    if (group.phase == phase && group.lane == lane) chosen.push_back(group);
  }
  return chosen;
}

}  // namespace

std::int64_t StageMessages::neighbour(std::int64_t member, std::size_t dimension,
                                      int direction) const {
  std::int64_t below = 1;
  for (std::size_t i = 0; i < dimension; ++i) below *= filled_.dims[i];
  const std::int64_t size = filled_.dims[dimension];
  const std::int64_t at = member / below % size;
  return member + ((at + direction + size) % size - at) * below;
}

StageMessages::Id StageMessages::send_along(std::int64_t member, std::size_t dimension,
                                            int direction, const StepGroup& group,
                                            const std::vector<Id>& after) {
  const std::int64_t to = neighbour(member, dimension, direction);
  Message message = to_member(member, to, group);
  message.delay = parts_.stage.protocol_step;
  message.first_link =
      parts_.links.along(parts_.stage.level, chip(member),
                         filled_.first + static_cast<std::int64_t>(dimension), direction);
  const Id id = parts_.schedule.add(message, after);
  receive(to, id);
  return id;
}

/// Every member passes on what came from behind.
void StageMessages::torus_lane(const std::vector<StepGroup>& groups, std::size_t dimension,
                               int direction) {
  std::vector<Id> before = gates_;
  std::vector<Id> now(before.size());
  for (const StepGroup& group : groups) {
    for (std::int64_t step = 0; step < group.steps; ++step) {
      for (std::int64_t member = 0; member < senders(); ++member) {
        now[fold(neighbour(member, dimension, direction))] =
            send_along(member, dimension, direction, group, {before[fold(member)], gate(member)});
      }
      std::swap(before, now);
    }
  }
}

void StageMessages::torus() {
  const auto& groups = parts_.stage.groups;
  const Kind kind = parts_.stage.kind;
  if (kind == Kind::broadcast) return torus_broadcast();
  const auto lanes = static_cast<std::int64_t>(filled_.dims.size());
  const std::int64_t phases = groups.back().phase + 1;
  for (std::int64_t phase = 0; phase < phases; ++phase) {
    if (phase > 0) join();
    // After the phases that scatter, those that gather go back the way they came.
    const bool back = kind == Kind::all_gather || (kind == Kind::all_reduce && phase >= lanes);
    const std::int64_t done = back ? phases - 1 - phase : phase;
    for (std::int64_t lane = 0; lane < lanes; ++lane) {
      const auto chosen = groups_of(groups, phase, lane);
      if (chosen.empty()) continue;
      const auto dimension = static_cast<std::size_t>((lane + done) % lanes);
      torus_lane(chosen, dimension, +1);
      if (kind != Kind::send_receive) torus_lane(chosen, dimension, -1);
    }
  }
}

/// Down a spanning tree, in chunks: along the first dimension both ways, from each of those along
/// the second, and so on.
void StageMessages::torus_broadcast() {
  const StepGroup& group = parts_.stage.groups.front();
  const std::int64_t chunks = group.transfers - group.steps + 1;
  for (std::int64_t chunk = 0; chunk < chunks; ++chunk) {
    std::vector<Id> has(static_cast<std::size_t>(members()), kNone);
    has.front() = gate(0);
    std::int64_t below = 1;
    for (std::size_t dimension = 0; dimension < filled_.dims.size(); ++dimension) {
      const std::int64_t size = filled_.dims[dimension];
      for (std::int64_t root = 0; root < below; ++root) {
        for (const int direction : {+1, -1}) {
          const std::int64_t reach = direction > 0 ? size / 2 : (size - 1) / 2;
          std::int64_t at = root;
          for (std::int64_t step = 0; step < reach; ++step) {
            const Id sent = send_along(at, dimension, direction, group,
                                       {has[static_cast<std::size_t>(at)], gate(at)});
            at = neighbour(at, dimension, direction);
            has[static_cast<std::size_t>(at)] = sent;
          }
        }
      }
      below *= size;
    }
  }
}

}  // namespace systole::timing
