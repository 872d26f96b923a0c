#include "report/vcd.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <iterator>
#include <system_error>

#include <fmt/format.h>

#include "base/error.hpp"

namespace systole::report {

namespace {

using result::PeBeat;

constexpr std::size_t kPiece = 1 << 16;
constexpr std::int64_t kLargestFile = 256LL << 20;

struct Wire {
  const char* name;
  int bits;
};
/// In the order in which set_pe sets them.
constexpr std::array<Wire, 8> kPeWires{{{"multiplies", 1},
                                        {"useful", 1},
                                        {"loads", 1},
                                        {"west", 32},
                                        {"partner", 32},
                                        {"sum_in", 32},
                                        {"sum_out", 32},
                                        {"held", 32}}};
constexpr std::array<Wire, 2> kArrayWires{{{"pes_multiplying", 32}, {"sums_leaving", 32}}};

/// Short names of printable characters, as the format wants them.
std::string code_of(std::size_t wire) {
  constexpr std::size_t kCharacters = 94;
  std::string code;
  do {
    code += static_cast<char>('!' + wire % kCharacters);
    wire /= kCharacters;
  } while (wire > 0);
  return code;
}

template <std::size_t Count>
std::string declare(const std::array<Wire, Count>& wires, std::size_t& next) {
  std::string text;
  for (const Wire& wire : wires) {
    text += fmt::format("$var {} {} {} {} $end\n", wire.bits == 1 ? "wire" : "integer", wire.bits,
                        code_of(next++), wire.name);
  }
  return text;
}

std::string scope(const std::string& name) { return fmt::format("$scope module {} $end\n", name); }

constexpr const char* kEndScope = "$upscope $end\n";

bool is_bit(std::size_t wire_of_pe) { return kPeWires[wire_of_pe].bits == 1; }

}  // namespace

VcdWriter::VcdWriter(const std::string& path, const Settings& settings)
    : path_(path), period_fs_(1e9 / settings.clock_mhz), file_(std::fopen(path.c_str(), "wb")) {
  if (!file_) {
    throw UserError(
        fmt::format("cannot write {}: {}", path, std::generic_category().message(errno)));
  }
  std::setvbuf(file_.get(), nullptr, _IONBF, 0);
  write_header(settings);
}

void VcdWriter::write_header(const Settings& settings) {
  std::size_t next = 0;
  text_ = "$version systole $end\n$timescale 1 fs $end\n" + scope("systole");
  for (const Array& array : settings.arrays) {
    const auto pes = static_cast<std::size_t>(array.rows * array.cols);
    arrays_.push_back({next, pes, -1});
    text_ += scope(array.name) + declare(kArrayWires, next);
    for (std::int64_t row = 0; row < array.rows; ++row) {
      for (std::int64_t col = 0; col < array.cols; ++col) {
        text_ += scope(fmt::format("pe_{}_{}", row, col)) + declare(kPeWires, next) + kEndScope;
      }
    }
    text_ += kEndScope;
  }
  text_ += std::string(kEndScope) + "$enddefinitions $end\n#0\n$dumpvars\n";
  values_.assign(next, -1);
  now_ = 0;
  for (Wires& array : arrays_) {
    set(array.first, 0);
    set(array.first + 1, 0);
    for (std::size_t pe = 0; pe < array.pes; ++pe)
      set_pe(array.first + kArrayWires.size() + pe * kPeWires.size(), {});
  }
  text_ += "$end\n";
}

void VcdWriter::set(std::size_t wire, std::int32_t value) {
  if (values_[wire] == value) return;
  values_[wire] = value;
  fmt::format_to(std::back_inserter(text_), "b{:b} {}\n", static_cast<std::uint32_t>(value),
                 code_of(wire));
}

void VcdWriter::set_pe(std::size_t first, const PeBeat& pe) {
  const std::array<std::int32_t, kPeWires.size()> values{pe.multiplies ? 1 : 0,
                                                         pe.useful() ? 1 : 0,
                                                         pe.loads ? 1 : 0,
                                                         pe.west,
                                                         pe.partner,
                                                         pe.before,
                                                         pe.after,
                                                         pe.held};
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values_[first + i] == values[i]) continue;
    if (!is_bit(i)) {
      set(first + i, values[i]);
      continue;
    }
    values_[first + i] = values[i];
    fmt::format_to(std::back_inserter(text_), "{}{}\n", values[i], code_of(first + i));
  }
}

void VcdWriter::go_to(Cycles beat) {
  if (beat <= now_) return;
  now_ = beat;
  const auto time = static_cast<Femtoseconds>(std::llround(static_cast<double>(beat) * period_fs_));
  text_ += fmt::format("#{}\n", time);
}

// Arrays that had no beat right after their latest one have been resting since.
void VcdWriter::let_rest_before(Cycles beat) {
  for (Wires& array : arrays_) {
    if (array.last < 0 || array.last + 1 >= beat) continue;
    go_to(array.last + 1);
    array.last = -1;
    set(array.first, 0);
    set(array.first + 1, 0);
    for (std::size_t pe = 0; pe < array.pes; ++pe)
      set_pe(array.first + kArrayWires.size() + pe * kPeWires.size(), {});
  }
}

void VcdWriter::beat(std::int64_t number, const result::ArrayBeat& beat) {
  let_rest_before(beat.number);
  go_to(beat.number);
  Wires& array = arrays_.at(static_cast<std::size_t>(number));
  array.last = beat.number;
  set(array.first, static_cast<std::int32_t>(multiplying_pes(beat)));
  set(array.first + 1, static_cast<std::int32_t>(beat.sums_leaving));
  std::size_t first = array.first + kArrayWires.size();
  for (const PeBeat& pe : beat.pes) {
    set_pe(first, pe);
    first += kPeWires.size();
  }
  if (text_.size() >= kPiece) write_out();
  if (written_ <= kLargestFile) return;
  throw UserError(fmt::format(
      "the waveform is larger than {} MiB: run a smaller operator, or a chip with a smaller array",
      kLargestFile >> 20));
}

void VcdWriter::write_out() {
  const bool done = std::fwrite(text_.data(), 1, text_.size(), file_.get()) == text_.size();
  written_ += static_cast<std::int64_t>(text_.size());
  text_.clear();
  if (done) return;
  throw ModelError(
      fmt::format("cannot write {}: {}", path_, std::generic_category().message(errno)));
}

void VcdWriter::finish() {
  Cycles last = now_;
  for (const Wires& array : arrays_) last = std::max(last, array.last);
  let_rest_before(last + 2);
  go_to(last + 1);
  write_out();
}

}  // namespace systole::report
