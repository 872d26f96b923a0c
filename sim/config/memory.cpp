#include "config/memory.hpp"

#include "base/checked.hpp"

namespace systole::config {

Bytes MemoryConfig::burst_bytes() const {
  if (organisation.payload_bytes > 0) return organisation.payload_bytes;
  return organisation.channel_width_bits * organisation.burst_length / 8;
}

std::int64_t MemoryConfig::bursts_per_row() const {
  if (organisation.payload_bytes == 0) return organisation.columns / organisation.burst_length;
  // Metadata beats carry no columns: a row is as many payloads as its bits hold.
  return organisation.columns * organisation.channel_width_bits / 8 / organisation.payload_bytes;
}

Bytes MemoryConfig::capacity_bytes() const {
  return checked_product({organisation.channels, banks_per_channel(), organisation.rows,
                          bursts_per_row(), burst_bytes()},
                         "the capacity of the memory");
}

double MemoryConfig::peak_bytes_per_second() const {
  const auto buses = static_cast<double>(organisation.channels * organisation.pseudo_channels);
  const auto burst_ps = static_cast<double>(timing.tbl * timing.tck_ps);
  return buses * static_cast<double>(burst_bytes()) / burst_ps * 1e12;
}

namespace {

void default_to(std::int64_t& value, std::int64_t other) {
  if (value == 0) value = other;
}

}  // namespace

DramTimings resolved(const MemoryConfig& memory) {
  DramTimings t = memory.timing;
  default_to(t.tbl_max, t.tbl);
  default_to(t.trp_ab, t.trp);
  default_to(t.tccd_l, t.tccd_s);
  default_to(t.tccd_s_wr, t.tccd_s);
  default_to(t.tccd_l_wr, t.tccd_l);
  default_to(t.tccd_r, t.tccd_s);
  default_to(t.trrd_l, t.trrd_s);
  default_to(t.twtr_l, t.twtr_s);
  default_to(t.trtw, t.tcl + t.tbl + t.trtw_gap - t.tcwl);
  default_to(t.trtw_l, t.trtw);
  default_to(t.trefi_pb, t.trefi / memory.banks_per_rank());
  default_to(t.tpbr2pbr, t.trrefd);
  return t;
}

std::string_view name_of(DramRefresh refresh) {
  if (refresh == DramRefresh::all_bank) return "all_bank";
  return refresh == DramRefresh::per_bank ? "per_bank" : "none";
}

std::string_view name_of(PagePolicy policy) {
  if (policy == PagePolicy::open) return "open";
  return policy == PagePolicy::closed ? "closed" : "timeout";
}

std::string_view name_of(DramScheduling scheduling) {
  return scheduling == DramScheduling::fr_fcfs ? "fr_fcfs" : "fcfs";
}

std::string_view name_of(BankHash hash) {
  if (hash == BankHash::none) return "none";
  return hash == BankHash::row_xor ? "row_xor" : "column_xor";
}

}  // namespace systole::config
