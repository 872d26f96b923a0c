// Processing elements: clocked SystemC modules that multiply real numbers.
#pragma once

#include "hw/pe_words.hpp"
#include "hw/simulation.hpp"

namespace systole::hw {

/// Where a PE stands, and the clock it shares with its neighbours.
struct PeSite {
  std::int64_t row = 0;
  std::int64_t col = 0;
  Simulation& simulation;
  const sc_core::sc_event& clock;
};

/// Weight and input stationary: keeps one operand, multiplies what comes from the west with it and
/// adds what comes from the north.
class StationaryPe : public sc_core::sc_module {
 public:
  sc_core::sc_in<StreamWord> west{"west"};
  sc_core::sc_in<SumWord> north{"north"};
  sc_core::sc_in<StationaryWord> preload{"preload"};
  sc_core::sc_out<StreamWord> east{"east"};
  sc_core::sc_out<SumWord> south{"south"};
  sc_core::sc_out<StationaryWord> preload_south{"preload_south"};

  SC_HAS_PROCESS(StationaryPe);
  StationaryPe(const sc_core::sc_module_name& name, const PeSite& site, bool double_buffer);

  /// The operand that is multiplied with, or that moves through on its way to a lower row.
  const StationaryWord& held() const { return active_; }

 private:
  void on_clock();
  void take_preload();
  void multiply(const StreamWord& element);
  void forward_nothing();

  PeSite site_;
  bool double_buffer_;
  StationaryWord active_;
  StationaryWord shadow_;
};

/// Output stationary: keeps a sum, adds to it the product of what comes from west and north.
class AccumulatingPe : public sc_core::sc_module {
 public:
  sc_core::sc_in<StreamWord> west{"west"};
  sc_core::sc_in<StreamWord> north{"north"};
  sc_core::sc_in<std::int64_t> drained{
      "drained"};  ///< sums of this PE that have left the drain chain's register
  sc_core::sc_out<StreamWord> east{"east"};
  sc_core::sc_out<StreamWord> south{"south"};
  sc_core::sc_out<SumWord> sum{"sum"};

  /// `waits_for_drain`: the sum's register is the drain chain's, so a new sum must not begin before
  /// it is empty.
  SC_HAS_PROCESS(AccumulatingPe);
  AccumulatingPe(const sc_core::sc_module_name& name, const PeSite& site, bool waits_for_drain);

  double kept_sum() const { return accumulator_; }

 private:
  void on_clock();
  void multiply(const StreamWord& a, const StreamWord& b);

  PeSite site_;
  bool waits_for_drain_;
  double accumulator_ = 0.0;
  std::int64_t finished_sums_ = 0;
};

/// The registers through which a column's finished sums move south, one row a cycle, once the last
/// row's sum is there.
class DrainColumn : public sc_core::sc_module {
 public:
  sc_core::sc_vector<sc_core::sc_in<SumWord>> sums;
  sc_core::sc_vector<sc_core::sc_out<std::int64_t>> drained;
  sc_core::sc_out<SumWord> exit{"exit"};

  SC_HAS_PROCESS(DrainColumn);
  DrainColumn(const sc_core::sc_module_name& name, std::int64_t rows, const PeSite& site);

 private:
  void on_clock();
  void deposit();
  void shift();

  PeSite site_;
  std::vector<SumWord> chain_;
  std::vector<std::int64_t> drained_counts_;
  std::int64_t shifts_done_ = 0;
  std::int64_t draining_rows_ = 0;  ///< rows of the fold that is leaving; 0 when none is
};

}  // namespace systole::hw
