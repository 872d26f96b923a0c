// The figures that a chip's datasheet states, beside what the chip's own parameters give.
#pragma once

#include <string>
#include <vector>

#include "config/chip.hpp"

namespace systole::report {

/// Largest difference that rounding on a datasheet explains.
constexpr double kFigureTolerance = 0.01;

enum class Verdict {
  agrees,
  explained,   ///< disagrees, and the chip's file says why
  unexplained  ///< disagrees without a word, or a word stands where there is nothing to explain
};

struct Figure {
  std::string name;  ///< an element type, "bandwidth" or "memory"
  std::string unit;
  double stated = 0.0;
  double modelled = 0.0;
  std::string note;  ///< `facts.disagrees` of this figure
  Verdict verdict = Verdict::agrees;
  /// Of the stated figure.
  double difference() const;
};

/// Every figure that the chip's facts state: peak rates at the quoted clock, bandwidth, memory.
std::vector<Figure> figures_of(const config::Chip& chip);

bool all_explained(const std::vector<Figure>& figures);

/// One table of the figures of all chips, and a sentence for each that disagrees.
std::string figures_text(const std::vector<config::Chip>& chips);

}  // namespace systole::report
