#include "report/page/packed_result.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "study/document.hpp"

namespace systole::report {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kDeepest = 32;  // a result needs five
constexpr const char* kMend = "expected the result.json that 'systole run --out DIR' writes";

Place place_of(const SourceText& source, std::size_t offset) {
  const std::size_t end = std::min(offset, source.text.size());
  const auto begin = source.text.begin();
  const auto here = begin + static_cast<std::ptrdiff_t>(end);
  const auto lines = std::count(begin, here, '\n');
  const std::size_t start = source.text.rfind('\n', end == 0 ? 0 : end - 1);
  const std::size_t column = start == std::string::npos || start >= end ? end : end - start - 1;
  return {source.name, static_cast<int>(lines) + 1, static_cast<int>(column) + 1};
}

Json parsed(const SourceText& source) {
  const auto check_depth = [&source](int depth, Json::parse_event_t, const Json&) {
    if (depth > kDeepest)
      throw UserError(fmt::format("{}: nested too deeply; {}", source.name, kMend));
    return true;
  };
  try {
    return Json::parse(source.text, check_depth);
  } catch (const Json::parse_error& error) {
    const std::size_t offset = error.byte > 0 ? error.byte - 1 : 0;
    throw UserError(place_of(source, offset), fmt::format("this is not JSON; {}", kMend));
  }
}

enum class Shape { text, object, array };

bool has_shape(const Json& value, Shape shape) {
  switch (shape) {
    case Shape::text:
      return value.is_string();
    case Shape::object:
      return value.is_object();
    case Shape::array:
      return value.is_array();
  }
  return false;
}

[[noreturn]] void refuse(const SourceText& source, const std::string& what) {
  throw UserError(fmt::format("{}: {}; {}", source.name, what, kMend));
}

bool is_number(const Json& object, const char* key) {
  return object.contains(key) && object[key].is_number();
}

void check_members(const Json& result, const SourceText& source) {
  static const std::vector<std::pair<const char*, Shape>> kMembers{
      {"chip", Shape::text},      {"workload", Shape::text},   {"fidelity", Shape::text},
      {"totals", Shape::object},  {"operators", Shape::array}, {"left_out", Shape::array},
      {"machine", Shape::object}, {"kernel", Shape::object},   {"notes", Shape::array}};
  if (!result.is_object()) refuse(source, "a result is not an object");
  for (const auto& [key, shape] : kMembers) {
    if (!result.contains(key) || !has_shape(result[key], shape))
      refuse(source, fmt::format("the member '{}' is missing or of the wrong type", key));
  }
  for (const char* key : {"seconds", "cycles"}) {
    if (!is_number(result["totals"], key))
      refuse(source, fmt::format("'totals.{}' is missing or no number", key));
  }
}

void check_operator(const Json& op, std::size_t index, const SourceText& source) {
  const auto is_text = [&op](const char* key) { return op.contains(key) && op[key].is_string(); };
  if (op.is_object() && is_text("name") && is_text("kind") && is_text("bound") &&
      is_number(op, "seconds") && is_number(op, "cycles"))
    return;
  refuse(source,
         fmt::format("operators[{}] lacks its name, kind, bound, seconds or cycles", index));
}

/// {"a": {"b": 1}} as {"a.b": 1}; an interval stays whole.
void flatten(const Json& object, const std::string& prefix, Json& flat) {
  for (const auto& [key, value] : object.items()) {
    if (value.is_object() && key != "error_bar") {
      flatten(value, prefix + key + ".", flat);
    } else {
      flat[prefix + key] = value;
    }
  }
}

Json flat_row(const Json& op) {
  Json flat = Json::object();
  flatten(op, "", flat);
  for (const char* unused : {"name", "mapping", "error_bar_reason"}) flat.erase(unused);
  return flat;
}

bool says_nothing(const Json& value) {
  return value.is_null() || (value.is_number() && value == 0) || value == "";
}

/// The columns in which any row says something, in the order of the first row that has them.
std::vector<std::string> columns_of(const std::vector<Json>& rows) {
  std::vector<std::string> columns{"seconds", "cycles", "kind", "bound"};
  std::set<std::string> known(columns.begin(), columns.end());
  for (const Json& row : rows) {
    for (const auto& [key, value] : row.items()) {
      if (!says_nothing(value) && known.insert(key).second) columns.push_back(key);
    }
  }
  return columns;
}

Json values_of(const Json& row, const std::vector<std::string>& columns) {
  Json values = Json::array();
  for (const std::string& column : columns) {
    values.push_back(row.contains(column) ? row[column] : Json(0));
  }
  return values;
}

Json packed_operators(const Json& operators, const SourceText& source) {
  std::vector<Json> rows;
  std::map<std::string, std::size_t> index_of;
  Json row_of = Json::array();
  Json names = Json::array();
  for (std::size_t i = 0; i < operators.size(); ++i) {
    check_operator(operators[i], i, source);
    Json row = flat_row(operators[i]);
    const auto [found, is_new] = index_of.emplace(row.dump(), rows.size());
    if (is_new) rows.push_back(std::move(row));
    row_of.push_back(found->second);
    names.push_back(operators[i]["name"]);
  }
  const std::vector<std::string> columns = columns_of(rows);
  Json values = Json::array();
  for (const Json& row : rows) values.push_back(values_of(row, columns));
  return {{"columns", columns}, {"rows", values}, {"row_of", row_of}, {"names", names}};
}

std::string packed(Json result, const SourceText& source) {
  check_members(result, source);
  result["operators"] = packed_operators(result["operators"], source);
  return result.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::vector<std::string> packed_results(const SourceText& source) {
  const Json document = parsed(source);
  const std::string schema =
      document.is_object() && document.contains("schema") && document["schema"].is_string()
          ? document["schema"].get<std::string>()
          : "";
  if (schema == study::kResultSchema) return {packed(document, source)};
  if (schema != study::kResultsSchema || !document.contains("results") ||
      !document["results"].is_array() || document["results"].empty()) {
    refuse(source, fmt::format("its schema is '{}', not '{}' or '{}'", schema, study::kResultSchema,
                               study::kResultsSchema));
  }
  std::vector<std::string> results;
  for (const Json& result : document["results"]) results.push_back(packed(result, source));
  return results;
}

}  // namespace systole::report
