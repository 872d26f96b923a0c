#include "report/chip_figures.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "base/table.hpp"
#include "base/text.hpp"
#include "timing/chip_peaks.hpp"

namespace systole::report {

namespace {

using config::Chip;
using config::Disagreements;
using config::StatedPeaks;

struct StatedRate {
  DType dtype;
  double StatedPeaks::*peak;
  std::string Disagreements::*note;
};

constexpr std::array<StatedRate, 8> kRates{{
    {DType::fp32, &StatedPeaks::fp32, &Disagreements::fp32},
    {DType::tf32, &StatedPeaks::tf32, &Disagreements::tf32},
    {DType::fp16, &StatedPeaks::fp16, &Disagreements::fp16},
    {DType::bf16, &StatedPeaks::bf16, &Disagreements::bf16},
    {DType::fp8, &StatedPeaks::fp8, &Disagreements::fp8},
    {DType::fp4, &StatedPeaks::fp4, &Disagreements::fp4},
    {DType::int8, &StatedPeaks::int8, &Disagreements::int8},
    {DType::int4, &StatedPeaks::int4, &Disagreements::int4},
}};

Verdict verdict_of(const Figure& figure) {
  const bool agrees = figure.stated <= 0.0 || std::abs(figure.difference()) <= kFigureTolerance;
  if (agrees) return figure.note.empty() ? Verdict::agrees : Verdict::unexplained;
  return figure.note.empty() ? Verdict::unexplained : Verdict::explained;
}

/// Datasheets write GB for 10^9 bytes and for GiB: the reading that is nearer.
double memory_gb(const Chip& chip) {
  constexpr double kGbPerGib = 1.073741824;
  const double gib = chip.dram.capacity_gib;
  const double stated = chip.facts.memory_gb;
  return std::abs(gib - stated) <= std::abs(gib * kGbPerGib - stated) ? gib : gib * kGbPerGib;
}

std::string sentence(const Chip& chip, const Figure& figure) {
  const std::string what = fmt::format("{} {}", chip.name, figure.name);
  if (figure.verdict == Verdict::explained) return fmt::format("{}: {}\n", what, figure.note);
  if (!figure.note.empty()) {
    return fmt::format(
        "{}: facts.disagrees.{} explains a difference that is not there; take it out\n", what,
        figure.name);
  }
  return fmt::format(
      "{}: {} {} are stated, the file gives {}; mend the file, or say why in facts.disagrees.{}\n",
      what, six_digits(figure.stated), figure.unit, six_digits(figure.modelled), figure.name);
}

const char* word_of(Verdict verdict) {
  constexpr std::array<const char*, 3> kWords{"agrees", "explained", "UNEXPLAINED"};
  return kWords[static_cast<std::size_t>(verdict)];
}

std::string percent_of(const Figure& figure) {
  return figure.stated > 0.0 ? fmt::format("{:+.1f} %", 100.0 * figure.difference()) : "";
}

}  // namespace

double Figure::difference() const { return stated > 0.0 ? modelled / stated - 1.0 : 0.0; }

std::vector<Figure> figures_of(const Chip& chip) {
  std::vector<Figure> figures;
  const auto add = [&](Figure figure) {
    if (figure.stated <= 0.0 && figure.note.empty()) return;
    figure.verdict = verdict_of(figure);
    figures.push_back(std::move(figure));
  };
  const config::ChipFacts& facts = chip.facts;
  const double clock = timing::quoted_clock_mhz(chip);
  for (const StatedRate& rate : kRates) {
    add({std::string(name_of(rate.dtype)), "T/s", facts.peak_tflops.*rate.peak,
         timing::peak_tera_ops(chip, rate.dtype, clock), facts.disagrees.*rate.note});
  }
  add({"bandwidth", "GB/s", facts.bandwidth_gb_per_s, timing::peak_bandwidth_gb_per_s(chip),
       facts.disagrees.bandwidth});
  add({"memory", "GB", facts.memory_gb, memory_gb(chip), facts.disagrees.memory});
  return figures;
}

bool all_explained(const std::vector<Figure>& figures) {
  return std::none_of(figures.begin(), figures.end(),
                      [](const Figure& figure) { return figure.verdict == Verdict::unexplained; });
}

std::string figures_text(const std::vector<Chip>& chips) {
  Table table({{"chip", Align::left},
               {"figure", Align::left},
               {"stated"},
               {"file gives"},
               {"unit", Align::left},
               {"difference"},
               {"verdict", Align::left}});
  std::string sentences;
  for (const Chip& chip : chips) {
    const std::vector<Figure> figures = figures_of(chip);
    if (figures.empty()) table.row({chip.name, "none stated"});
    for (const Figure& figure : figures) {
      table.row({chip.name, figure.name, six_digits(figure.stated), six_digits(figure.modelled),
                 figure.unit, percent_of(figure), word_of(figure.verdict)});
      if (figure.verdict != Verdict::agrees) sentences += sentence(chip, figure);
    }
  }
  return table.text() + (sentences.empty() ? "" : "\n" + sentences);
}

}  // namespace systole::report
