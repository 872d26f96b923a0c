#include "report/array_svg.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

namespace systole::report {

namespace {

using result::ArrayTrace;
using result::PeBeat;

constexpr std::int64_t kCellWidth = 72;
constexpr std::int64_t kCellHeight = 42;
constexpr std::int64_t kGap = 4;
constexpr std::int64_t kMargin = 12;
constexpr std::int64_t kTitle = 44;
constexpr std::int64_t kApproaching = 3;  // elements shown in front of each row and column
constexpr std::int64_t kStep = 18;        // from one of them to the next
constexpr std::int64_t kWest = kApproaching * kStep + 10;

constexpr const char* kStyle =
    "<style>text{font:12px monospace;text-anchor:middle;fill:#1d1f21}"
    ".t{font:bold 14px sans-serif;text-anchor:start}.s{font:12px sans-serif;text-anchor:start;"
    "fill:#5c6166}.e{fill:#5c6166}rect{stroke:#c9ccd0;rx:5px}.works{fill:#cfe9d4}"
    ".padding{fill:#e8e8e8}.loads{fill:#fbe6b8}.rests{fill:#fff}</style>\n";

std::int64_t width_of(const ArrayTrace& trace) {
  return kMargin + kWest + trace.cols * (kCellWidth + kGap);
}

std::int64_t height_of(const ArrayTrace& trace) {
  return kTitle + kApproaching * kStep + trace.rows * (kCellHeight + kGap) + kMargin;
}

const char* class_of(const PeBeat& pe) {
  if (pe.multiplies) return pe.useful() ? "works" : "padding";
  return pe.loads ? "loads" : "rests";
}

/// Draws one trace with its upper left corner at (left, 0).
class Drawing {
 public:
  Drawing(const ArrayTrace& trace, Cycles beat, std::int64_t left)
      : trace_(trace),
        beat_(std::min(beat, static_cast<Cycles>(trace.beats.size()))),
        left_(left + kMargin),
        keeps_sums_(trace.dataflow == Dataflow::output_stationary) {}

  std::string text() {
    std::string words(name_of(trace_.dataflow));
    std::replace(words.begin(), words.end(), '_', ' ');
    add("<text class=\"t\" x=\"{}\" y=\"20\">{}</text>\n", left_, words);
    add("<text class=\"s\" x=\"{}\" y=\"37\">beat {} of {}, {} of {} PEs multiply</text>\n", left_,
        beat_, trace_.beats.size(), useful_pes(at(beat_)), trace_.rows * trace_.cols);
    for (std::int64_t ahead = 1; ahead <= kApproaching; ++ahead) add_approaching(ahead);
    for (std::int64_t row = 0; row < trace_.rows; ++row) {
      for (std::int64_t col = 0; col < trace_.cols; ++col) add_pe(row, col);
    }
    return fmt::to_string(out_);
  }

 private:
  template <class... Values>
  void add(fmt::format_string<Values...> format, Values&&... values) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Values>(values)...);
  }

  const result::ArrayBeat& at(Cycles beat) const {
    return trace_.beats[static_cast<std::size_t>(beat - 1)];
  }
  const PeBeat& pe(Cycles beat, std::int64_t row, std::int64_t col) const {
    return at(beat).pes[static_cast<std::size_t>(row * trace_.cols + col)];
  }
  std::int64_t x_of(std::int64_t col) const { return left_ + kWest + col * (kCellWidth + kGap); }
  static std::int64_t y_of(std::int64_t row) {
    return kTitle + kApproaching * kStep + row * (kCellHeight + kGap);
  }

  /// What enters the first column and the first row so many beats from now.
  void add_approaching(std::int64_t ahead) {
    if (beat_ + ahead > static_cast<Cycles>(trace_.beats.size())) return;
    for (std::int64_t row = 0; row < trace_.rows; ++row) {
      const PeBeat& first = pe(beat_ + ahead, row, 0);
      if (first.multiplies)
        add_element(x_of(0) - ahead * kStep + 4, y_of(row) + kCellHeight / 2 + 4, first.west);
    }
    for (std::int64_t col = 0; col < trace_.cols; ++col) {
      const PeBeat& first = pe(beat_ + ahead, 0, col);
      const std::int64_t x = x_of(col) + kCellWidth / 2;
      const std::int64_t y = y_of(0) - ahead * kStep + 10;
      if (keeps_sums_ && first.multiplies) add_element(x, y, first.partner);
      if (!keeps_sums_ && first.loads) add_element(x, y, first.loaded);
    }
  }

  void add_element(std::int64_t x, std::int64_t y, std::int32_t value) {
    add("<text class=\"e\" x=\"{}\" y=\"{}\">{}</text>\n", x, y, value);
  }

  void add_pe(std::int64_t row, std::int64_t col) {
    const PeBeat& shown = pe(beat_, row, col);
    add("<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>", class_of(shown),
        x_of(col), y_of(row), kCellWidth, kCellHeight);
    const std::int64_t middle = x_of(col) + kCellWidth / 2;
    const auto line = [&](std::int64_t number, const std::string& text) {
      add("<text x=\"{}\" y=\"{}\">{}</text>", middle, y_of(row) + 2 + number * 16, text);
    };
    if (shown.multiplies) {
      line(1, fmt::format("{}×{}", shown.west, shown.partner));
      line(2, fmt::format("Σ {}", shown.after));
    } else if (shown.holds) {
      line(keeps_sums_ ? 2 : 1, fmt::format(keeps_sums_ ? "Σ {}" : "[{}]", shown.held));
    }
    add("\n");
  }

  const ArrayTrace& trace_;
  Cycles beat_;
  std::int64_t left_;
  bool keeps_sums_;
  fmt::memory_buffer out_;
};

}  // namespace

std::string array_svg(const std::vector<ArrayTrace>& traces, Cycles beat) {
  std::int64_t width = kMargin;
  std::int64_t height = 0;
  std::string drawings;
  for (const ArrayTrace& trace : traces) {
    drawings += Drawing(trace, beat, width - kMargin).text();
    width += width_of(trace);
    height = std::max(height, height_of(trace));
  }
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
      "height=\"{1}\" role=\"img\">\n<title>An array of PEs in beat {2}</title>\n{3}"
      "<path d=\"M0 0H{0}V{1}H0Z\" fill=\"#fbfbf9\"/>\n{4}</svg>\n",
      width, height, beat, kStyle, drawings);
}

}  // namespace systole::report
