// What travels between processing elements in one cycle. Every word names its fold and its place in
// the stream, so that a PE can refuse to combine what does not belong together.
#pragma once

#include <ostream>
#include <string>

#include "hw/systemc.hpp"

namespace systole::hw {

/// The fold a word belongs to, and how many rows and columns of PEs take part in it.
struct FoldTag {
  std::int64_t fold = -1;
  std::int64_t rows = 0;
  std::int64_t cols = 0;
  friend bool operator==(const FoldTag& a, const FoldTag& b) {
    return a.fold == b.fold && a.rows == b.rows && a.cols == b.cols;
  }
};

/// An operand element on its way (eastward; for output stationary southward too).
struct StreamWord {
  bool valid = false;
  double value = 0.0;
  FoldTag tag;
  std::int64_t index = 0;  ///< its place in the fold's stream
  bool last = false;       ///< the stream ends here, also when it came in several tiles
};

/// A sum on its way out, southward; or one that has left.
struct SumWord {
  bool valid = false;
  double value = 0.0;
  FoldTag tag;
  std::int64_t index = 0;
  std::int64_t row = 0;  ///< of the PE that made it
  bool leaves = false;   ///< made in the fold's last row: it goes to the output memory
};

/// A stationary operand on its way to row `row`, southward.
struct StationaryWord {
  bool valid = false;
  double value = 0.0;
  FoldTag tag;
  std::int64_t row = 0;
};

inline bool operator==(const StreamWord& a, const StreamWord& b) {
  return a.valid == b.valid && a.value == b.value && a.tag == b.tag && a.index == b.index &&
         a.last == b.last;
}
inline bool operator==(const SumWord& a, const SumWord& b) {
  return a.valid == b.valid && a.value == b.value && a.tag == b.tag && a.index == b.index &&
         a.row == b.row && a.leaves == b.leaves;
}
inline bool operator==(const StationaryWord& a, const StationaryWord& b) {
  return a.valid == b.valid && a.value == b.value && a.tag == b.tag && a.row == b.row;
}

// sc_signal asks for these two.
template <class Word>
std::ostream& print_word(std::ostream& out, const Word& word) {
  return word.valid ? out << word.value : out << '-';
}
inline std::ostream& operator<<(std::ostream& out, const StreamWord& word) {
  return print_word(out, word);
}
inline std::ostream& operator<<(std::ostream& out, const SumWord& word) {
  return print_word(out, word);
}
inline std::ostream& operator<<(std::ostream& out, const StationaryWord& word) {
  return print_word(out, word);
}

inline void sc_trace(sc_core::sc_trace_file* file, const StreamWord& word,
                     const std::string& name) {
  sc_core::sc_trace(file, word.value, name);
}
inline void sc_trace(sc_core::sc_trace_file* file, const SumWord& word, const std::string& name) {
  sc_core::sc_trace(file, word.value, name);
}
inline void sc_trace(sc_core::sc_trace_file* file, const StationaryWord& word,
                     const std::string& name) {
  sc_core::sc_trace(file, word.value, name);
}

}  // namespace systole::hw
