#include "frontend/csv_rows.hpp"

#include "base/text.hpp"

namespace systole::frontend {

namespace {

/// Takes the first line off `text`; CRLF counts as one line end.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find_first_of("\r\n");
  const std::string_view line = text.substr(0, end);
  if (end == std::string_view::npos) {
    text = {};
    return line;
  }
  const bool two = text.substr(end, 2) == "\r\n";
  text.remove_prefix(end + (two ? 2 : 1));
  return line;
}

/// `line` up to a `#` that starts a word or a field; "Conv#1" is a name.
std::string_view without_comment(std::string_view line) {
  constexpr std::string_view kBefore = ", \t";
  for (std::size_t at = line.find('#'); at != std::string_view::npos; at = line.find('#', at + 1)) {
    const bool starts = at == 0 || kBefore.find(line[at - 1]) != std::string_view::npos;
    if (starts) return line.substr(0, at);
  }
  return line;
}

std::vector<CsvField> fields_of(std::string_view line) {
  std::vector<CsvField> fields;
  for (const std::string_view raw : split(without_comment(line), ',')) {
    const std::string_view text = trim(raw);
    if (starts_with(text, "//")) break;
    const char* start = text.empty() ? raw.data() : text.data();
    fields.push_back({text, static_cast<int>(start - line.data()) + 1});
  }
  while (!fields.empty() && fields.back().text.empty()) fields.pop_back();
  return fields;
}

}  // namespace

std::vector<CsvRow> csv_rows(std::string_view text) {
  std::vector<CsvRow> rows;
  for (int line = 1; !text.empty(); ++line) {
    std::vector<CsvField> fields = fields_of(take_line(text));
    if (!fields.empty()) rows.push_back({line, std::move(fields)});
  }
  return rows;
}

}  // namespace systole::frontend
