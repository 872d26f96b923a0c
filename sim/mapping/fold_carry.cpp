#include "mapping/fold_carry.hpp"

namespace systole::mapping {

namespace {

Operand stationary_operand(Dataflow dataflow) {
  switch (dataflow) {
    case Dataflow::weight_stationary:
      return Operand::weight;
    case Dataflow::output_stationary:
      return Operand::output;
    case Dataflow::input_stationary:
      break;
  }
  return Operand::input;
}

}  // namespace

FoldCarry carry_of(const TileWalk& walk, const config::MatrixUnitConfig& unit,
                   std::int64_t& stationary_key) {
  const Operand stationary = stationary_operand(unit.dataflow);
  const std::int64_t key = walk.tile_key(stationary);
  FoldCarry carry;
  if (timing::plan_folds(walk.place().size, unit).folds() == 1) {
    carry.continues = key == stationary_key;
    TileWalk following = walk;
    following.advance();
    carry.holds = !following.done() && following.tile_key(stationary) == key;
  }
  stationary_key = key;
  return carry;
}

}  // namespace systole::mapping
