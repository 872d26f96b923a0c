#include "report/chip_list.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "base/table.hpp"
#include "base/text.hpp"
#include "config/ranges.hpp"
#include "timing/chip_peaks.hpp"

namespace systole::report {

namespace {

using Json = nlohmann::ordered_json;
using config::Chip;
using config::Knowledge;
using config::RangeEnd;

/// A column of numbers.
struct Quantity {
  const char* name;
  Span ChipLine::*span;
};

constexpr std::array<Quantity, 5> kQuantities{{
    {"cores", &ChipLine::cores},
    {"tera_16_bit", &ChipLine::tera_16_bit},
    {"tera_8_bit", &ChipLine::tera_8_bit},
    {"bandwidth_gb_per_s", &ChipLine::bandwidth_gb_per_s},
    {"memory_gib", &ChipLine::memory_gib},
}};

double faster(const Chip& chip, DType one, DType other) {
  const double clock = timing::quoted_clock_mhz(chip);
  return std::max(timing::peak_tera_ops(chip, one, clock),
                  timing::peak_tera_ops(chip, other, clock));
}

/// The value of `of` for the chip and for both ends of its ranges.
class Spans {
 public:
  explicit Spans(const Chip& chip) : nominal_(chip), low_(chip), high_(chip) {
    if (!config::has_ranges(chip)) return;
    low_ = config::at_range_end(chip, RangeEnd::low);
    high_ = config::at_range_end(chip, RangeEnd::high);
  }
  template <class Of>
  Span of(const Of& of) const {
    return {of(low_), of(nominal_), of(high_)};
  }

 private:
  Chip nominal_;
  Chip low_;
  Chip high_;
};

/// About three digits; "-" for what a chip does not have.
std::string short_number(double value) {
  if (value <= 0.0) return "-";
  if (value >= 100.0) return fmt::format("{:.0f}", value);
  return fmt::format("{:.3g}", value);
}

std::string short_span(const Span& span) {
  if (!span.is_range()) return short_number(span.nominal);
  return short_number(span.low) + ".." + short_number(span.high);
}

std::string share(int part, const Knowledge& known) {
  const double whole = std::max(1, known.values());
  return fmt::format("{:.0f} %", 100.0 * static_cast<double>(part) / whole);
}

std::string year_of(const ChipLine& line) {
  return line.year > 0 ? std::to_string(line.year) : "-";
}

Json json_of(const Span& span) {
  if (!span.is_range()) return span.nominal;
  return {{"low", span.low}, {"nominal", span.nominal}, {"high", span.high}};
}

Json json_of(const ChipLine& line) {
  Json json = {{"chip", line.name},
               {"description", line.description},
               {"vendor", line.vendor},
               {"family", line.family},
               {"year", line.year}};
  for (const Quantity& quantity : kQuantities) json[quantity.name] = json_of(line.*quantity.span);
  const Knowledge& known = line.knowledge;
  json["values"] = {{"published", known.published},
                    {"derived", known.derived},
                    {"assumed", known.assumed},
                    {"ranges", known.ranges}};
  return json;
}

}  // namespace

ChipLine line_of(const Chip& chip) {
  const Spans spans(chip);
  ChipLine line;
  line.name = chip.name;
  line.description = chip.description;
  line.vendor = chip.facts.vendor;
  line.family = chip.facts.family;
  line.year = chip.facts.year;
  line.cores = spans.of([](const Chip& c) { return static_cast<double>(c.core.count); });
  line.tera_16_bit = spans.of([](const Chip& c) { return faster(c, DType::fp16, DType::bf16); });
  line.tera_8_bit = spans.of([](const Chip& c) { return faster(c, DType::int8, DType::fp8); });
  line.bandwidth_gb_per_s = spans.of(timing::peak_bandwidth_gb_per_s);
  line.memory_gib = spans.of([](const Chip& c) { return c.dram.capacity_gib; });
  line.knowledge = config::knowledge_of(chip.provenance);
  return line;
}

std::string chips_table(const std::vector<ChipLine>& lines) {
  Table table({{"chip", Align::left},
               {"vendor", Align::left},
               {"year"},
               {"cores"},
               {"16b T/s"},
               {"8b T/s"},
               {"GB/s"},
               {"GiB"},
               {"cited"},
               {"derived"},
               {"assumed"}});
  for (const ChipLine& line : lines) {
    std::vector<std::string> cells{line.name, line.vendor.empty() ? "-" : line.vendor,
                                   year_of(line)};
    for (const Quantity& quantity : kQuantities) cells.push_back(short_span(line.*quantity.span));
    const Knowledge& known = line.knowledge;
    for (const int part : {known.published, known.derived, known.assumed}) {
      cells.push_back(share(part, known));
    }
    table.row(std::move(cells));
  }
  return table.text() +
         "\nT/s: 10^12 dense operations per second at the quoted clock, a MAC counted as two. The "
         "last three columns: how\nmany of the file's values have a published source, are derived "
         "from such, or are assumed.\n";
}

std::string chips_csv(const std::vector<ChipLine>& lines) {
  std::string text = "chip,vendor,family,year";
  for (const Quantity& quantity : kQuantities)
    text += fmt::format(",{0},{0}_low,{0}_high", quantity.name);
  text += ",published,derived,assumed,ranges,description\n";
  for (const ChipLine& line : lines) {
    text += fmt::format("{},{},{},{}", csv_cell(line.name), csv_cell(line.vendor),
                        csv_cell(line.family), line.year > 0 ? year_of(line) : "");
    for (const Quantity& quantity : kQuantities) {
      const Span& span = line.*quantity.span;
      text += fmt::format(",{},{},{}", six_digits(span.nominal), six_digits(span.low),
                          six_digits(span.high));
    }
    const Knowledge& known = line.knowledge;
    text += fmt::format(",{},{},{},{},{}\n", known.published, known.derived, known.assumed,
                        known.ranges, csv_cell(line.description));
  }
  return text;
}

std::string chips_json(const std::vector<ChipLine>& lines) {
  Json chips = Json::array();
  for (const ChipLine& line : lines) chips.push_back(json_of(line));
  return Json{{"chips", chips}}.dump(2) + "\n";
}

std::string chips_markdown(const std::vector<ChipLine>& lines) {
  std::string text =
      "| chip | what it is | cores | 16 bit T/s | 8 bit T/s | GB/s | GiB | published / derived / "
      "assumed |\n|---|---|--:|--:|--:|--:|--:|---|\n";
  for (const ChipLine& line : lines) {
    text += fmt::format("| `{}` | {} |", line.name, line.description);
    for (const Quantity& quantity : kQuantities) {
      text += fmt::format(" {} |", short_span(line.*quantity.span));
    }
    const Knowledge& known = line.knowledge;
    text += fmt::format(" {} / {} / {} |\n", share(known.published, known),
                        share(known.derived, known), share(known.assumed, known));
  }
  return text;
}

}  // namespace systole::report
