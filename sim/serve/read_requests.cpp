#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "base/data_files.hpp"
#include "base/document.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "frontend/csv_rows.hpp"
#include "serve/requests.hpp"

namespace systole::serve {

namespace {

using frontend::CsvField;
using frontend::CsvRow;

constexpr std::int64_t kMostTokens = 100'000'000;
constexpr double kLatestArrival = 9e9;  ///< seconds

enum Column { arrival, input, output, prefix, prefix_tokens };
const std::vector<std::string>& column_names() {
  static const std::vector<std::string> kNames{"arrival", "input", "output", "prefix",
                                               "prefix_tokens"};
  return kNames;
}

class Reader {
 public:
  Reader(const std::string& path, Diagnostics& diagnostics)
      : path_(path), diagnostics_(diagnostics) {}

  std::vector<Request> read(const std::vector<CsvRow>& rows) {
    if (rows.empty()) {
      diagnostics_.error({path_, 1, 1}, "", "there is nothing in it" + expected());
      return {};
    }
    if (!read_heading(rows[0])) return {};
    std::vector<Request> requests;
    for (std::size_t i = 1; i < rows.size(); ++i) {
      if (const auto request = read_row(rows[i])) requests.push_back(*request);
    }
    if (requests.empty() && !diagnostics_.has_errors())
      diagnostics_.error({path_, rows[0].line, 1}, "", "there are no requests below the heading");
    return requests;
  }

 private:
  static std::string expected() {
    return "; expected a heading `arrival,input,output` (seconds, tokens, tokens), with "
           "`prefix,prefix_tokens` behind it if prompts share their beginning";
  }

  Place place(const CsvRow& row, const CsvField& field) const {
    return {path_, row.line, field.column};
  }

  bool read_heading(const CsvRow& row) {
    bool good = true;
    for (const CsvField& field : row.fields) {
      const std::string name = lower(field.text);
      const auto& names = column_names();
      const auto found = std::find(names.begin(), names.end(), name);
      if (found == names.end()) {
        diagnostics_.error(place(row, field), "",
                           fmt::format("there is no column '{}'{}{}", field.text,
                                       suggestion(name, names), expected()));
        good = false;
      }
      columns_.push_back(static_cast<Column>(found - names.begin()));
    }
    for (const Column needed : {arrival, input, output}) {
      if (!good || std::count(columns_.begin(), columns_.end(), needed) == 1) continue;
      diagnostics_.error(
          {path_, row.line, 1}, "",
          fmt::format("column '{}' is needed once{}", column_names()[needed], expected()));
      good = false;
    }
    return good;
  }

  std::optional<Request> read_row(const CsvRow& row) {
    if (row.fields.size() > columns_.size()) {
      diagnostics_.error(
          place(row, row.fields[columns_.size()]), "",
          fmt::format("{} values under {} columns", row.fields.size(), columns_.size()));
      return std::nullopt;
    }
    Request request;
    request.line = row.line;
    request.arrival = -1;
    request.input = request.output = 0;
    bool good = true;
    for (std::size_t i = 0; i < row.fields.size(); ++i) good &= read_field(row, i, request);
    return good && is_whole(row, request) ? std::optional(request) : std::nullopt;
  }

  bool read_field(const CsvRow& row, std::size_t index, Request& request) {
    const CsvField& field = row.fields[index];
    switch (columns_[index]) {
      case arrival:
        return read_arrival(row, field, request);
      case input:
        return read_tokens(row, field, 1, request.input);
      case output:
        return read_tokens(row, field, 1, request.output);
      case prefix_tokens:
        return field.text.empty() || read_tokens(row, field, 0, request.prefix_tokens);
      case prefix:
        break;
    }
    if (field.text.empty()) return true;
    request.prefix =
        prefixes_.emplace(field.text, static_cast<std::int64_t>(prefixes_.size())).first->second;
    return true;
  }

  bool read_arrival(const CsvRow& row, const CsvField& field, Request& request) {
    const auto seconds = parse_double(field.text);
    if (!seconds || *seconds < 0.0 || *seconds > kLatestArrival) {
      diagnostics_.error(
          place(row, field), "",
          fmt::format("expected the seconds at which a request arrives, got '{}'", field.text));
      return false;
    }
    request.arrival = std::llround(*seconds * llm::kNanosecondsPerSecond);
    return true;
  }

  bool read_tokens(const CsvRow& row, const CsvField& field, std::int64_t least,
                   std::int64_t& tokens) {
    const auto number = parse_integral(field.text);
    if (!number || *number < least || *number > kMostTokens) {
      diagnostics_.error(place(row, field), "",
                         fmt::format("expected a number of tokens from {} to {}, got '{}'", least,
                                     kMostTokens, field.text));
      return false;
    }
    tokens = *number;
    return true;
  }

  bool is_whole(const CsvRow& row, const Request& request) {
    std::string wrong;
    if (request.arrival < 0 || request.input == 0 || request.output == 0) {
      wrong = "a request needs arrival, input and output";
    } else if (request.prefix_tokens > request.input) {
      wrong = fmt::format("a prefix of {} tokens is longer than the prompt of {}",
                          request.prefix_tokens, request.input);
    } else if (request.prefix == kNoPrefix && request.prefix_tokens > 0) {
      wrong = "prefix_tokens say how much is shared, and prefix with whom: name it";
    }
    if (wrong.empty()) return true;
    diagnostics_.error({path_, row.line, 1}, "", wrong);
    return false;
  }

  const std::string& path_;
  Diagnostics& diagnostics_;
  std::vector<Column> columns_;
  std::map<std::string, std::int64_t, std::less<>> prefixes_;
};

}  // namespace

std::vector<Request> read_requests(const std::string& path) {
  const std::string text = read_file(path);
  Diagnostics diagnostics;
  std::vector<Request> requests;
  if (check_is_text(text, path, diagnostics))
    requests = Reader(path, diagnostics).read(frontend::csv_rows(text));
  diagnostics.throw_if_errors();
  std::stable_sort(requests.begin(), requests.end(),
                   [](const Request& a, const Request& b) { return a.arrival < b.arrival; });
  const Nanoseconds first = requests.front().arrival;
  for (Request& request : requests) request.arrival -= first;
  return requests;
}

}  // namespace systole::serve
