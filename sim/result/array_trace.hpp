// What an array of PEs did, beat by beat: what `systole array` and waveforms are made from.
#pragma once

#include <string>
#include <vector>

#include "base/terms.hpp"
#include "base/units.hpp"

namespace systole::result {

/// One PE in one beat. Values are whole numbers; `m`, `n` and `k` name the product and are -1 where
/// the PE multiplies what belongs to no element of the output (edge folds without shortening).
struct PeBeat {
  bool multiplies = false;
  std::int32_t west = 0;     ///< what came from the west
  std::int32_t partner = 0;  ///< its partner: the stationary operand, or what came from the north
  std::int32_t before = 0;   ///< the sum that the product is added to: from the north, or kept
  std::int32_t after = 0;    ///< the sum that leaves southward, or is kept
  std::int32_t m = -1;
  std::int32_t n = -1;
  std::int32_t k = -1;
  bool holds = false;     ///< a stationary operand or a sum
  std::int32_t held = 0;  ///< after the beat
  bool settled = false;   ///< what is held has reached its place (a preload moves through rows)
  bool loads = false;     ///< a stationary operand moves in from the north
  std::int32_t loaded = 0;
  bool useful() const { return multiplies && m >= 0; }
};

/// A sum that reached the output memory.
struct ArrayOutput {
  std::int64_t m = 0;
  std::int64_t n = 0;
  std::int64_t sum = 0;    ///< what left the array
  std::int64_t total = 0;  ///< the element of the output now, with what earlier folds added
};

struct ArrayBeat {
  Cycles number = 0;              ///< counted from one
  std::vector<PeBeat> pes;        ///< row by row
  std::int64_t sums_leaving = 0;  ///< also those that belong to no element of the output
  std::vector<ArrayOutput> outputs;
};

/// Told of the beats of arrays while they work.
class BeatSink {
 public:
  BeatSink() = default;
  BeatSink(const BeatSink&) = delete;
  BeatSink& operator=(const BeatSink&) = delete;
  virtual ~BeatSink() = default;
  /// Beats of several arrays come in order of their numbers.
  virtual void beat(std::int64_t array, const ArrayBeat& beat) = 0;
  virtual void finish() = 0;
};

/// One pass over the array: which part of the product lies on it, and when.
struct ArrayFold {
  std::int64_t row0 = 0;  ///< first index along the dimension that lies on the rows
  std::int64_t col0 = 0;
  std::int64_t rows = 0;  ///< that have work
  std::int64_t cols = 0;
  std::int64_t stream = 0;
  Cycles preload_begin = 0;  ///< beat of the first preload; 0 where sums stay
  Cycles stream_begin = 0;
  Cycles end = 0;  ///< beat in which its last sum leaves
};

struct ArrayTrace {
  Dataflow dataflow = Dataflow::weight_stationary;
  std::int64_t rows = 0;
  std::int64_t cols = 0;
  std::int64_t m = 0;
  std::int64_t n = 0;
  std::int64_t k = 0;
  std::vector<std::int64_t> inputs;   ///< m x k
  std::vector<std::int64_t> weights;  ///< k x n
  std::vector<std::int64_t> product;  ///< m x n, by plain multiplication
  std::vector<ArrayFold> folds;
  std::vector<ArrayBeat> beats;
  Cycles cycles = 0;       ///< counted on the PEs
  Cycles closed_form = 0;  ///< what the equations say
  std::string equation;    ///< the closed form with this trace's numbers
  std::string options;     ///< what of a real array's additions is switched on, in words
};

/// The name of the dimension along the rows, along the columns, and of the one that streams.
struct ArrayDimensions {
  char rows = 'k';
  char cols = 'n';
  char stream = 'm';
};
ArrayDimensions dimensions_of(Dataflow dataflow);

/// inputs times weights by plain multiplication, row by row.
std::vector<std::int64_t> multiplied(const ArrayTrace& trace);

std::int64_t multiplying_pes(const ArrayBeat& beat);
/// PEs whose product belongs to an element of the output.
std::int64_t useful_pes(const ArrayBeat& beat);
/// The output as the trace's last beat leaves it.
std::vector<std::int64_t> final_output(const ArrayTrace& trace);

}  // namespace systole::result
