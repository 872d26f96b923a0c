// The PEs themselves, driven by hand: two folds at the distance that the equations allow, and one
// cycle closer.
#include "hw/pe_grid.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "base/error.hpp"

using namespace systole;
using hw::FoldTag;
using hw::StationaryWord;
using hw::StreamWord;

namespace {

/// A fold of the whole array: its preload and its stream begin in these cycles.
struct TimedFold {
  Cycles preload_start;
  Cycles start;
  std::int64_t stream;
};

constexpr std::int64_t kPeriod = 1000;  // fs

/// Drives the edges of a grid with skewed words of two folds and clocks it, one cycle after the
/// other.
class Driver : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(Driver);
  Driver(const config::MatrixUnitConfig& unit, std::vector<TimedFold> folds)
      : sc_module(sc_core::sc_module_name("driver")),
        unit_(unit),
        folds_(std::move(folds)),
        grid_("grid", unit, hw::PeGrid::Parts{simulation, rise_}) {
    SC_THREAD(run);
  }

  hw::Simulation simulation;

 private:
  void run() {
    for (Cycles cycle = 0; cycle < 100; ++cycle) {
      drive(cycle);
      wait(hw::to_sc_time(kPeriod));
      rise_.notify();
      wait(hw::to_sc_time(kPeriod));
    }
  }

  bool keeps_sums() const { return unit_.dataflow == Dataflow::output_stationary; }

  FoldTag tag(std::size_t fold) const {
    return {static_cast<std::int64_t>(fold), unit_.rows, unit_.cols};
  }

  StreamWord stream_word(Cycles cycle, std::int64_t skew) const {
    for (std::size_t i = 0; i < folds_.size(); ++i) {
      const Cycles index = cycle - folds_[i].start - skew;
      if (index < 0 || index >= folds_[i].stream) continue;
      return {true, 1.0, tag(i), index, index == folds_[i].stream - 1};
    }
    return {};
  }

  StationaryWord preload_word(Cycles cycle, std::int64_t col) const {
    for (std::size_t i = 0; i < folds_.size(); ++i) {
      const Cycles step = cycle - folds_[i].preload_start - col;
      if (step >= 0 && step < unit_.rows) return {true, 1.0, tag(i), unit_.rows - 1 - step};
    }
    return {};
  }

  void drive(Cycles cycle) {
    for (std::int64_t row = 0; row < unit_.rows; ++row)
      grid_.drive_west(row, stream_word(cycle, row));
    for (std::int64_t col = 0; col < unit_.cols; ++col) {
      if (keeps_sums()) {
        grid_.drive_north(col, stream_word(cycle, col));
      } else {
        grid_.drive_preload(col, preload_word(cycle, col));
      }
    }
  }

  config::MatrixUnitConfig unit_;
  std::vector<TimedFold> folds_;
  sc_core::sc_event rise_;
  hw::PeGrid grid_;
};

/// Whether the PEs run both folds without a hazard. In a child, because SystemC elaborates once per
/// process.
bool runs(const config::MatrixUnitConfig& unit, const std::vector<TimedFold>& folds) {
  const pid_t child = fork();
  if (child == 0) {
    sc_core::sc_report_handler::set_actions(sc_core::SC_INFO, sc_core::SC_DO_NOTHING);
    sc_core::sc_set_time_resolution(1.0, sc_core::SC_FS);
    Driver driver(unit, folds);
    sc_core::sc_start();
    try {
      driver.simulation.rethrow();
    } catch (const ModelError&) {
      _exit(1);
    }
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  REQUIRE(WIFEXITED(status));
  return WEXITSTATUS(status) == 0;
}

config::MatrixUnitConfig array_of(Dataflow dataflow, bool double_buffer) {
  config::MatrixUnitConfig unit;
  unit.rows = 4;
  unit.cols = 3;
  unit.dataflow = dataflow;
  unit.stationary_double_buffer = double_buffer;
  unit.separate_output_drain = true;
  return unit;
}

}  // namespace

TEST_CASE(
    "Without a double buffer weights may follow when the top left PE has seen its last element") {
  const config::MatrixUnitConfig unit = array_of(Dataflow::weight_stationary, false);
  const std::int64_t stream = 5;
  CHECK(runs(unit, {{0, 4, stream}, {4 + stream, 8 + stream, stream}}));
  CHECK_FALSE(runs(unit, {{0, 4, stream}, {3 + stream, 7 + stream, stream}}));
}

TEST_CASE("With a double buffer weights may follow when the fold before has taken over its own") {
  const config::MatrixUnitConfig unit = array_of(Dataflow::weight_stationary, true);
  const std::int64_t stream = 2;  // shorter than the array is high, so that the preload decides
  CHECK(runs(unit, {{0, 4, stream}, {4, 8, stream}}));
  CHECK_FALSE(runs(unit, {{0, 4, stream}, {3, 7, stream}}));
}

TEST_CASE("A stream must not begin before its weights are in place") {
  const config::MatrixUnitConfig unit = array_of(Dataflow::weight_stationary, true);
  CHECK(runs(unit, {{0, 4, 5}}));
  CHECK_FALSE(runs(unit, {{0, 3, 5}}));
}

TEST_CASE("Without shadow registers a sum may begin when the drain has emptied its register") {
  const config::MatrixUnitConfig unit = array_of(Dataflow::output_stationary, false);
  const std::int64_t stream = 5;
  CHECK(runs(unit, {{0, 0, stream}, {0, stream + unit.rows, stream}}));
  CHECK_FALSE(runs(unit, {{0, 0, stream}, {0, stream + unit.rows - 1, stream}}));
}

TEST_CASE("With shadow registers sums may follow at the drain's pace") {
  const config::MatrixUnitConfig unit = array_of(Dataflow::output_stationary, true);
  const std::int64_t stream = 2;  // shorter than a drain
  CHECK(runs(unit, {{0, 0, stream}, {0, unit.rows, stream}}));
  CHECK_FALSE(runs(unit, {{0, 0, stream}, {0, unit.rows - 1, stream}}));
}
