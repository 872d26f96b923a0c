#include "frontend/scalesim_layout.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace systole::frontend {

namespace {

constexpr std::array<std::string_view, 3> kGemmNumbers{"M", "N", "K"};
constexpr std::array<std::string_view, 7> kConvNumbers{
    "IFMAP height", "IFMAP width", "filter height", "filter width",
    "channels",     "filters",     "stride"};

bool mentions(const CsvRow& row, std::size_t index, std::string_view word) {
  return index < row.fields.size() && lower(row.fields[index].text).find(word) != std::string::npos;
}

bool is_number(std::string_view text) { return parse_integral(text).has_value(); }

/// How many fields after the name are numbers, up to the first that is not.
std::size_t leading_numbers(const CsvRow& row) {
  const auto begin = row.fields.begin() + 1;
  const auto end = std::find_if(begin, row.fields.end(),
                                [](const CsvField& field) { return !is_number(field.text); });
  return static_cast<std::size_t>(end - begin);
}

bool is_gemm_header(const CsvRow& row) {
  return row.fields.size() >= 4 && lower(row.fields[1].text) == "m" &&
         lower(row.fields[2].text) == "n" && lower(row.fields[3].text) == "k";
}

bool is_conv_header(const CsvRow& row) {
  const auto knows = [](const CsvField& field) {
    const std::string text = lower(field.text);
    return text.find("filter") != std::string::npos || text.find("ifmap") != std::string::npos;
  };
  return std::any_of(row.fields.begin(), row.fields.end(), knows);
}

/// The first row with numbers decides where the header does not.
bool first_layer_is_gemm(const std::vector<CsvRow>& rows) {
  for (const CsvRow& row : rows) {
    const std::size_t numbers = leading_numbers(row);
    if (numbers > 0) return numbers < kConvNumbers.size() - 1;
  }
  return false;
}

}  // namespace

std::size_t ScalesimLayout::numbers() const {
  const std::size_t fixed = is_gemm ? kGemmNumbers.size() : kConvNumbers.size();
  return fixed + (has_stride_width || has_batch ? 1 : 0);
}

std::string_view ScalesimLayout::name_of(std::size_t index) const {
  if (is_gemm) return index < kGemmNumbers.size() ? kGemmNumbers[index] : "batch";
  return index < kConvNumbers.size() ? kConvNumbers[index] : "stride width";
}

std::string ScalesimLayout::columns() const {
  std::string text = "name";
  for (std::size_t i = 0; i < numbers(); ++i) text.append(", ").append(name_of(i));
  return text;
}

ScalesimLayout scalesim_layout_of(const std::vector<CsvRow>& rows) {
  const CsvRow& first = rows.front();
  ScalesimLayout layout;
  layout.has_header = leading_numbers(first) == 0;
  layout.is_gemm = is_gemm_header(first) || (!is_conv_header(first) && first_layer_is_gemm(rows));
  layout.has_stride_width = !layout.is_gemm && mentions(first, 8, "stride");
  layout.has_batch = layout.is_gemm && mentions(first, 4, "batch");
  return layout;
}

bool looks_like_topology(const std::vector<CsvRow>& rows) {
  if (rows.empty()) return false;
  const CsvRow& first = rows.front();
  if (is_gemm_header(first) || is_conv_header(first)) return true;
  // Without a known header: several fields, and nothing that YAML would take for a key.
  return first.fields.size() >= 4 && first.fields[0].text.find(':') == std::string_view::npos &&
         first.fields[0].text.find_first_of("{[-") != 0;
}

}  // namespace systole::frontend
