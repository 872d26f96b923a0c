#include "hw/pe_engine.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.hpp"

namespace systole::hw {

PeEngine::PeEngine(const sc_core::sc_module_name& name, const config::MatrixUnitConfig& config,
                   const Parts& parts)
    : sc_module(name),
      config_(config),
      parts_(parts),
      grid_("grid", config, PeGrid::Parts{parts.simulation, rise_}) {
  SC_METHOD(tick);
  sensitive << tick_;
  dont_initialize();
  SC_METHOD(on_clock);
  sensitive << rise_;
  dont_initialize();
  SC_METHOD(collect);
  sensitive << latched_;
  dont_initialize();
}

void PeEngine::begin_kernel(const program::KernelHeader& header) {
  dtype_ = header.dtype;
  latest_.reset();
}

void PeEngine::end_kernel() {
  if (!idle()) throw ModelError("a kernel ended while its array was at work");
}

Cycles PeEngine::start(const program::Compute& tile, Executor::Id id, Cycles expected) {
  require_base_rate();
  parts_.memory.expect(tile);
  const std::vector<TileFold> folds = folds_of(tile, config_);
  const std::size_t number = tiles_started_++;
  tiles_.push_back({tile, id, expected, static_cast<std::int64_t>(folds.size())});
  for (const TileFold& fold : folds) waiting_folds_.emplace_back(fold, number);
  if (!clock_runs_) {
    clock_runs_ = true;
    cycle_ = parts_.clock.first_cycle_at(now());
    schedule_fall();
  }
  return Executor::kLater;
}

void PeEngine::require_base_rate() const {
  constexpr std::int64_t kBase = timing::MatrixRate{}.thousandths;
  if (timing::rate_of(config_, dtype_).thousandths == kBase) return;
  throw UserError(fmt::format(
      "a PE of the cycle level makes one product in a cycle, but core.matrix.rates.{} is {}; use "
      "--fidelity tile",
      name_of(dtype_), config_.rates.of(dtype_)));
}

bool PeEngine::idle() const { return waiting_folds_.empty() && !next_ && streams_.empty(); }

// --- the clock: the edge of the array drives on the falling edge, the PEs latch on the rising one
// ---------------

void PeEngine::schedule_fall() {
  const Femtoseconds start = parts_.clock.start_of(cycle_);
  const Femtoseconds middle = start + (parts_.clock.start_of(cycle_ + 1) - start) / 2;
  falls_next_ = true;
  tick_.notify(to_sc_time(middle - now()));
}

void PeEngine::tick() {
  parts_.simulation.activate([this] {
    if (!falls_next_) {
      if (parts_.probe != nullptr) parts_.probe->before_edge(grid_);
      rise_.notify(sc_core::SC_ZERO_TIME);
      return;
    }
    drive();
    falls_next_ = false;
    ++cycle_;
    tick_.notify(to_sc_time(parts_.clock.start_of(cycle_) - now()));
  });
}

// The PEs run on the same event; what they write can be read one delta later.
void PeEngine::on_clock() { latched_.notify(sc_core::SC_ZERO_TIME); }

void PeEngine::collect() {
  parts_.simulation.activate([this] {
    if (parts_.probe != nullptr) parts_.probe->after_edge(grid_);
    grid_.for_each_leaving([this](std::int64_t col, const SumWord& word) { take_sum(col, word); });
    if (keeps_sums() && !streams_.empty()) streams_.back().sums_completed += grid_.completed_sums();
    finish_streams();
    if (parts_.probe != nullptr) parts_.probe->end_beat(cycle_ - 1);
    if (idle()) {
      clock_runs_ = false;
    } else {
      schedule_fall();
    }
  });
}

// --- deciding when folds may begin
// ------------------------------------------------------------------------------

void PeEngine::take_next_fold() {
  if (next_ || waiting_folds_.empty()) return;
  const auto [fold, tile] = waiting_folds_.front();
  waiting_folds_.pop_front();
  Stream stream;
  stream.fold = fold;
  stream.tile = tile;
  if (fold.continues) {
    if (!latest_) throw UserError("a tile continues a fold, but no fold is in progress");
    stream.tag = latest_->tag;
    stream.first_start = latest_->first_start;
    stream.index_base = latest_->index_base + latest_->fold.stream;
  } else {
    const bool shortened = config_.edge_folds_shortened;
    stream.tag = {next_fold_id_++, shortened ? fold.rows : config_.rows,
                  shortened ? fold.cols : config_.cols};
  }
  const std::int64_t sums = keeps_sums() ? stream.tag.rows : fold.stream;
  stream.sums_expected = keeps_sums() && fold.holds ? 0 : sums * stream.tag.cols;
  next_ = stream;
}

bool PeEngine::may_preload() const {
  if (!latest_ || config_.stationary_double_buffer) return true;
  if (config_.fold_overlap) return cycle_ >= latest_->end_of_stream();
  return streams_.empty();
}

bool PeEngine::ends_in_order() const {
  const auto passage = [this](const Stream& stream) {
    const std::int64_t drain = keeps_sums() && config_.separate_output_drain ? stream.tag.rows : 0;
    return stream.fold.stream + stream.tag.rows + stream.tag.cols + drain;
  };
  return cycle_ + passage(*next_) >= latest_->start + passage(*latest_);
}

bool PeEngine::may_stream() const {
  if (next_->fold.continues) return cycle_ >= latest_->end_of_stream();
  if (latest_ && !ends_in_order()) return false;
  if (keeps_sums()) return may_stream_keeping_sums();
  if (next_->preload_start < 0 || cycle_ < next_->preload_start + next_->tag.rows) return false;
  if (!latest_) return true;
  if (!config_.fold_overlap) return streams_.empty();
  const std::int64_t exit_conflict = std::max<std::int64_t>(0, latest_->tag.rows - next_->tag.rows);
  return cycle_ >= latest_->end_of_stream() + exit_conflict;
}

bool PeEngine::may_stream_keeping_sums() const {
  if (!latest_) return true;
  const bool drains = config_.separate_output_drain;
  const bool shadow = drains && config_.stationary_double_buffer;
  const Cycles streamed = latest_->end_of_stream();
  const std::int64_t rows = latest_->tag.rows;
  const bool exit_free =
      !drains || cycle_ + next_->fold.stream + next_->tag.rows >= streamed + 2 * rows;
  if (!config_.fold_overlap) {
    const bool sums_complete =
        streams_.empty() || streams_.back().sums_completed >= streams_.back().sums_expected;
    return shadow ? sums_complete && exit_free : streams_.empty();
  }
  if (cycle_ < streamed || !exit_free) return false;
  if (shadow) return cycle_ + next_->fold.stream >= streamed + rows;
  return !drains || cycle_ >= streamed + rows;
}

void PeEngine::begin_stream() {
  next_->start = cycle_;
  if (!next_->fold.continues) next_->first_start = cycle_;
  if (parts_.probe != nullptr) {
    parts_.probe->fold_streams(next_->tag, next_->fold, next_->preload_start, next_->start);
  }
  latest_ = next_;
  streams_.push_back(*next_);
  next_.reset();
}

// --- driving the edges
// --------------------------------------------------------------------------------------------

void PeEngine::drive() {
  take_next_fold();
  if (next_ && may_stream()) {
    begin_stream();
    take_next_fold();
  }
  const bool needs_preload =
      next_ && !keeps_sums() && !next_->fold.continues && next_->preload_start < 0;
  if (needs_preload && may_preload()) next_->preload_start = cycle_;
  if (keeps_sums()) {
    for (std::int64_t col = 0; col < grid_.cols(); ++col) grid_.drive_north(col, north_word(col));
  } else {
    for (std::int64_t col = 0; col < grid_.cols(); ++col)
      grid_.drive_preload(col, preload_word(col));
  }
  for (std::int64_t row = 0; row < grid_.rows(); ++row) grid_.drive_west(row, west_word(row));
}

// Row i gets its elements i cycles after row 0, column j its elements j cycles after column 0.
const PeEngine::Stream* PeEngine::streaming_at(std::int64_t skew) const {
  for (const Stream& stream : streams_) {
    const Cycles index = cycle_ - stream.start - skew;
    if (index >= 0 && index < stream.fold.stream) return &stream;
  }
  return nullptr;
}

StreamWord PeEngine::word_of(const Stream& stream, std::int64_t skew, double value) const {
  const Cycles index = cycle_ - stream.start - skew;
  const bool last = index == stream.fold.stream - 1 && !stream.fold.holds;
  return {true, value, stream.tag, stream.index_base + index, last};
}

StreamWord PeEngine::west_word(std::int64_t row) const {
  const Stream* stream = streaming_at(row);
  if (stream == nullptr || row >= stream->tag.rows) return {};
  return word_of(*stream, row, stream->fold.west(parts_.memory, row, cycle_ - stream->start - row));
}

StreamWord PeEngine::north_word(std::int64_t col) const {
  const Stream* stream = streaming_at(col);
  if (stream == nullptr || col >= stream->tag.cols) return {};
  return word_of(*stream, col,
                 stream->fold.north(parts_.memory, col, cycle_ - stream->start - col));
}

StationaryWord PeEngine::preload_word(std::int64_t col) const {
  const auto word_for = [&](const Stream& stream) -> StationaryWord {
    const std::int64_t step = cycle_ - stream.preload_start - col;
    if (stream.preload_start < 0 || col >= stream.tag.cols || step < 0 || step >= stream.tag.rows)
      return {};
    const std::int64_t row = stream.tag.rows - 1 - step;
    return {true, stream.fold.stationary(parts_.memory, row, col), stream.tag, row};
  };
  for (const Stream& stream : streams_) {
    if (const StationaryWord word = word_for(stream); word.valid) return word;
  }
  return next_ ? word_for(*next_) : StationaryWord{};
}

// --- collecting sums
// ------------------------------------------------------------------------------------------------

void PeEngine::take_sum(std::int64_t col, const SumWord& word) {
  for (Stream& stream : streams_) {
    const std::int64_t index = word.index - stream.index_base;
    const bool in_piece =
        keeps_sums() ? !stream.fold.holds : index >= 0 && index < stream.fold.stream;
    if (stream.tag.fold != word.tag.fold || !in_piece) continue;
    ++stream.sums_collected;
    if (parts_.probe != nullptr) parts_.probe->sum_left();
    stream.fold.collect(parts_.memory, word.row, col, index, word.value);
    return;
  }
  throw ModelError(fmt::format("a sum left column {} that no fold expects", col));
}

bool PeEngine::finished(const Stream& stream) const {
  if (stream.sums_expected > 0) return stream.sums_collected == stream.sums_expected;
  return cycle_ >= stream.last_product();
}

void PeEngine::finish_streams() {
  while (!streams_.empty() && finished(streams_.front())) {
    const std::size_t tile = streams_.front().tile;
    if (parts_.probe != nullptr) parts_.probe->fold_ended(streams_.front().tag.fold, cycle_ - 1);
    streams_.pop_front();
    finish_fold_of(tile);
  }
}

void PeEngine::finish_fold_of(std::size_t number) {
  Tile& tile = tiles_.at(number - first_tile_);
  if (--tile.folds_unfinished > 0) return;
  if (tile.expected != cycle_) {
    throw ModelError(
        fmt::format("a tile of {} x {} x {} ended in cycle {} on the PEs; the equations say {}",
                    tile.compute.m, tile.compute.n, tile.compute.k, cycle_, tile.expected));
  }
  TileEngine::finished(tile.id, cycle_);
  tiles_.pop_front();
  ++first_tile_;
}

}  // namespace systole::hw
