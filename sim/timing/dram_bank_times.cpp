#include "timing/dram_bank_times.hpp"

#include <algorithm>

namespace systole::timing {

DramBankTimes::DramBankTimes(const DramRules& rules, const config::DramOrganisation& o)
    : distances_(rules),
      banks_per_group_(static_cast<std::int32_t>(o.banks_per_group)),
      banks_per_stack_(banks_per_group_ * static_cast<std::int32_t>(o.bank_groups)),
      banks_per_rank_(banks_per_stack_ * static_cast<std::int32_t>(o.stack_ids)),
      banks_per_bus_(banks_per_rank_ * static_cast<std::int32_t>(o.ranks)) {
  const auto buses = static_cast<std::size_t>(o.pseudo_channels);
  const std::size_t ranks = buses * static_cast<std::size_t>(o.ranks);
  const std::size_t stacks = ranks * static_cast<std::size_t>(o.stack_ids);
  const std::size_t groups = stacks * static_cast<std::size_t>(o.bank_groups);
  buses_.resize(buses);
  ranks_.resize(ranks);
  stacks_.resize(stacks);
  groups_.resize(groups);
  banks_.resize(groups * static_cast<std::size_t>(o.banks_per_group));
}

DramBankTimes::Parts DramBankTimes::parts_of(std::int32_t bank) const {
  return {bank / banks_per_group_, bank / banks_per_stack_, bank / banks_per_rank_,
          bank / banks_per_bus_};
}

void DramBankTimes::Columns::record(bool write, std::int32_t to, Cycles tick) {
  if (child[write] != to) {
    other[write] = latest[write];
    child[write] = to;
  }
  latest[write] = tick;
}

Cycles DramBankTimes::Columns::after(const DramDistances::ByDirections& distance,
                                     bool write) const {
  return std::max(latest[0] + distance[0][write], latest[1] + distance[1][write]);
}

Cycles DramBankTimes::Columns::after_others(const DramDistances::ByDirections& distance, bool write,
                                            std::int32_t than) const {
  const Cycles read_at = child[0] == than ? other[0] : latest[0];
  const Cycles write_at = child[1] == than ? other[1] : latest[1];
  return std::max(read_at + distance[0][write], write_at + distance[1][write]);
}

Cycles DramBankTimes::activate_at(std::int32_t bank) const {
  const Parts parts = parts_of(bank);
  const Rank& rank = at(ranks_, parts.rank);
  const Cycles spread = std::max(rank.activates[rank.oldest] + distances_.activate_window,
                                 at(groups_, parts.group).activated + distances_.group_activates);
  return std::max({at(banks_, bank).activate_ready, rank.activate_ready, spread});
}

Cycles DramBankTimes::precharge_at(std::int32_t bank) const {
  const Rank& rank = at(ranks_, parts_of(bank).rank);
  return std::max(at(banks_, bank).precharge_ready, rank.precharged + distances_.precharges);
}

Cycles DramBankTimes::column_at(std::int32_t bank, bool write) const {
  const Parts parts = parts_of(bank);
  const DramDistances::Columns& d = distances_.columns;
  const Rank& rank = at(ranks_, parts.rank);
  const Columns& bus = at(buses_, parts.bus);
  Cycles tick = at(banks_, bank).column_ready[write];
  tick = std::max(tick, at(groups_, parts.group).columns.after(d.group, write));
  tick = std::max(tick, at(stacks_, parts.stack).after(d.stack, write));
  tick = std::max(tick, rank.columns.after(d.rank, write));
  tick = std::max(tick, bus.after(d.bus, write));
  tick = std::max(tick, rank.columns.after_others(d.other_stack, write, parts.stack));
  return std::max(tick, bus.after_others(d.other_rank, write, parts.rank));
}

Cycles DramBankTimes::precharge_rank_at(std::int32_t rank) const {
  Cycles tick = at(ranks_, rank).precharged + distances_.precharges;
  const auto first = banks_.begin() + first_bank_of(rank);
  std::for_each(first, first + banks_per_rank_,
                [&tick](const Bank& bank) { tick = std::max(tick, bank.precharge_ready); });
  return tick;
}

Cycles DramBankTimes::refresh_rank_at(std::int32_t rank) const {
  Cycles tick = at(ranks_, rank).refresh_ready;
  const auto first = banks_.begin() + first_bank_of(rank);
  std::for_each(first, first + banks_per_rank_,
                [&tick](const Bank& bank) { tick = std::max(tick, bank.auto_closed); });
  return tick;
}

Cycles DramBankTimes::refresh_bank_at(std::int32_t bank) const {
  const Bank& refreshed = at(banks_, bank);
  const Rank& rank = at(ranks_, parts_of(bank).rank);
  return std::max({refreshed.refresh_ready, refreshed.auto_closed, rank.bank_refresh_ready});
}

void DramBankTimes::activate(std::int32_t bank, std::int32_t row, Cycles tick) {
  const Parts parts = parts_of(bank);
  Bank& opened = at(banks_, bank);
  opened.row = row;
  opened.activate_ready = tick + distances_.bank_activates;
  opened.precharge_ready = tick + distances_.activate_to_precharge;
  opened.refresh_ready = tick + distances_.row_cycle_to_bank_refresh;
  for (std::size_t write = 0; write < 2; ++write) {
    opened.column_ready[write] = tick + distances_.row_to_column[write];
  }
  at(groups_, parts.group).activated = tick;
  Rank& rank = at(ranks_, parts.rank);
  rank.activates[rank.oldest] = tick;
  rank.oldest = (rank.oldest + 1) % rank.activates.size();
  rank.activate_ready = std::max(rank.activate_ready, tick + distances_.rank_activates);
  rank.refresh_ready = std::max(rank.refresh_ready, tick + distances_.activate_to_refresh);
  rank.bank_refresh_ready =
      std::max(rank.bank_refresh_ready, tick + distances_.activate_to_bank_refresh);
}

void DramBankTimes::precharge(std::int32_t bank, Cycles tick) {
  Bank& closed = at(banks_, bank);
  Rank& rank = at(ranks_, parts_of(bank).rank);
  closed.row = kClosed;
  closed.activate_ready = std::max(closed.activate_ready, tick + distances_.precharge_to_activate);
  closed.refresh_ready =
      std::max(closed.refresh_ready, tick + distances_.precharge_to_bank_refresh);
  rank.precharged = tick;
  rank.refresh_ready = std::max(rank.refresh_ready, tick + distances_.precharge_to_refresh);
}

void DramBankTimes::column(std::int32_t bank, bool write, Cycles tick) {
  const Parts parts = parts_of(bank);
  Bank& used = at(banks_, bank);
  used.precharge_ready = std::max(used.precharge_ready, tick + distances_.column_to_row[write]);
  used.auto_closed = tick + distances_.auto_precharge_to_activate[write];
  at(groups_, parts.group).columns.record(write, bank, tick);
  at(stacks_, parts.stack).record(write, parts.group, tick);
  at(ranks_, parts.rank).columns.record(write, parts.stack, tick);
  at(buses_, parts.bus).record(write, parts.rank, tick);
}

void DramBankTimes::close(std::int32_t bank) {
  Bank& closed = at(banks_, bank);
  closed.row = kClosed;
  closed.activate_ready = std::max(closed.activate_ready, closed.auto_closed);
}

void DramBankTimes::precharge_rank(std::int32_t rank, Cycles tick) {
  const auto first = banks_.begin() + first_bank_of(rank);
  std::for_each(first, first + banks_per_rank_, [](Bank& bank) { bank.row = kClosed; });
  Rank& closed = at(ranks_, rank);
  closed.precharged = tick;
  closed.activate_ready =
      std::max(closed.activate_ready, tick + distances_.all_precharged_to_activate);
  closed.refresh_ready =
      std::max(closed.refresh_ready, tick + distances_.all_precharged_to_refresh);
}

void DramBankTimes::refresh_rank(std::int32_t rank, Cycles tick) {
  Rank& refreshed = at(ranks_, rank);
  refreshed.activate_ready =
      std::max(refreshed.activate_ready, tick + distances_.refresh_to_activate);
  refreshed.refresh_ready =
      std::max(refreshed.refresh_ready, tick + distances_.refresh_to_activate);
}

void DramBankTimes::refresh_bank(std::int32_t bank, Cycles tick) {
  Bank& refreshed = at(banks_, bank);
  Rank& rank = at(ranks_, parts_of(bank).rank);
  refreshed.activate_ready =
      std::max(refreshed.activate_ready, tick + distances_.bank_refresh_to_activate);
  rank.activate_ready = std::max(rank.activate_ready, tick + distances_.bank_refresh_to_others);
  rank.bank_refresh_ready = std::max(rank.bank_refresh_ready, tick + distances_.bank_refreshes);
}

}  // namespace systole::timing
