#include "config/memory_check.hpp"

#include <cmath>
#include <string>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "config/address_map.hpp"

namespace systole::config {

namespace {

/// A key, its dotted path and its value.
struct Key {
  const char* path;
  std::int64_t value;
};

class Checker {
 public:
  Checker(const MemoryConfig& memory, const KeyPlaces& places, Diagnostics& diagnostics)
      : memory_(memory), t_(memory.timing), places_(places), diagnostics_(diagnostics) {}

  void row_cycle() {
    const Key tras{"timing.tras", t_.tras};
    const Key trc{"timing.trc", t_.trc};
    at_least(tras, {"timing.trcd_rd", t_.trcd_rd}, "a row must stay open until it can be read");
    if (!places_.usable({"timing.tras", "timing.trp", "timing.trc"})) return;
    if (t_.trc >= t_.tras + t_.trp) return;
    error(trc.path,
          fmt::format("trc = {} is less than tras + trp = {} + {}: a bank cannot open again sooner",
                      t_.trc, t_.tras, t_.trp));
  }

  void same_group_is_no_faster() {
    at_least_if_given({"timing.tccd_l", t_.tccd_l}, {"timing.tccd_s", t_.tccd_s});
    at_least_if_given({"timing.trrd_l", t_.trrd_l}, {"timing.trrd_s", t_.trrd_s});
    at_least_if_given({"timing.twtr_l", t_.twtr_l}, {"timing.twtr_s", t_.twtr_s});
    at_least_if_given({"timing.tbl_max", t_.tbl_max}, {"timing.tbl", t_.tbl});
    at_least_if_given({"timing.trp_ab", t_.trp_ab}, {"timing.trp", t_.trp});
    at_least({"timing.tccd_s", t_.tccd_s}, {"timing.tbl", t_.tbl},
             "bursts would collide on the data bus");
    at_least_if_given({"timing.tccd_s_wr", t_.tccd_s_wr}, {"timing.tbl", t_.tbl});
    at_least_if_given({"timing.tccd_r", t_.tccd_r}, {"timing.tbl", t_.tbl});
  }

  void refresh() {
    if (!places_.usable({"controller.refresh"})) return;
    if (memory_.controller.refresh == DramRefresh::all_bank) {
      between_refreshes({"timing.trefi", t_.trefi}, {"timing.trfc", t_.trfc});
    } else if (memory_.controller.refresh == DramRefresh::per_bank) {
      needs({"timing.trefi", t_.trefi}, "per-bank refresh needs trefi");
      needs({"timing.trfc_pb", t_.trfc_pb}, "per-bank refresh needs trfc_pb");
      if (places_.usable({"timing.trefi", "timing.trefi_pb", "timing.trfc_pb"}) && t_.trefi > 0 &&
          places_.usable({"organisation.bank_groups", "organisation.banks_per_group"})) {
        per_bank_keeps_up();
      }
    }
  }

  void burst() {
    constexpr const char* kLength = "organisation.burst_length";
    constexpr const char* kWidth = "organisation.channel_width_bits";
    if (!places_.usable({kLength, kWidth, "organisation.payload_bytes"})) return;
    const DramOrganisation& o = memory_.organisation;
    const std::int64_t bits = o.burst_length * o.channel_width_bits;
    if (bits % 8 != 0) {
      error(blame(kLength, kWidth), fmt::format("{} beats of {} bits are {} bits, not whole bytes",
                                                o.burst_length, o.channel_width_bits, bits));
    } else if (o.payload_bytes * 8 > bits) {
      error("organisation.payload_bytes",
            fmt::format("a burst of {} beats of {} bits holds only {} bytes", o.burst_length,
                        o.channel_width_bits, bits / 8));
    } else {
      columns();
    }
    data_rate();
  }

  void capacity() {
    if (!counts_usable() || memory_.bursts_per_row() == 0) return;
    try {
      check_capacity(memory_.capacity_bytes());
    } catch (const UserError& too_large) {
      error("organisation", too_large.what());
    }
  }

  void address_map() {
    constexpr const char* kMap = "controller.address_map";
    if (!counts_usable() || !places_.usable({kMap, "controller.bank_hash"})) return;
    if (memory_.bursts_per_row() == 0) return;
    try {
      address_fields(memory_);
    } catch (const UserError& wrong) {
      error(blame(kMap, "controller.bank_hash"), wrong.what());
    }
  }

  void command_cycles() {
    halves("commands.activate_cycles", memory_.commands.activate_cycles);
    halves("commands.precharge_cycles", memory_.commands.precharge_cycles);
    halves("commands.refresh_cycles", memory_.commands.refresh_cycles);
    halves("commands.column_cycles", memory_.commands.column_cycles);
  }

  void watermarks() {
    constexpr const char* kHigh = "controller.write_high_percent";
    constexpr const char* kLow = "controller.write_low_percent";
    if (!places_.usable({kHigh, kLow})) return;
    const DramControllerConfig& c = memory_.controller;
    if (c.write_low_percent < c.write_high_percent) return;
    error(blame(kLow, kHigh),
          fmt::format("writes would drain until {} % of their queue, which is not below the {} % "
                      "at which they begin to",
                      c.write_low_percent, c.write_high_percent));
  }

 private:
  void check_capacity(Bytes bytes) {
    constexpr const char* kCapacity = "organisation.capacity_mib";
    const DramOrganisation& o = memory_.organisation;
    if (!places_.usable({kCapacity}) || o.capacity_mib == 0) return;
    if (bytes == o.capacity_mib * kKib * kKib) return;
    error(kCapacity, fmt::format("{} MiB do not divide into the organisation, which holds {} "
                                 "bytes: {} channels x {} pseudo "
                                 "channels x {} ranks x {} banks x {} rows x {} bytes",
                                 o.capacity_mib, bytes, o.channels, o.pseudo_channels, o.ranks,
                                 memory_.banks_per_rank(), o.rows,
                                 memory_.bursts_per_row() * memory_.burst_bytes()));
  }

  bool counts_usable() const {
    return places_.usable(
        {"organisation.channels", "organisation.pseudo_channels", "organisation.ranks",
         "organisation.stack_ids", "organisation.bank_groups", "organisation.banks_per_group",
         "organisation.rows", "organisation.columns", "organisation.channel_width_bits",
         "organisation.burst_length", "organisation.payload_bytes"});
  }

  void columns() {
    const DramOrganisation& o = memory_.organisation;
    if (!places_.usable({"organisation.columns"})) return;
    if (o.payload_bytes > 0 ? memory_.bursts_per_row() > 0 : o.columns % o.burst_length == 0)
      return;
    error(
        blame("organisation.columns", "organisation.burst_length"),
        fmt::format("{} columns do not divide into bursts of {} beats", o.columns, o.burst_length));
  }

  /// tbl cycles must move burst_length beats; the clock period is rounded to whole picoseconds.
  void data_rate() {
    if (!places_.usable({"timing.data_rate_mt_per_s", "timing.tbl", "timing.tck_ps"})) return;
    if (t_.data_rate_mt_per_s == 0) return;
    const double by_rate = 1e6 * static_cast<double>(memory_.organisation.burst_length) /
                           static_cast<double>(t_.data_rate_mt_per_s);
    const auto by_cycles = static_cast<double>(t_.tbl * t_.tck_ps);
    constexpr double kRounding = 0.02;
    if (std::abs(by_cycles - by_rate) <= kRounding * by_rate) return;
    error(blame("timing.tbl", "timing.data_rate_mt_per_s"),
          fmt::format(
              "tbl = {} cycles of {} ps take {:.0f} ps, but {} beats at {} MT/s take {:.0f} ps",
              t_.tbl, t_.tck_ps, by_cycles, memory_.organisation.burst_length,
              t_.data_rate_mt_per_s, by_rate));
  }

  void per_bank_keeps_up() {
    const std::int64_t interval =
        t_.trefi_pb > 0 ? t_.trefi_pb : t_.trefi / memory_.banks_per_rank();
    const char* const key = t_.trefi_pb > 0 ? "timing.trefi_pb" : "timing.trefi";
    const std::int64_t round = interval * memory_.banks_per_rank();
    if (interval > 0 && round > t_.trfc_pb) return;
    error(key,
          fmt::format(
              "a bank is refreshed every {} cycles and takes trfc_pb = {}: no time is left to work",
              round, t_.trfc_pb));
  }

  void between_refreshes(const Key& interval, const Key& duration) {
    needs(interval, "all-bank refresh needs trefi (refresh: none switches it off)");
    needs(duration, "all-bank refresh needs trfc (refresh: none switches it off)");
    if (!places_.usable({interval.path, duration.path}) || interval.value == 0) return;
    if (interval.value > duration.value) return;
    error(interval.path,
          fmt::format("a refresh every {} cycles that takes trfc = {} leaves no time to work",
                      interval.value, duration.value));
  }

  void needs(const Key& key, const char* message) {
    if (places_.usable({key.path}) && key.value == 0) error(key.path, message);
  }

  void halves(const char* path, double cycles) {
    if (places_.usable({path}) && cycles * 2 != std::floor(cycles * 2)) {
      error(path, "expected whole clock cycles or halves of them");
    }
  }

  void at_least(const Key& larger, const Key& smaller, const char* why) {
    if (!places_.usable({larger.path, smaller.path}) || larger.value >= smaller.value) return;
    error(blame(larger.path, smaller.path),
          fmt::format("{} = {} is less than {} = {}: {}", larger.path, larger.value, smaller.path,
                      smaller.value, why));
  }

  void at_least_if_given(const Key& larger, const Key& smaller) {
    if (larger.value > 0) at_least(larger, smaller, "it cannot be the shorter one");
  }

  /// The key that the file gives; the other one may be a default.
  const char* blame(const char* first, const char* second) const {
    return places_.given(first) ? first : second;
  }
  void error(const char* path, const std::string& message) {
    diagnostics_.error(places_.of(path), path, message);
  }

  const MemoryConfig& memory_;
  const DramTimings& t_;
  const KeyPlaces& places_;
  Diagnostics& diagnostics_;
};

}  // namespace

void check_memory(const MemoryConfig& memory, const KeyPlaces& places, Diagnostics& diagnostics) {
  Checker checker(memory, places, diagnostics);
  checker.row_cycle();
  checker.same_group_is_no_faster();
  checker.refresh();
  checker.burst();
  checker.capacity();
  checker.address_map();
  checker.command_cycles();
  checker.watermarks();
}

}  // namespace systole::config
