#include "mapping/rehearsal.hpp"

#include <algorithm>

#include "base/checked.hpp"
#include "mapping/gemm_plan.hpp"
#include "mapping/tile_deal.hpp"
#include "timing/vector_timing.hpp"

namespace systole::mapping {

namespace {

/// Beyond these a core does the same again and again.
constexpr std::int64_t kMostTiles = 4;
constexpr std::int64_t kMostSteps = 96;

}  // namespace

struct Rehearsal::Shape {
  std::int64_t tiles = 0;  ///< of the core
  std::int64_t steps = 0;  ///< along K, of one tile
  std::size_t slots = 1;
  std::size_t output_slots = 1;
  std::size_t in_flight = 0;  ///< tiles begun and not stored; 0: as slots allow
  Cycles wire = 0;            ///< that a step's operands need of the core's share of the memory
  Cycles latency = 0;         ///< until the first of them arrives
  Cycles arrival = 0;         ///< at least, from request to last byte
  Cycles product = 0;         ///< of a step on the unit
  Cycles tail = 0;            ///< until its sums are there
  Cycles vector = 0;          ///< work on a tile
  Cycles store = 0;           ///< a tile's way out
  Cycles store_wire = 0;      ///< of which it holds up the next one
};

/// Times at which things are free again; rings of as many as there are slots.
struct Rehearsal::Core {
  explicit Core(const Shape& shape)
      : computed(shape.slots, 0), stored(std::max(shape.output_slots, shape.in_flight), 0) {}

  void step(const Shape& shape) {
    Cycles& slot = computed[static_cast<std::size_t>(steps++) % computed.size()];
    const Cycles asked = std::max(slot, may_load);
    wire_free = std::max(wire_free, asked) + shape.wire;
    const Cycles here = std::max(wire_free + shape.latency, asked + shape.arrival);
    unit_free = std::max(unit_free, here) + shape.product;
    slot = unit_free + shape.tail;
  }

  void finish_tile(const Shape& shape) {
    vector_free = std::max(vector_free, unit_free + shape.tail) + shape.vector;
    store_free = std::max(store_free, vector_free) + shape.store_wire;
    end = std::max(store_free - shape.store_wire + shape.store, end);
    stored[static_cast<std::size_t>(tiles++) % stored.size()] = end;
  }

  /// When so many tiles before the one under way were stored.
  Cycles stored_before(std::size_t back) const {
    const std::size_t size = stored.size();
    return stored[(static_cast<std::size_t>(tiles) + size - back) % size];
  }

  Cycles tile(const Shape& shape, std::int64_t steps_of_tile) {
    if (shape.in_flight > 0) may_load = stored_before(shape.in_flight);
    unit_free = std::max(unit_free, stored_before(shape.output_slots));
    Cycles half = 0;
    for (std::int64_t i = 0; i < steps_of_tile; ++i) {
      step(shape);
      if (i == steps_of_tile / 2 - 1) half = unit_free;
    }
    last_steps = unit_free - half;
    finish_tile(shape);
    return end;
  }

  std::vector<Cycles> computed;
  std::vector<Cycles> stored;
  Cycles wire_free = 0, unit_free = 0, vector_free = 0, store_free = 0, end = 0;
  Cycles may_load = 0;    ///< when the tile under way may ask for its operands
  Cycles last_steps = 0;  ///< of the second half of a tile's steps
  std::int64_t steps = 0, tiles = 0;
};

Rehearsal::Rehearsal(const Problem& problem, const Epilogue& epilogue, const config::Chip& chip)
    : problem_(problem),
      epilogue_(with_drain(epilogue, chip)),
      drain_(with_drain({}, chip)),
      vector_(chip.core.vector),
      matrix_(chip.core.matrix),
      unit_(chip.core.matrix, problem.product().multiplied),
      memory_(chip) {}

Cycles Rehearsal::vector_cycles(const Tiling& tiling) const {
  const Epilogue& work = tiling.split_k > 1 ? drain_ : epilogue_;
  if (!work.exists()) return 0;
  const std::int64_t elements = tiling.tile.m * tiling.tile.n;
  return timing::vector_cycles(work_of(work, elements, {Operand::output, 0}), vector_) +
         vector_.latency_cycles;
}

void Rehearsal::set_rates(std::int64_t active, double from_dram, const Tiling& tiling,
                          Shape& shape) const {
  const Bytes input = problem_.moved_bytes(Operand::input, tiling.tile);
  const Bytes weight = problem_.moved_bytes(Operand::weight, tiling.tile);
  const Bytes output = problem_.moved_bytes(Operand::output, tiling.tile);
  const Bytes loaded = input + weight;
  const auto missed = static_cast<Bytes>(from_dram * static_cast<double>(loaded * active));
  const Bytes delivered = delivered_bytes(problem_, tiling);
  shape.wire = std::max({memory_.port(loaded), memory_.first_level(delivered * active),
                         memory_.dram_loads(missed, piece_bytes_of(problem_, tiling, matrix_))});
  // Cores that share a tile ask for it together, so all of them wait for the one that misses.
  const double misses = std::min(1.0, from_dram * static_cast<double>(active));
  const Cycles first = memory_.first_level_latency();
  shape.latency =
      first + static_cast<Cycles>(misses * static_cast<double>(memory_.dram_latency() - first));
  shape.arrival = memory_.arrival(std::max(input, weight), 0, shape.latency);
  shape.store_wire = std::max(memory_.port(output), memory_.first_level(output * active));
  shape.store = std::max(shape.store_wire + first, memory_.arrival(output, 0, first));
}

Rehearsal::Shape Rehearsal::shape_of(const Tiling& tiling, double from_dram) const {
  const std::int64_t tiles = OutputTiles(problem_, tiling).count();
  const std::int64_t cores = std::max<std::int64_t>(1, std::min(tiling.cores, tiles));
  Shape shape;
  shape.tiles = TileDeal(tiles, tiling).most();
  shape.in_flight = static_cast<std::size_t>(tiling.tiles_in_flight);
  shape.steps = ceil_div(tile_counts(problem_.whole(), tiling.tile).k, tiling.split_k);
  shape.slots = static_cast<std::size_t>(std::min(tiling.slots[0].slots, tiling.slots[1].slots));
  shape.output_slots = static_cast<std::size_t>(tiling.slots[2].slots);
  shape.product = unit_.steady(tiling.tile);
  shape.tail = unit_.tail(tiling.tile);
  shape.vector = vector_cycles(tiling);
  set_rates(cores, from_dram, tiling, shape);
  return shape;
}

Cycles Rehearsal::cycles(const Tiling& tiling, double from_dram) const {
  const Shape shape = shape_of(tiling, from_dram);
  const std::int64_t steps = std::min(shape.steps, kMostSteps);
  const std::int64_t tiles = std::min(shape.tiles, kMostTiles);
  Core core(shape);
  Cycles before = 0;
  Cycles last_tile = 0;
  for (std::int64_t i = 0; i < tiles; ++i) {
    const Cycles end = core.tile(shape, steps);
    last_tile = end - before;
    before = end;
  }
  const std::int64_t measured = std::max<std::int64_t>(1, steps - steps / 2);
  const Cycles more_steps = checked_mul(shape.steps - steps, core.last_steps, "cycles") / measured;
  return core.end + checked_mul(shape.tiles, more_steps, "cycles") +
         checked_mul(shape.tiles - tiles, last_tile, "cycles");
}

}  // namespace systole::mapping
