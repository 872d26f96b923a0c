// An array at work, beat by beat, as text for a terminal.
#pragma once

#include <string>
#include <vector>

#include "result/array_trace.hpp"

namespace systole::report {

enum class Paint { plain, colours };

/// Draws the beats of one trace. Cells have one width in all beats, so that nothing jumps.
class ArrayFrames {
 public:
  /// Arrays wider than `columns` are drawn with one character per PE.
  ArrayFrames(const result::ArrayTrace& trace, Paint paint, std::size_t columns);

  /// What every PE does in beat number `beat` (1 is the first), what is about to enter, and what
  /// leaves.
  std::string frame(Cycles beat) const;

 private:
  using Lines = std::vector<std::string>;

  std::string title(Cycles beat) const;
  std::string grid(Cycles beat) const;
  std::string dots(Cycles beat) const;
  std::string outputs(Cycles beat) const;
  std::string approaching_from_north(Cycles beat) const;
  std::string approaching_from_west(Cycles beat, std::int64_t row) const;
  std::string padded(const std::string& text, const char* colour) const;
  std::string painted(const std::string& text, const char* colour) const;
  const result::ArrayFold* fold_at(Cycles beat) const;
  const result::PeBeat* pe_at(Cycles beat, std::int64_t row, std::int64_t col) const;
  bool keeps_sums() const { return trace_.dataflow == Dataflow::output_stationary; }

  const result::ArrayTrace& trace_;
  Paint paint_;
  std::size_t cell_width_ = 0;
  std::size_t value_width_ = 1;
  bool in_dots_ = false;
};

}  // namespace systole::report
