// What a DRAM is, as typed structs: organisation, timing set, controller. A memory is a YAML file;
// `describe` (memory_fields.hpp) spells each key once. Timings are in clock cycles of `tck_ps` and
// carry their JEDEC names.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/units.hpp"
#include "config/provenance.hpp"

namespace systole::config {

/// How many of what. All counts are per one of the level above.
struct DramOrganisation {
  std::int64_t channels = 1;         ///< independent channels, each with a controller of its own
  std::int64_t pseudo_channels = 1;  ///< per channel; they share its command bus, not its data bus
  std::int64_t ranks = 1;            ///< per pseudo channel; each is refreshed by itself
  /// Stack ids (SID) of a high stack, per rank: more banks, with a column spacing of their own.
  std::int64_t stack_ids = 1;
  std::int64_t bank_groups = 4;  ///< per stack id; 1 where the standard has none
  std::int64_t banks_per_group = 4;
  std::int64_t rows = 65536;             ///< per bank
  std::int64_t columns = 1024;           ///< per row; one column is `channel_width_bits` wide
  std::int64_t channel_width_bits = 64;  ///< data bus of one pseudo channel
  std::int64_t burst_length = 8;         ///< beats of one column command
  /// Payload of one burst where it is less than width x length (metadata beats of LPDDR6); 0: all
  /// of it.
  std::int64_t payload_bytes = 0;
  /// Size of the whole memory, checked against the counts above; 0: whatever they give.
  std::int64_t capacity_mib = 0;
};

/// Minimum distances in clock cycles. 0 where a standard has no such constraint, or as the comment
/// says.
struct DramTimings {
  std::int64_t tck_ps = 833;  ///< the clock that all others are counted in
  std::int64_t data_rate_mt_per_s = 2400;
  std::int64_t tbl = 4;      ///< data bus cycles of one burst (BL/n_min)
  std::int64_t tbl_max = 0;  ///< until the last beat where bursts interleave (BL/n_max); 0: tbl
  std::int64_t tcl = 16;     ///< read command to first data
  std::int64_t tcwl = 12;    ///< write command to first data

  std::int64_t trcd_rd = 16;
  std::int64_t trcd_wr = 16;
  std::int64_t trp = 16;
  std::int64_t trp_ab = 0;  ///< precharge of all banks; 0: trp
  std::int64_t tras = 39;
  std::int64_t trc = 55;
  std::int64_t trtp = 9;
  std::int64_t twr = 18;
  std::int64_t trrd_s = 4;
  std::int64_t trrd_l = 6;  ///< same bank group; 0: trrd_s
  std::int64_t tfaw = 26;
  std::int64_t tppd = 0;

  std::int64_t tccd_s = 4;
  std::int64_t tccd_l = 6;     ///< same bank group; 0: tccd_s
  std::int64_t tccd_s_wr = 0;  ///< write to write; 0: tccd_s
  std::int64_t tccd_l_wr = 0;  ///< write to write, same bank group; 0: tccd_l
  std::int64_t tccd_r = 0;     ///< reads of another stack id; 0: tccd_s
  std::int64_t tcs = 0;        ///< data bus turnaround between ranks
  std::int64_t twtr_s = 3;
  std::int64_t twtr_l = 9;     ///< same bank group; 0: twtr_s
  std::int64_t trtw = 0;       ///< read to write command; 0: tcl + tbl + trtw_gap - tcwl
  std::int64_t trtw_l = 0;     ///< same bank group; 0: as trtw
  std::int64_t trtw_gap = 2;   ///< data bus turnaround from read to write data
  std::int64_t twck_sync = 0;  ///< data clock sync to column command; 0: the clock always runs
  std::int64_t twck_post = 0;  ///< cycles that the data clock runs on after a burst

  std::int64_t trefi = 9364;
  std::int64_t trfc = 433;
  std::int64_t trefi_pb = 0;  ///< 0: trefi over the banks of a rank
  std::int64_t trfc_pb = 0;
  std::int64_t trrefd = 0;    ///< per-bank refresh to activate of another bank, and back
  std::int64_t tpbr2pbr = 0;  ///< per-bank refresh to the next of another bank; 0: trrefd
};

/// How long commands occupy the command bus, in clock cycles and halves of them.
struct DramCommandBus {
  bool separate_row_and_column = false;  ///< HBM, GDDR7: row and column commands have a bus each
  double activate_cycles = 1.0;
  double precharge_cycles = 1.0;
  double refresh_cycles = 1.0;
  double column_cycles = 1.0;
};

enum class DramRefresh { all_bank, per_bank, none };
enum class PagePolicy { open, closed, timeout };
/// Whether bank and bank group numbers are mixed with bits of row or column, so that strides
/// spread.
enum class BankHash { none, row_xor, column_xor };
/// fr_fcfs: the oldest command that is legal now; fcfs: commands of the oldest request only.
enum class DramScheduling { fr_fcfs, fcfs };

struct DramControllerConfig {
  std::string address_map = "RoBaRaCoCh";  ///< config/address_map.hpp says how it is written
  BankHash bank_hash = BankHash::none;
  PagePolicy page_policy = PagePolicy::open;
  std::int64_t page_timeout_cycles = 100;  ///< policy timeout: idle cycles until a row is closed
  DramRefresh refresh = DramRefresh::all_bank;
  DramScheduling scheduling = DramScheduling::fr_fcfs;
  std::int64_t read_queue = 32;   ///< entries, per channel
  std::int64_t write_queue = 32;  ///< entries, per channel
  /// Writes drain while more than this share of their queue is taken or no read waits ...
  std::int64_t write_high_percent = 80;
  /// ... until less than this share is, and a read waits.
  std::int64_t write_low_percent = 20;
  /// A request that has waited this long goes first, so that none starves.
  std::int64_t wait_limit_cycles = 4000;
};

/// Energy per command in picojoule; 0: unknown.
struct DramEnergy {
  double activate_pj = 0.0;  ///< one activate and its precharge
  double read_pj = 0.0;      ///< one burst, core and I/O
  double write_pj = 0.0;
  double refresh_pj = 0.0;     ///< one all-bank refresh of a rank
  double refresh_pb_pj = 0.0;  ///< one per-bank refresh
  double background_mw = 0.0;  ///< per rank
};

struct MemoryConfig {
  std::string name;
  std::string description;
  std::string standard;  ///< the standard it follows: DDR4, HBM2 ...
  DramOrganisation organisation;
  DramTimings timing;
  DramCommandBus commands;
  DramControllerConfig controller;
  DramEnergy energy;
  std::vector<Provenance> provenance;

  /// Payload of one column command.
  Bytes burst_bytes() const;
  /// Bursts of one row.
  std::int64_t bursts_per_row() const;
  std::int64_t banks_per_rank() const {
    return organisation.stack_ids * organisation.bank_groups * organisation.banks_per_group;
  }
  std::int64_t banks_per_channel() const {
    return organisation.pseudo_channels * organisation.ranks * banks_per_rank();
  }
  /// Payload of all channels; throws UserError on overflow.
  Bytes capacity_bytes() const;
  /// Payload per second of all channels with every data bus always busy.
  double peak_bytes_per_second() const;
};

/// The timing set with every "0: as ..." replaced by what it stands for. `trtw` may be negative
/// where tcwl is long.
DramTimings resolved(const MemoryConfig& memory);

std::string_view name_of(DramRefresh refresh);
std::string_view name_of(PagePolicy policy);
std::string_view name_of(BankHash hash);
std::string_view name_of(DramScheduling scheduling);

}  // namespace systole::config
