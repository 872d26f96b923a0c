#include "timing/dram_masks.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "config/memory_fields.hpp"
#include "timing/dram_constraints.hpp"

namespace systole::timing {

namespace {

using C = DramCommand;
using L = DramLevel;

/// The values of a timing set by their keys.
class Values {
 public:
  void field(const char* key, std::int64_t value, const config::Range& /*range*/,
             const char* /*meaning*/) {
    values[key] = value;
  }
  std::map<std::string, std::int64_t> values;
};

class Masks {
 public:
  explicit Masks(const config::MemoryConfig& memory)
      : memory_(memory), rules_(compile_rules(memory)) {}

  std::vector<MaskedTiming> find() {
    config::describe(memory_.timing, given_);
    for (const DramConstraint& c : rules_.constraints) {
      const bool known = std::find(names_.begin(), names_.end(), c.parameter) != names_.end();
      if (!known && is_given(c.parameter)) names_.push_back(c.parameter);
    }
    for (const std::string& name : names_) add(name);
    return std::move(masked_);
  }

 private:
  /// A timing of 0 stands for another one, or for none.
  bool is_given(const std::string& name) const {
    const auto found = given_.values.find(name);
    return found != given_.values.end() && found->second > 0;
  }

  /// The parameter itself, or the one that it stands for.
  std::string given_name(std::string name) const {
    static const std::map<std::string, std::string> kStandsFor{
        {"tccd_l_wr", "tccd_l"}, {"tccd_s_wr", "tccd_s"}, {"tccd_l", "tccd_s"},
        {"tccd_r", "tccd_s"},    {"trrd_l", "trrd_s"},    {"twtr_l", "twtr_s"},
        {"trtw_l", "trtw"},      {"trp_ab", "trp"},       {"tpbr2pbr", "trrefd"}};
    while (!is_given(name)) {
      const auto other = kStandsFor.find(name);
      if (other == kStandsFor.end()) break;
      name = other->second;
    }
    return name;
  }

  void add(const std::string& name) {
    std::string by;
    for (const DramConstraint& c : rules_.constraints) {
      if (name != c.parameter || never_happens(c)) continue;
      const std::string reason = mask_of(c);
      if (reason.empty()) return;
      if (by.empty()) by = reason;
    }
    masked_.push_back({name, by.empty() ? unused(name) : by});
  }

  /// Between two parts where there is only one, by a command that this controller does not issue,
  /// or on a bank group of one bank where the bank's own row cycle comes between.
  bool never_happens(const DramConstraint& c) const {
    if (c.siblings && parts(c.level) == 1) return true;
    return !is_issued(c.before) || !is_issued(c.after);
  }

  bool is_issued(C command) const {
    using config::DramRefresh;
    const DramRefresh refresh = memory_.controller.refresh;
    const bool closes_itself = memory_.controller.page_policy == config::PagePolicy::closed;
    switch (command) {
      case C::refresh_all:
      case C::precharge_all:
        return refresh == DramRefresh::all_bank;
      case C::refresh_bank:
        return refresh == DramRefresh::per_bank;
      case C::read_precharge:
      case C::write_precharge:
        return closes_itself;
      default:
        return true;
    }
  }

  std::string unused(const std::string& name) const {
    if (name == "tccd_r") return "one stack id";
    if (name == "tcs") return "one rank";
    return fmt::format("not used with refresh {}", name_of(memory_.controller.refresh));
  }

  std::int64_t parts(L level) const {
    const config::DramOrganisation& o = memory_.organisation;
    if (level == L::rank) return o.ranks;
    return level == L::stack_id ? o.stack_ids : 2;
  }

  /// What makes `c` superfluous, or "".
  std::string mask_of(const DramConstraint& c) const {
    if (const std::string wider = covering(c); !wider.empty()) return wider;
    if (c.before == C::activate && c.after == C::activate) return mask_of_activates(c);
    if (c.before == C::activate && (c.after == C::precharge || c.after == C::precharge_all)) {
      return mask_of_open_row(c.distance);
    }
    if (c.before == C::activate && (c.after == C::refresh_all || c.after == C::refresh_bank)) {
      return mask_of_refresh(c);
    }
    const auto bus = [this](C command) { return rules_.bus[static_cast<std::size_t>(command)]; };
    const Cycles length = rules_.length[static_cast<std::size_t>(c.before)];
    if (!c.siblings && bus(c.before) == bus(c.after) && c.distance <= length)
      return "the command bus";
    return "";
  }

  std::string mask_of_activates(const DramConstraint& c) const {
    if (c.window > 1) {
      const Cycles spread = within(L::rank, C::activate, C::activate) * c.window;
      return spread >= c.distance ? fmt::format("{} x trrd_s", c.window) : "";
    }
    if (c.level == L::bank) {
      const Cycles cycle =
          within(L::bank, C::activate, C::precharge) + within(L::bank, C::precharge, C::activate);
      return cycle >= c.distance ? "tras + trp" : "";
    }
    if (c.level == L::bank_group && memory_.organisation.banks_per_group == 1)
      return "trc: one bank a group";
    const Cycles length = rules_.length[static_cast<std::size_t>(C::activate)];
    return c.distance <= length ? "the command bus" : "";
  }

  /// The row is closed before the refresh.
  std::string mask_of_refresh(const DramConstraint& c) const {
    const bool all = c.after == C::refresh_all;
    const L level = all ? L::rank : L::bank;
    const C close = all ? C::precharge_all : C::precharge;
    const Cycles closed = within(level, C::activate, close) + within(level, close, c.after);
    if (c.level == level && closed >= c.distance) return all ? "tras + trp_ab" : "tras + trp";
    return "";
  }

  /// A row is read or written before it is closed.
  std::string mask_of_open_row(Cycles distance) const {
    const Cycles read =
        within(L::bank, C::activate, C::read) + within(L::bank, C::read, C::precharge);
    const Cycles write =
        within(L::bank, C::activate, C::write) + within(L::bank, C::write, C::precharge);
    return std::min(read, write) >= distance ? "trcd_rd + trtp" : "";
  }

  Cycles within(L level, C before, C after) const {
    Cycles distance = 0;
    for (const DramConstraint& c : rules_.constraints) {
      if (c.level == level && c.before == before && c.after == after && !c.siblings &&
          c.window == 1) {
        distance = std::max(distance, c.distance);
      }
    }
    return distance;
  }

  /// A constraint of another name between the same commands on the same part or a larger one.
  std::string covering(const DramConstraint& c) const {
    for (const DramConstraint& other : rules_.constraints) {
      const bool same_pair = other.before == c.before && other.after == c.after;
      if (!same_pair || other.siblings || c.siblings || other.window != c.window) continue;
      const bool earlier = &other < &c;
      const bool stricter =
          other.distance > c.distance || (other.distance == c.distance && !earlier);
      const std::string name = given_name(other.parameter);
      if (name != c.parameter && stricter && spans(other.level, c.level)) return name;
    }
    return "";
  }

  /// Whether everything within one part of `inner` lies within one part of `outer`.
  bool spans(L outer, L inner) const {
    if (outer <= inner) return true;
    const config::DramOrganisation& o = memory_.organisation;
    const bool one_stack = o.stack_ids == 1;
    if (outer == L::stack_id && inner == L::rank) return one_stack;
    if (outer == L::stack_id && inner == L::pseudo_channel) return one_stack && o.ranks == 1;
    if (outer == L::bank_group && inner == L::stack_id) return o.bank_groups == 1;
    if (outer == L::bank_group && inner == L::rank) return o.bank_groups == 1 && one_stack;
    if (outer == L::bank_group && inner == L::pseudo_channel)
      return o.bank_groups == 1 && one_stack && o.ranks == 1;
    return outer == L::rank && inner == L::pseudo_channel && o.ranks == 1;
  }

  const config::MemoryConfig& memory_;
  DramRules rules_;
  Values given_;
  std::vector<std::string> names_;
  std::vector<MaskedTiming> masked_;
};

}  // namespace

std::vector<MaskedTiming> masked_timings(const config::MemoryConfig& memory) {
  return Masks(memory).find();
}

std::vector<std::string> masked_parameters(const config::MemoryConfig& memory) {
  std::vector<std::string> names;
  for (const MaskedTiming& masked : masked_timings(memory)) names.push_back(masked.parameter);
  return names;
}

}  // namespace systole::timing
