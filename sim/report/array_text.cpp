#include "report/array_text.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace systole::report {

namespace {

using result::ArrayBeat;
using result::ArrayFold;
using result::ArrayTrace;
using result::PeBeat;

constexpr const char* kWorks = "\033[1;32m";
constexpr const char* kLoads = "\033[33m";
constexpr const char* kLeaves = "\033[1;36m";
constexpr const char* kIdle = "\033[2m";
constexpr const char* kEnd = "\033[0m";
constexpr std::int64_t kApproaching = 3;  // elements shown in front of each row and column
constexpr std::size_t kLabel = 6;         // "k 127 "

/// The element that meets the sum: "2 x [3] = 6".
std::string product_text(const PeBeat& pe, bool keeps_sums) {
  if (pe.multiplies) {
    return fmt::format(keeps_sums ? "{} x {} = {}" : "{} x [{}] = {}", pe.west, pe.partner,
                       pe.west * pe.partner);
  }
  if (keeps_sums || !pe.holds) return "";
  return fmt::format("{}[{}]", pe.loads ? "v " : "", pe.held);
}

std::string sum_text(const PeBeat& pe, bool keeps_sums) {
  if (pe.multiplies) return fmt::format("{} + {} = {}", pe.before, pe.west * pe.partner, pe.after);
  return keeps_sums && pe.holds ? fmt::format("sum {}", pe.held) : "";
}

const char* colour_of(const PeBeat& pe) {
  if (pe.multiplies) return pe.useful() ? kWorks : kIdle;
  return pe.loads ? kLoads : kIdle;
}

char dot_of(const PeBeat& pe) {
  if (pe.multiplies) return pe.useful() ? '#' : 'o';
  if (pe.loads) return 'v';
  return pe.holds ? '-' : '.';
}

/// What comes from the north next to PE (0, col), if anything.
std::string from_north(const PeBeat& pe, bool keeps_sums) {
  if (keeps_sums) return pe.multiplies ? fmt::format("{}", pe.partner) : "";
  return pe.loads ? fmt::format("{}", pe.loaded) : "";
}

}  // namespace

ArrayFrames::ArrayFrames(const ArrayTrace& trace, Paint paint, std::size_t columns)
    : trace_(trace), paint_(paint) {
  for (const ArrayBeat& beat : trace.beats) {
    for (const PeBeat& pe : beat.pes) {
      cell_width_ = std::max(
          {cell_width_, product_text(pe, keeps_sums()).size(), sum_text(pe, keeps_sums()).size()});
      value_width_ = std::max(value_width_, fmt::format("{}", pe.west).size());
    }
  }
  const std::size_t approach = (value_width_ + 1) * static_cast<std::size_t>(kApproaching) + 2;
  const std::size_t width =
      kLabel + approach + static_cast<std::size_t>(trace.cols) * (cell_width_ + 3) + 1;
  in_dots_ = width > columns;
}

std::string ArrayFrames::frame(Cycles beat) const {
  return title(beat) + (in_dots_ ? dots(beat) : grid(beat)) + outputs(beat) + "\n";
}

const PeBeat* ArrayFrames::pe_at(Cycles beat, std::int64_t row, std::int64_t col) const {
  if (beat < 1 || beat > static_cast<Cycles>(trace_.beats.size())) return nullptr;
  const auto& pes = trace_.beats[static_cast<std::size_t>(beat - 1)].pes;
  return &pes[static_cast<std::size_t>(row * trace_.cols + col)];
}

/// The fold that began last.
const ArrayFold* ArrayFrames::fold_at(Cycles beat) const {
  const ArrayFold* found = nullptr;
  for (const ArrayFold& fold : trace_.folds) {
    const Cycles begin = fold.preload_begin > 0 ? fold.preload_begin : fold.stream_begin;
    if (begin <= beat) found = &fold;
  }
  return found;
}

std::string ArrayFrames::title(Cycles beat) const {
  const auto& at = trace_.beats[static_cast<std::size_t>(beat - 1)];
  const auto pes = static_cast<std::int64_t>(at.pes.size());
  const std::int64_t useful = useful_pes(at);
  std::string text = fmt::format("beat {} of {}", beat, trace_.beats.size());
  if (const ArrayFold* fold = fold_at(beat)) {
    const auto names = result::dimensions_of(trace_.dataflow);
    text += fmt::format(", fold {} of {} ({} {}..{}, {} {}..{})", fold - trace_.folds.data() + 1,
                        trace_.folds.size(), names.rows, fold->row0, fold->row0 + fold->rows - 1,
                        names.cols, fold->col0, fold->col0 + fold->cols - 1);
    if (fold->preload_begin > 0 && beat < fold->stream_begin) text += ": preload";
  }
  constexpr std::int64_t kBar = 16;
  const std::int64_t filled = (useful * kBar + pes - 1) / pes;
  return text + fmt::format("\n{} of {} PEs multiply, {:.0f} %  {}{}\n", useful, pes,
                            100.0 * static_cast<double>(useful) / static_cast<double>(pes),
                            std::string(static_cast<std::size_t>(filled), '#'),
                            std::string(static_cast<std::size_t>(kBar - filled), '.'));
}

std::string ArrayFrames::painted(const std::string& text, const char* colour) const {
  return paint_ == Paint::plain || text.empty() ? text : colour + text + kEnd;
}

std::string ArrayFrames::padded(const std::string& text, const char* colour) const {
  return painted(text, colour) + std::string(cell_width_ - text.size(), ' ');
}

// The nearest stands next to the array.
std::string ArrayFrames::approaching_from_west(Cycles beat, std::int64_t row) const {
  std::string text;
  for (std::int64_t ahead = kApproaching; ahead > 0; --ahead) {
    const PeBeat* pe = pe_at(beat + ahead, row, 0);
    const std::string value =
        pe != nullptr && pe->multiplies ? fmt::format("{}", pe->west) : std::string(".");
    text += fmt::format("{:>{}} ", value, value_width_);
  }
  return text + "> ";
}

std::string ArrayFrames::approaching_from_north(Cycles beat) const {
  const std::size_t margin = kLabel + approaching_from_west(beat, 0).size() + 2;
  std::string text;
  for (std::int64_t ahead = kApproaching; ahead > 0; --ahead) {
    std::string line(margin, ' ');
    bool any = false;
    for (std::int64_t col = 0; col < trace_.cols; ++col) {
      const PeBeat* pe = pe_at(beat + ahead, 0, col);
      const std::string value = pe == nullptr ? "" : from_north(*pe, keeps_sums());
      any = any || !value.empty();
      line += padded(value, kLoads) + "   ";
    }
    if (!any) line.clear();
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

std::string ArrayFrames::grid(Cycles beat) const {
  const auto names = result::dimensions_of(trace_.dataflow);
  const ArrayFold* fold = fold_at(beat);
  const std::size_t margin = kLabel + approaching_from_west(beat, 0).size();
  std::string rule(margin, ' ');
  for (std::int64_t col = 0; col < trace_.cols; ++col)
    rule += "+" + std::string(cell_width_ + 2, '-');
  rule += "+\n";

  std::string text = approaching_from_north(beat) + rule;
  for (std::int64_t row = 0; row < trace_.rows; ++row) {
    const std::string label = fold != nullptr && row < fold->rows
                                  ? fmt::format("{} {}", names.rows, fold->row0 + row)
                                  : std::string();
    std::string products = fmt::format("{:<{}}{}", label, kLabel, approaching_from_west(beat, row));
    std::string sums(margin, ' ');
    for (std::int64_t col = 0; col < trace_.cols; ++col) {
      const PeBeat& pe = *pe_at(beat, row, col);
      products += "| " + padded(product_text(pe, keeps_sums()), colour_of(pe)) + " ";
      sums += "| " + padded(sum_text(pe, keeps_sums()), colour_of(pe)) + " ";
    }
    text += fmt::format("{}|\n{}|\n{}", products, sums, rule);
  }
  return text;
}

std::string ArrayFrames::dots(Cycles beat) const {
  std::string text;
  for (std::int64_t row = 0; row < trace_.rows; ++row) {
    text += "  ";
    for (std::int64_t col = 0; col < trace_.cols; ++col) {
      const PeBeat& pe = *pe_at(beat, row, col);
      text += painted(std::string(1, dot_of(pe)), colour_of(pe));
    }
    text += "\n";
  }
  return text + "  # multiplies  o multiplies padding  v loads  - holds  . empty\n";
}

std::string ArrayFrames::outputs(Cycles beat) const {
  const auto& left = trace_.beats[static_cast<std::size_t>(beat - 1)].outputs;
  if (left.empty()) return "";
  constexpr std::size_t kMost = 8;
  std::string text = "leaves:";
  for (std::size_t i = 0; i < std::min(left.size(), kMost); ++i) {
    const bool added = left[i].total != left[i].sum;
    text += fmt::format("  C[{},{}] {} {}", left[i].m, left[i].n, added ? "+=" : "=", left[i].sum);
    if (added) text += fmt::format(" -> {}", left[i].total);
  }
  if (left.size() > kMost) text += fmt::format("  and {} more", left.size() - kMost);
  return painted(text, kLeaves) + "\n";
}

}  // namespace systole::report
