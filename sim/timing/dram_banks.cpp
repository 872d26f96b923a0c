#include "timing/dram_banks.hpp"

#include <algorithm>

namespace systole::timing {

DramBanks::DramBanks(const DramRules& rules, const DramTopology& topology)
    : rules_(rules),
      topology_(topology),
      timing_(rules, topology),
      banks_(static_cast<std::size_t>(topology.banks())),
      clock_until_(static_cast<std::size_t>(topology.ranks()), 0) {}

DramStep DramBanks::step(DramCommand command, std::int32_t bank, Cycles now) const {
  const DramStep step{command, bank, std::max(now, timing_.earliest(command, bank))};
  return rules_.sync > 0 && is_column(command) ? with_sync(step, now) : step;
}

DramStep DramBanks::step_for(const DramRequest& request, Cycles now) const {
  const DramLocation& at = request.location;
  const std::int32_t open_row = bank(at.bank).open_row;
  if (open_row == at.row)
    return step(request.write ? DramCommand::write : DramCommand::read, at.bank, now);
  return step(open_row == kClosed ? DramCommand::activate : DramCommand::precharge, at.bank, now);
}

/// Where the data clock has stopped, it is started just in time for the column command.
DramStep DramBanks::with_sync(const DramStep& column, Cycles now) const {
  if (column.tick < clock_until_[static_cast<std::size_t>(topology_.rank_of(column.bank))])
    return column;
  const Cycles legal = std::max(now, timing_.earliest(DramCommand::sync, column.bank));
  return {DramCommand::sync, column.bank, std::max(legal, column.tick - rules_.sync)};
}

void DramBanks::issue(const DramStep& step, std::int32_t row) {
  timing_.issue(step.command, step.bank, step.tick);
  Bank& target = bank(step.bank);
  target.last_use = step.tick;
  Cycles& clock = clock_until_[static_cast<std::size_t>(topology_.rank_of(step.bank))];
  switch (step.command) {
    case DramCommand::activate:
      target.open_row = row;
      break;
    case DramCommand::precharge:
    case DramCommand::read_precharge:
    case DramCommand::write_precharge:
      target.open_row = kClosed;
      break;
    case DramCommand::precharge_all:
      close_rank(topology_.rank_of(step.bank));
      break;
    case DramCommand::sync:
      clock = step.tick + rules_.sync + std::max(rules_.read_latency, rules_.write_latency);
      break;
    default:
      break;
  }
  if (!is_column(step.command)) return;
  const Cycles latency = is_write(step.command) ? rules_.write_latency : rules_.read_latency;
  clock = std::max(clock, step.tick + latency + rules_.sync_hold);
}

void DramBanks::close_rank(std::int32_t rank) {
  const std::int32_t first = topology_.first_bank_of_rank(rank);
  for (std::int32_t b = first; b < first + topology_.banks_per_rank(); ++b)
    bank(b).open_row = kClosed;
}

}  // namespace systole::timing
