#include "timing/dram_bank_times.hpp"

#include <algorithm>

namespace systole::timing {

DramBankTimes::Fixed::Fixed(const DramRules& rules) : distances(rules) {
  const DramDistances::Columns& d = distances.columns;
  for (std::size_t write = 0; write < 2; ++write) {
    bus_pitch[write] = std::max({d.bus[write][write], d.rank[write][write], d.stack[write][write]});
    column_pitch[write] = std::max(bus_pitch[write], d.group[write][write]);
  }
}

DramBankTimes::DramBankTimes(const DramRules& rules, const config::DramOrganisation& o) {
  const auto per_group = static_cast<std::int32_t>(o.banks_per_group);
  const auto per_stack = per_group * static_cast<std::int32_t>(o.bank_groups);
  const auto per_rank = per_stack * static_cast<std::int32_t>(o.stack_ids);
  const auto per_bus = per_rank * static_cast<std::int32_t>(o.ranks);
  const auto banks = per_bus * static_cast<std::int32_t>(o.pseudo_channels);
  const auto fixed = std::make_shared<Fixed>(rules);
  fixed->banks_per_rank = per_rank;
  for (std::int32_t bank = 0; bank < banks; ++bank) {
    fixed->parts.push_back({bank / per_group, bank / per_stack, bank / per_rank, bank / per_bus});
  }
  fixed_ = fixed;
  buses_.resize(static_cast<std::size_t>(banks / per_bus));
  ranks_.resize(static_cast<std::size_t>(banks / per_rank));
  stacks_.resize(static_cast<std::size_t>(banks / per_stack));
  groups_.resize(static_cast<std::size_t>(banks / per_group));
  banks_.resize(static_cast<std::size_t>(banks));
  rows_.assign(static_cast<std::size_t>(banks), kClosed);
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
  const Parts& parts = parts_of(bank);
  const Rank& rank = at(ranks_, parts.rank);
  const Cycles spread =
      std::max(rank.activates[rank.oldest] + fixed_->distances.activate_window,
               at(groups_, parts.group).activated + fixed_->distances.group_activates);
  return std::max({at(banks_, bank).activate_ready, rank.activate_ready, spread});
}

Cycles DramBankTimes::precharge_at(std::int32_t bank) const {
  const Rank& rank = at(ranks_, parts_of(bank).rank);
  return std::max(at(banks_, bank).precharge_ready, rank.precharged + fixed_->distances.precharges);
}

Cycles DramBankTimes::column_at(std::int32_t bank, bool write) const {
  const Parts& parts = parts_of(bank);
  const DramDistances::Columns& d = fixed_->distances.columns;
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

Cycles DramBankTimes::column_distance(std::int32_t before, std::int32_t bank, bool write,
                                      std::int32_t bursts) const {
  const Parts& a = parts_of(before);
  const Parts& b = parts_of(bank);
  if (a.bus != b.bus) return kLongAgo;
  if (a.group == b.group) return bursts * fixed_->column_pitch[write];
  const Cycles in_turn = (bursts - 1) * fixed_->bus_pitch[write];
  const DramDistances::Columns& d = fixed_->distances.columns;
  Cycles distance = d.bus[write][write];
  if (a.rank != b.rank) return in_turn + std::max(distance, d.other_rank[write][write]);
  distance = std::max(distance, d.rank[write][write]);
  if (a.stack != b.stack) return in_turn + std::max(distance, d.other_stack[write][write]);
  return in_turn + std::max(distance, d.stack[write][write]);
}

Cycles DramBankTimes::data_bus_at(std::int32_t pseudo_channel, bool write) const {
  return at(buses_, pseudo_channel).after(fixed_->distances.columns.bus, write);
}

Cycles DramBankTimes::precharge_rank_at(std::int32_t rank) const {
  Cycles tick = at(ranks_, rank).precharged + fixed_->distances.precharges;
  const auto first = banks_.begin() + first_bank_of(rank);
  std::for_each(first, first + fixed_->banks_per_rank,
                [&tick](const Bank& bank) { tick = std::max(tick, bank.precharge_ready); });
  return tick;
}

Cycles DramBankTimes::refresh_rank_at(std::int32_t rank) const {
  Cycles tick = at(ranks_, rank).refresh_ready;
  const auto first = banks_.begin() + first_bank_of(rank);
  std::for_each(first, first + fixed_->banks_per_rank,
                [&tick](const Bank& bank) { tick = std::max(tick, bank.auto_closed); });
  return tick;
}

Cycles DramBankTimes::refresh_bank_at(std::int32_t bank) const {
  const Bank& refreshed = at(banks_, bank);
  const Rank& rank = at(ranks_, parts_of(bank).rank);
  return std::max({refreshed.refresh_ready, refreshed.auto_closed, rank.bank_refresh_ready});
}

void DramBankTimes::activate(std::int32_t bank, std::int32_t row, Cycles tick) {
  const Parts& parts = parts_of(bank);
  Bank& opened = at(banks_, bank);
  at(rows_, bank) = row;
  opened.activate_ready = tick + fixed_->distances.bank_activates;
  opened.precharge_ready = tick + fixed_->distances.activate_to_precharge;
  opened.refresh_ready = tick + fixed_->distances.row_cycle_to_bank_refresh;
  for (std::size_t write = 0; write < 2; ++write) {
    opened.column_ready[write] = tick + fixed_->distances.row_to_column[write];
  }
  at(groups_, parts.group).activated = tick;
  Rank& rank = at(ranks_, parts.rank);
  rank.activates[rank.oldest] = tick;
  rank.oldest = (rank.oldest + 1) % rank.activates.size();
  rank.activate_ready = std::max(rank.activate_ready, tick + fixed_->distances.rank_activates);
  rank.refresh_ready = std::max(rank.refresh_ready, tick + fixed_->distances.activate_to_refresh);
  rank.bank_refresh_ready =
      std::max(rank.bank_refresh_ready, tick + fixed_->distances.activate_to_bank_refresh);
}

void DramBankTimes::precharge(std::int32_t bank, Cycles tick) {
  Bank& closed = at(banks_, bank);
  Rank& rank = at(ranks_, parts_of(bank).rank);
  at(rows_, bank) = kClosed;
  closed.activate_ready =
      std::max(closed.activate_ready, tick + fixed_->distances.precharge_to_activate);
  closed.refresh_ready =
      std::max(closed.refresh_ready, tick + fixed_->distances.precharge_to_bank_refresh);
  rank.precharged = tick;
  rank.refresh_ready = std::max(rank.refresh_ready, tick + fixed_->distances.precharge_to_refresh);
}

void DramBankTimes::columns(std::int32_t bank, bool write, Cycles tick, std::int32_t bursts) {
  const Parts& parts = parts_of(bank);
  const Cycles last = tick + (bursts - 1) * fixed_->column_pitch[write];
  const Cycles on_bus = tick + (bursts - 1) * fixed_->bus_pitch[write];
  Bank& used = at(banks_, bank);
  used.precharge_ready =
      std::max(used.precharge_ready, last + fixed_->distances.column_to_row[write]);
  used.auto_closed = last + fixed_->distances.auto_precharge_to_activate[write];
  at(groups_, parts.group).columns.record(write, bank, last);
  at(stacks_, parts.stack).record(write, parts.group, on_bus);
  at(ranks_, parts.rank).columns.record(write, parts.stack, on_bus);
  at(buses_, parts.bus).record(write, parts.rank, on_bus);
}

void DramBankTimes::close(std::int32_t bank) {
  Bank& closed = at(banks_, bank);
  at(rows_, bank) = kClosed;
  closed.activate_ready = std::max(closed.activate_ready, closed.auto_closed);
}

void DramBankTimes::precharge_rank(std::int32_t rank, Cycles tick) {
  std::fill_n(rows_.begin() + first_bank_of(rank), fixed_->banks_per_rank, kClosed);
  Rank& closed = at(ranks_, rank);
  closed.precharged = tick;
  closed.activate_ready =
      std::max(closed.activate_ready, tick + fixed_->distances.all_precharged_to_activate);
  closed.refresh_ready =
      std::max(closed.refresh_ready, tick + fixed_->distances.all_precharged_to_refresh);
}

void DramBankTimes::refresh_rank(std::int32_t rank, Cycles tick) {
  Rank& refreshed = at(ranks_, rank);
  refreshed.activate_ready =
      std::max(refreshed.activate_ready, tick + fixed_->distances.refresh_to_activate);
  refreshed.refresh_ready =
      std::max(refreshed.refresh_ready, tick + fixed_->distances.refresh_to_activate);
}

void DramBankTimes::refresh_bank(std::int32_t bank, Cycles tick) {
  Bank& refreshed = at(banks_, bank);
  Rank& rank = at(ranks_, parts_of(bank).rank);
  refreshed.activate_ready =
      std::max(refreshed.activate_ready, tick + fixed_->distances.bank_refresh_to_activate);
  rank.activate_ready =
      std::max(rank.activate_ready, tick + fixed_->distances.bank_refresh_to_others);
  rank.bank_refresh_ready =
      std::max(rank.bank_refresh_ready, tick + fixed_->distances.bank_refreshes);
}

}  // namespace systole::timing
