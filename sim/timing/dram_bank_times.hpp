// When the banks of one channel can take their next command, as a few ready times that are cheap to
// copy. The distances come from the same table that the `cycle` level enforces one by one.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "timing/dram_constraints.hpp"

namespace systole::timing {

/// Distances in ticks, by level and pair of commands; far in the past where there is none.
struct DramDistances {
  explicit DramDistances(const DramRules& rules);

  using ByDirections = std::array<std::array<Cycles, 2>, 2>;  ///< [write before][write after]
  struct Columns {
    ByDirections group, stack, rank, bus;  ///< both to the same one
    ByDirections other_stack, other_rank;
  };
  Columns columns{};
  std::array<Cycles, 2> row_to_column{};               ///< activate to read, to write
  std::array<Cycles, 2> column_to_row{};               ///< read, write to precharge
  std::array<Cycles, 2> auto_precharge_to_activate{};  ///< of a read, of a write
  Cycles bank_activates = 0;
  Cycles group_activates = 0;
  Cycles rank_activates = 0;
  Cycles activate_window = 0;
  Cycles activate_to_precharge = 0;
  Cycles precharge_to_activate = 0;
  Cycles precharges = 0;
  Cycles activate_to_refresh = 0;
  Cycles precharge_to_refresh = 0;
  Cycles all_precharged_to_refresh = 0;
  Cycles all_precharged_to_activate = 0;
  Cycles refresh_to_activate = 0;
  Cycles activate_to_bank_refresh = 0;
  Cycles row_cycle_to_bank_refresh = 0;
  Cycles precharge_to_bank_refresh = 0;
  Cycles bank_refresh_to_activate = 0;
  Cycles bank_refresh_to_others = 0;
  Cycles bank_refreshes = 0;
};

class DramBankTimes {
 public:
  static constexpr std::int32_t kClosed = -1;
  static constexpr Cycles kLongAgo = -(1LL << 50);

  DramBankTimes(const DramRules& rules, const config::DramOrganisation& organisation);

  std::int32_t open_row(std::int32_t bank) const { return rows_[static_cast<std::size_t>(bank)]; }
  std::int32_t pseudo_channel_of(std::int32_t bank) const { return parts_of(bank).bus; }
  /// How much later a column command may go to `bank` than the first of `bursts` of the same
  /// direction that go to `before`; far in the past where they do not concern each other.
  Cycles column_distance(std::int32_t before, std::int32_t bank, bool write,
                         std::int32_t bursts) const;
  /// From one burst of a row to the next, if nothing else is in the way.
  Cycles column_pitch(bool write) const { return fixed_->column_pitch[write]; }

  // The first tick at which a command may go to a bank, whatever its row.
  Cycles activate_at(std::int32_t bank) const;
  Cycles precharge_at(std::int32_t bank) const;
  Cycles column_at(std::int32_t bank, bool write) const;
  /// No column command of a pseudo channel comes sooner.
  Cycles data_bus_at(std::int32_t pseudo_channel, bool write) const;
  Cycles precharge_rank_at(std::int32_t rank) const;
  Cycles refresh_rank_at(std::int32_t rank) const;
  Cycles refresh_bank_at(std::int32_t bank) const;

  void activate(std::int32_t bank, std::int32_t row, Cycles tick);
  void precharge(std::int32_t bank, Cycles tick);
  /// `bursts` of one row, the first at `tick`, each as soon as its bank allows. Where that is
  /// slower than the bus, those of other bank groups fit in between.
  void columns(std::int32_t bank, bool write, Cycles tick, std::int32_t bursts);
  /// Closes the row with the access that was made last, without a command of its own.
  void close(std::int32_t bank);
  void precharge_rank(std::int32_t rank, Cycles tick);
  void refresh_rank(std::int32_t rank, Cycles tick);
  void refresh_bank(std::int32_t bank, Cycles tick);

 private:
  struct Bank {
    Cycles activate_ready = kLongAgo;
    Cycles precharge_ready = kLongAgo;
    Cycles refresh_ready = kLongAgo;
    std::array<Cycles, 2> column_ready{kLongAgo, kLongAgo};
    Cycles auto_closed = kLongAgo;  ///< when it may open again if its latest access closed it
  };
  /// The latest column commands of a part, and the latest of those that went to another child than
  /// they.
  struct Columns {
    std::array<Cycles, 2> latest{kLongAgo, kLongAgo};
    std::array<Cycles, 2> other{kLongAgo, kLongAgo};
    std::array<std::int32_t, 2> child{-1, -1};

    void record(bool write, std::int32_t to, Cycles tick);
    Cycles after(const DramDistances::ByDirections& distance, bool write) const;
    Cycles after_others(const DramDistances::ByDirections& distance, bool write,
                        std::int32_t than) const;
  };
  struct Rank {
    Columns columns{};
    std::array<Cycles, 4> activates{kLongAgo, kLongAgo, kLongAgo, kLongAgo};
    std::size_t oldest = 0;
    Cycles precharged = kLongAgo;
    Cycles activate_ready = kLongAgo;
    Cycles refresh_ready = kLongAgo;
    Cycles bank_refresh_ready = kLongAgo;
  };
  struct Group {
    Columns columns{};
    Cycles activated = kLongAgo;
  };
  /// The parts that a bank belongs to.
  struct Parts {
    std::int32_t group, stack, rank, bus;
  };

  const Parts& parts_of(std::int32_t bank) const {
    return fixed_->parts[static_cast<std::size_t>(bank)];
  }
  template <class Part>
  static auto& at(Part& parts, std::int32_t index) {
    return parts[static_cast<std::size_t>(index)];
  }
  /// What never changes, shared by all copies.
  struct Fixed {
    explicit Fixed(const DramRules& rules);

    DramDistances distances;
    std::array<Cycles, 2> column_pitch{};  ///< from burst to burst within a bank, by direction
    std::array<Cycles, 2> bus_pitch{};     ///< the same over several bank groups
    std::vector<Parts> parts;              ///< by bank
    std::int32_t banks_per_rank = 1;
  };
  std::int32_t first_bank_of(std::int32_t rank) const { return rank * fixed_->banks_per_rank; }

  std::shared_ptr<const Fixed> fixed_;
  std::vector<std::int32_t> rows_;  ///< by bank
  std::vector<Bank> banks_;
  std::vector<Group> groups_;
  std::vector<Columns> stacks_;
  std::vector<Rank> ranks_;
  std::vector<Columns> buses_;
};

}  // namespace systole::timing
