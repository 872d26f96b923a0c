// The keys of a memory file, each spelled once: name, range and meaning.
#pragma once

#include <array>

#include "config/fields.hpp"
#include "config/memory.hpp"

namespace systole::config {

template <>
struct Words<DramRefresh> {
  static constexpr std::array values{DramRefresh::all_bank, DramRefresh::per_bank,
                                     DramRefresh::none};
};

template <>
struct Words<PagePolicy> {
  static constexpr std::array values{PagePolicy::open, PagePolicy::closed, PagePolicy::timeout};
};

template <>
struct Words<DramScheduling> {
  static constexpr std::array values{DramScheduling::fr_fcfs, DramScheduling::fcfs};
};

template <>
struct Words<BankHash> {
  static constexpr std::array values{BankHash::none, BankHash::row_xor, BankHash::column_xor};
};

/// No timing of a known standard is near this; it keeps sums far from overflow.
constexpr Range kTimingRange{0, 1'000'000};
/// What every memory has.
constexpr Range kNeededTimingRange{1, 1'000'000};

template <>
struct Fields<DramOrganisation> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    v.field("channels", self.channels, Range{1, 1024},
            "independent channels, each with a controller of its own");
    v.field("pseudo_channels", self.pseudo_channels, Range{1, 16},
            "per channel; they share its command bus, each has a data bus");
    v.field("ranks", self.ranks, Range{1, 64}, "per pseudo channel; each is refreshed by itself");
    v.field("stack_ids", self.stack_ids, Range{1, 64},
            "per rank of a high stack: more banks, with a column spacing of their own");
    v.field("bank_groups", self.bank_groups, Range{1, 64},
            "per stack id; 1 where the standard has none");
    v.field("banks_per_group", self.banks_per_group, Range{1, 64}, "banks of a bank group");
    v.field("rows", self.rows, Range{1, 1LL << 24}, "rows of a bank");
    v.field("columns", self.columns, Range{1, 1LL << 20},
            "columns of a row, each channel_width_bits wide");
    v.field("channel_width_bits", self.channel_width_bits, Range{1, 4096},
            "data bus of one pseudo channel");
    v.field("burst_length", self.burst_length, Range{1, 256}, "beats of one column command");
    v.field("payload_bytes", self.payload_bytes, Range{0, 4096},
            "payload of a burst where it is less than width times length; 0: all of it");
    v.field("capacity_mib", self.capacity_mib, Range{0, 1LL << 30},
            "size of the whole memory, held against the counts above; 0: not checked");
  }
};

template <>
struct Fields<DramTimings> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    bus(self, v);
    bank(self, v);
    column(self, v);
    refresh(self, v);
  }

 private:
  template <class Self, class Visitor>
  static void bus(Self& self, Visitor& v) {
    v.field("tck_ps", self.tck_ps, Range{1, 1'000'000},
            "clock period; every other timing counts clock cycles");
    v.field("data_rate_mt_per_s", self.data_rate_mt_per_s, Range{0, 1'000'000},
            "transfers per second and pin, held against tbl; 0: not checked");
    v.field("tbl", self.tbl, kNeededTimingRange, "data bus cycles of one burst");
    v.field("tbl_max", self.tbl_max, kTimingRange,
            "cycles until a burst's last beat where bursts interleave (BL/n_max); 0: tbl");
    v.field("tcl", self.tcl, kNeededTimingRange, "read command to first data");
    v.field("tcwl", self.tcwl, kTimingRange, "write command to first data");
  }

  template <class Self, class Visitor>
  static void bank(Self& self, Visitor& v) {
    v.field("trcd_rd", self.trcd_rd, kNeededTimingRange, "activate to read");
    v.field("trcd_wr", self.trcd_wr, kNeededTimingRange, "activate to write");
    v.field("trp", self.trp, kNeededTimingRange, "precharge to activate");
    v.field("trp_ab", self.trp_ab, kTimingRange, "precharge of all banks to activate; 0: trp");
    v.field("tras", self.tras, kNeededTimingRange, "activate to precharge");
    v.field("trc", self.trc, kNeededTimingRange, "activate to activate of the same bank");
    v.field("trtp", self.trtp, kTimingRange, "read to precharge");
    v.field("twr", self.twr, kTimingRange, "last write data to precharge");
    v.field("trrd_s", self.trrd_s, kTimingRange, "activate to activate of another bank group");
    v.field("trrd_l", self.trrd_l, kTimingRange,
            "activate to activate within a bank group; 0: trrd_s");
    v.field("tfaw", self.tfaw, kTimingRange, "window of four activates; 0: none");
    v.field("tppd", self.tppd, kTimingRange, "precharge to precharge of another bank; 0: none");
  }

  template <class Self, class Visitor>
  static void column(Self& self, Visitor& v) {
    v.field("tccd_s", self.tccd_s, kNeededTimingRange,
            "column command to column command of another bank group");
    v.field("tccd_l", self.tccd_l, kTimingRange,
            "column command to column command within a bank group; 0: tccd_s");
    v.field("tccd_s_wr", self.tccd_s_wr, kTimingRange,
            "write to write of another bank group or stack id; 0: tccd_s");
    v.field("tccd_l_wr", self.tccd_l_wr, kTimingRange,
            "write to write within a bank group; 0: tccd_l");
    v.field("tccd_r", self.tccd_r, kTimingRange, "read to read of another stack id; 0: tccd_s");
    v.field("tcs", self.tcs, kTimingRange, "data bus turnaround between ranks");
    v.field("twtr_s", self.twtr_s, kTimingRange, "last write data to read of another bank group");
    v.field("twtr_l", self.twtr_l, kTimingRange,
            "last write data to read within a bank group; 0: twtr_s");
    v.field("trtw", self.trtw, kTimingRange,
            "read command to write command; 0: tcl + tbl + trtw_gap - tcwl");
    v.field("trtw_l", self.trtw_l, kTimingRange,
            "read command to write command within a bank group; 0: trtw");
    v.field("trtw_gap", self.trtw_gap, kTimingRange, "data bus turnaround from read to write data");
    v.field("twck_sync", self.twck_sync, kTimingRange,
            "data clock sync command to column command; 0: the data clock always runs");
    v.field("twck_post", self.twck_post, kTimingRange,
            "cycles that the data clock runs on after a burst");
  }

  template <class Self, class Visitor>
  static void refresh(Self& self, Visitor& v) {
    v.field("trefi", self.trefi, kTimingRange, "mean interval of all-bank refreshes");
    v.field("trfc", self.trfc, kTimingRange, "all-bank refresh to next command");
    v.field("trefi_pb", self.trefi_pb, kTimingRange,
            "mean interval of per-bank refreshes; 0: trefi over the banks of a rank");
    v.field("trfc_pb", self.trfc_pb, kTimingRange, "per-bank refresh to activate of that bank");
    v.field("trrefd", self.trrefd, kTimingRange,
            "per-bank refresh to activate of another bank, and back");
    v.field("tpbr2pbr", self.tpbr2pbr, kTimingRange,
            "per-bank refresh to per-bank refresh of another bank; 0: trrefd");
  }
};

template <>
struct Fields<DramCommandBus> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    constexpr Interval kCycles{0.5, 16.0};
    v.field("separate_row_and_column", self.separate_row_and_column,
            "row and column commands have a bus each (HBM, GDDR7)");
    v.field("activate_cycles", self.activate_cycles, kCycles,
            "clock cycles, or halves, that an activate takes on the command bus");
    v.field("precharge_cycles", self.precharge_cycles, kCycles, "the same of a precharge");
    v.field("refresh_cycles", self.refresh_cycles, kCycles, "the same of a refresh");
    v.field("column_cycles", self.column_cycles, kCycles, "the same of a read or write");
  }
};

template <>
struct Fields<DramControllerConfig> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    v.field(
        "address_map", self.address_map,
        "parts of the address from the most significant down: Ro row, Ra rank, Sid stack id, Ba "
        "bank, Bg bank group, Pc pseudo channel, Co column, Ch channel; left out, Bg lies below "
        "Ba, Sid and Pc below Ra; a second Co4 takes the low part of the column, four bursts "
        "here");
    v.field("bank_hash", self.bank_hash,
            "row_xor, column_xor: pseudo channel, rank, stack id, bank group and bank are each "
            "mixed with low bits of the row or column");
    v.field("page_policy", self.page_policy,
            "open: rows stay open; closed: a row is closed with its last waiting access; timeout: "
            "after page_timeout_cycles without one");
    v.field("page_timeout_cycles", self.page_timeout_cycles, Range{1, 1'000'000'000},
            "idle cycles until policy timeout closes a row");
    v.field("refresh", self.refresh,
            "all_bank: every trefi, a rank at once; per_bank: every trefi_pb, one bank after the "
            "other; none: never");
    v.field(
        "scheduling", self.scheduling,
        "fr_fcfs: the oldest command that is legal now; fcfs: commands of the oldest request only");
    v.field("read_queue", self.read_queue, Range{1, 4096}, "entries, per channel");
    v.field("write_queue", self.write_queue, Range{1, 4096}, "entries, per channel");
    v.field("write_high_percent", self.write_high_percent, Range{1, 100},
            "writes drain while more of their queue than this is taken or no read waits");
    v.field("write_low_percent", self.write_low_percent, Range{0, 100},
            "until less than this is taken and a read waits");
    v.field("wait_limit_cycles", self.wait_limit_cycles, Range{1, 1'000'000'000},
            "a request that has waited this long goes first, so that none starves");
  }
};

template <>
struct Fields<DramEnergy> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    constexpr Interval kPicojoule{0.0, 1e12};
    v.field("activate_pj", self.activate_pj, kPicojoule,
            "one activate with its precharge; 0: unknown");
    v.field("read_pj", self.read_pj, kPicojoule, "one read burst; 0: unknown");
    v.field("write_pj", self.write_pj, kPicojoule, "one write burst; 0: unknown");
    v.field("refresh_pj", self.refresh_pj, kPicojoule,
            "one all-bank refresh of a rank; 0: unknown");
    v.field("refresh_pb_pj", self.refresh_pb_pj, kPicojoule, "one per-bank refresh; 0: unknown");
    v.field("background_mw", self.background_mw, Interval{0.0, 1e9},
            "power of a rank that does nothing; 0: unknown");
  }
};

template <>
struct Fields<MemoryConfig> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    v.field("name", self.name, "name in reports; the file's name where it is not given");
    v.field("description", self.description, "what the memory is, in a sentence or two");
    v.field("standard", self.standard, "the standard it follows: DDR4, HBM2 and so on");
    v.section("organisation", self.organisation, "channels, banks, rows and columns");
    v.section("timing", self.timing, "the timing set, in clock cycles");
    v.section("commands", self.commands, "the command bus");
    v.section("controller", self.controller, "queues, policies and the address map");
    v.section("energy", self.energy, "energy per command");
  }
};

}  // namespace systole::config
