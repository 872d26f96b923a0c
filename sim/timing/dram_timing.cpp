#include "timing/dram_timing.hpp"

#include <algorithm>
#include <limits>

namespace systole::timing {

namespace {

constexpr Cycles kLongAgo = std::numeric_limits<Cycles>::min() / 4;

std::size_t index(DramCommand command) { return static_cast<std::size_t>(command); }

/// Precharges may use either edge of the clock, everything else starts with its rising edge.
bool starts_at_rising_edge(DramCommand command) {
  return command != DramCommand::precharge && command != DramCommand::precharge_all;
}

}  // namespace

DramTiming::DramTiming(const DramRules& rules, const DramTopology& topology)
    : topology_(topology),
      alignment_(rules.ticks_per_clock),
      length_(rules.length),
      bus_(rules.bus),
      ready_(kDramCommands * static_cast<std::size_t>(topology.nodes()), 0) {
  for (const DramConstraint& c : rules.constraints) {
    const bool covered =
        std::any_of(rules.constraints.begin(), rules.constraints.end(),
                    [&](const DramConstraint& other) { return &other != &c && covers(other, c); });
    if (covered) continue;
    effects_[index(c.before)].push_back({static_cast<std::uint8_t>(c.level),
                                         static_cast<std::uint8_t>(c.after), c.siblings, c.window,
                                         c.distance});
    if (c.window > 1) history_.window = c.window;
  }
  const auto nodes = static_cast<std::size_t>(topology.nodes());
  history_.ticks.assign(nodes * static_cast<std::size_t>(history_.window), kLongAgo);
  history_.next.assign(nodes, 0);
}

/// A constraint on a larger part, or the same part, that is stricter; of two equal ones the first
/// in the table.
bool DramTiming::covers(const DramConstraint& a, const DramConstraint& b) {
  if (a.before != b.before || a.after != b.after || a.window != 1 || b.window != 1) return false;
  if (a.siblings || b.siblings) return false;
  if (a.level == b.level && a.distance == b.distance) return &a < &b;
  return a.level <= b.level && a.distance >= b.distance;
}

Cycles DramTiming::earliest(DramCommand command, std::int32_t bank) const {
  const DramTopology::Nodes& nodes = topology_.nodes_of(bank);
  const Cycles* const ready =
      ready_.data() + index(command) * static_cast<std::size_t>(topology_.nodes());
  Cycles at = bus_free_[static_cast<std::size_t>(bus_[index(command)])];
  const auto scope = static_cast<std::size_t>(scope_of(command));
  for (std::size_t level = 0; level <= scope; ++level) at = std::max(at, ready[nodes[level]]);
  if (alignment_ == 2 && starts_at_rising_edge(command)) at += at & 1;
  return at;
}

void DramTiming::issue(DramCommand command, std::int32_t bank, Cycles tick) {
  const DramTopology::Nodes& nodes = topology_.nodes_of(bank);
  bus_free_[static_cast<std::size_t>(bus_[index(command)])] = tick + length_[index(command)];
  for (const Effect& effect : effects_[index(command)]) {
    const std::int32_t node = nodes[effect.level];
    if (effect.siblings) {
      delay_siblings(effect, node, tick);
    } else {
      const Cycles from = effect.window > 1 ? window_start(effect, node, tick) : tick;
      delay(effect.after, node, from + effect.distance);
    }
  }
}

void DramTiming::delay(std::uint8_t command, std::int32_t node, Cycles until) {
  Cycles& ready = ready_[command * static_cast<std::size_t>(topology_.nodes()) +
                         static_cast<std::size_t>(node)];
  ready = std::max(ready, until);
}

void DramTiming::delay_siblings(const Effect& effect, std::int32_t node, Cycles tick) {
  const auto [first, last] = topology_.family(static_cast<DramLevel>(effect.level), node);
  for (std::int32_t other = first; other < last; ++other) {
    if (other != node) delay(effect.after, other, tick + effect.distance);
  }
}

/// Records this command and returns the tick of the oldest of the last `window` ones.
Cycles DramTiming::window_start(const Effect& effect, std::int32_t node, Cycles tick) {
  const auto n = static_cast<std::size_t>(node);
  const auto window = static_cast<std::size_t>(effect.window);
  std::uint8_t& next = history_.next[n];
  history_.ticks[n * window + next] = tick;
  next = static_cast<std::uint8_t>((next + 1) % effect.window);
  return history_.ticks[n * window + next];
}

}  // namespace systole::timing
