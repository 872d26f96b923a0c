#include "hw/pe.hpp"

#include <fmt/format.h>

#include "base/error.hpp"

namespace systole::hw {

namespace {

[[noreturn]] void hazard(const PeSite& site, const char* what) {
  throw ModelError(
      fmt::format("hazard in the PE of row {}, column {}: {}", site.row, site.col, what));
}

}  // namespace

StationaryPe::StationaryPe(const sc_core::sc_module_name& name, const PeSite& site,
                           bool double_buffer)
    : sc_module(name), site_(site), double_buffer_(double_buffer) {
  SC_METHOD(on_clock);
  sensitive << site_.clock;
  dont_initialize();
}

// A single register cannot be written in the cycle in which it is read, so the preload comes first
// and spoils what a late element would have needed; shadow registers hand over first and are
// refilled afterwards.
void StationaryPe::on_clock() {
  site_.simulation.activate([this] {
    const StreamWord& element = west.read();
    if (double_buffer_ && element.valid && element.index == 0) active_ = shadow_;
    take_preload();
    if (element.valid) {
      multiply(element);
    } else {
      forward_nothing();
    }
  });
}

void StationaryPe::take_preload() {
  const StationaryWord& word = preload.read();
  StationaryWord passed_on;
  if (word.valid) {
    (double_buffer_ ? shadow_ : active_) = word;
    if (word.row > site_.row) passed_on = word;
  }
  preload_south.write(passed_on);
}

void StationaryPe::multiply(const StreamWord& element) {
  if (!active_.valid || !(active_.tag == element.tag) || active_.row != site_.row) {
    hazard(site_, "an element met a stationary operand of another fold");
  }
  SumWord out{true, active_.value * element.value, element.tag, element.index, site_.row, false};
  if (site_.row > 0) {
    const SumWord& above = north.read();
    if (!above.valid || !(above.tag == element.tag) || above.index != element.index) {
      hazard(site_, "a partial sum met an element of another place in the stream");
    }
    out.value += above.value;
  }
  out.leaves = site_.row == element.tag.rows - 1;
  south.write(out);
  east.write(site_.col + 1 < element.tag.cols ? element : StreamWord{});
}

void StationaryPe::forward_nothing() {
  south.write(SumWord{});
  east.write(StreamWord{});
}

AccumulatingPe::AccumulatingPe(const sc_core::sc_module_name& name, const PeSite& site,
                               bool waits_for_drain)
    : sc_module(name), site_(site), waits_for_drain_(waits_for_drain) {
  SC_METHOD(on_clock);
  sensitive << site_.clock;
  dont_initialize();
}

void AccumulatingPe::on_clock() {
  site_.simulation.activate([this] {
    const StreamWord& a = west.read();
    const StreamWord& b = north.read();
    if (a.valid != b.valid) hazard(site_, "an element arrived without its partner");
    if (a.valid) {
      multiply(a, b);
    } else {
      sum.write(SumWord{});
    }
    east.write(a.valid && site_.col + 1 < a.tag.cols ? a : StreamWord{});
    south.write(b.valid && site_.row + 1 < b.tag.rows ? b : StreamWord{});
  });
}

void AccumulatingPe::multiply(const StreamWord& a, const StreamWord& b) {
  if (!(a.tag == b.tag) || a.index != b.index)
    hazard(site_, "two elements of different places met");
  if (a.index == 0) {
    if (waits_for_drain_ && finished_sums_ != drained.read()) {
      hazard(site_, "a new sum began before the old one had left");
    }
    accumulator_ = 0.0;
  }
  accumulator_ += a.value * b.value;
  if (!a.last) {
    sum.write(SumWord{});
    return;
  }
  ++finished_sums_;
  sum.write({true, accumulator_, a.tag, a.index, site_.row, site_.row == a.tag.rows - 1});
}

DrainColumn::DrainColumn(const sc_core::sc_module_name& name, std::int64_t rows, const PeSite& site)
    : sc_module(name),
      sums("sums", static_cast<std::size_t>(rows)),
      drained("drained", static_cast<std::size_t>(rows)),
      site_(site),
      chain_(static_cast<std::size_t>(rows)),
      drained_counts_(static_cast<std::size_t>(rows), 0) {
  SC_METHOD(on_clock);
  sensitive << site_.clock;
  dont_initialize();
}

void DrainColumn::on_clock() {
  site_.simulation.activate([this] {
    deposit();
    exit.write(SumWord{});
    if (draining_rows_ > 0) shift();
  });
}

void DrainColumn::deposit() {
  for (std::size_t row = 0; row < sums.size(); ++row) {
    const SumWord& finished = sums[row].read();
    if (!finished.valid) continue;
    if (chain_[row].valid) hazard(site_, "a finished sum found its drain register occupied");
    chain_[row] = finished;
    if (!finished.leaves) continue;
    if (draining_rows_ > 0)
      hazard(site_, "a fold began to drain before the one before it had left");
    draining_rows_ = finished.tag.rows;
    shifts_done_ = 0;
  }
}

// Shift n empties row n - 1: the sums of rows n - 1 and below move one row south and the last one
// leaves.
void DrainColumn::shift() {
  const auto last = static_cast<std::size_t>(draining_rows_ - 1);
  const auto emptied = static_cast<std::size_t>(shifts_done_);
  exit.write(chain_[last]);
  for (std::size_t row = last; row > emptied; --row) chain_[row] = chain_[row - 1];
  chain_[emptied] = SumWord{};
  drained[emptied].write(++drained_counts_[emptied]);
  ++shifts_done_;
  if (shifts_done_ == draining_rows_) draining_rows_ = 0;
}

}  // namespace systole::hw
