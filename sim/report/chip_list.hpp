// The chips of a library, a line each: how large and fast they are, and how well they are known.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/chip.hpp"

namespace systole::report {

/// A number, with its ends where the chip's file gives ranges.
struct Span {
  double low = 0.0;
  double nominal = 0.0;
  double high = 0.0;
  bool is_range() const { return low < high; }
};

struct ChipLine {
  std::string name;
  std::string description;
  std::string vendor;
  std::string family;
  std::int64_t year = 0;
  Span cores;
  Span tera_16_bit;  ///< fp16 or bf16, the faster, at the quoted clock
  Span tera_8_bit;   ///< int8 or fp8, the faster
  Span bandwidth_gb_per_s;
  Span memory_gib;
  config::Knowledge knowledge;
};

ChipLine line_of(const config::Chip& chip);

std::string chips_table(const std::vector<ChipLine>& lines);
std::string chips_csv(const std::vector<ChipLine>& lines);
std::string chips_json(const std::vector<ChipLine>& lines);
/// The table of docs/chips.md.
std::string chips_markdown(const std::vector<ChipLine>& lines);

}  // namespace systole::report
