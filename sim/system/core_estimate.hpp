// One core's share of a kernel in closed form.
#pragma once

#include <memory>
#include <set>

#include "config/chip.hpp"
#include "hw/measurement.hpp"
#include "program/program.hpp"

namespace systole::system {

/// Walks one core's commands and adds up what each unit does. Commands are taken one transfer at a
/// time, so that cores can take turns.
class CoreEstimate {
 public:
  CoreEstimate(const program::Kernel& kernel, std::int64_t number, const config::Chip& chip,
               bool on_chip);

  /// Goes on to the next load or store that crosses the core's port; null at the end.
  struct Transfer {
    program::Region region;
    Operand operand = Operand::input;
    bool write = false;
    Bytes moved = 0;
  };
  const Transfer* next_transfer();

  Bytes first_fill_bytes() const { return first_fill_; }
  Bytes last_store_bytes() const { return last_store_; }
  /// The longest that a unit of the core is busy.
  Cycles busy() const;
  bool worked() const { return worked_; }
  /// The busier way of the core's port; 0 where it is not limited.
  Cycles port_cycles(Bytes bytes_per_cycle) const;
  /// What it did, between the cycles that the chip as a whole allows: the units are busy from
  /// `begin` and wait until `until`; the last bytes are stored at `end`.
  hw::CoreMeasurement measured(Cycles begin, Cycles until, Cycles end) const;

 private:
  bool visit(const program::Action& action);
  bool add(const program::Load& load);
  bool add(const program::Store& store);
  void add(const program::Compute& tile);
  void add(const program::Vector& work);
  void set_transfer(const program::Region& region, Operand operand, bool write);

  const config::Chip& chip_;
  bool on_chip_;
  std::unique_ptr<program::CommandSource> source_;
  program::Command command_;
  Transfer transfer_;
  timing::MatrixTimeline timeline_;
  hw::ArrayBooks books_;
  hw::CoreMeasurement measured_;
  std::set<std::pair<Operand, program::Slot>> seen_;
  bool worked_ = false;
  Bytes first_fill_ = 0;
  Bytes last_store_ = 0;
};

}  // namespace systole::system
