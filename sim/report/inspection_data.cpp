// The inspection for programs: CSV and JSON.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "report/csv.hpp"
#include "report/inspection.hpp"

namespace systole::report {

namespace {

using Json = nlohmann::ordered_json;
using workload::Graph;
using workload::Operator;

/// The derived numbers with six digits, as everywhere.
Json rounded(const std::optional<double>& value) {
  return value ? Json(std::stod(six_digits(*value))) : Json(nullptr);
}

void put_sums(Json& json, const WorkSums& sums) {
  json["macs"] = sums.macs;
  json["bytes"] = sums.bytes;
  json["arithmetic_intensity"] = rounded(intensity_of(sums));
  json["measured_seconds"] = sums.measured_seconds ? Json(*sums.measured_seconds) : Json(nullptr);
  json["dtypes"] = sums.dtypes;
}

Json json_of(const Operator& op) {
  Json json;
  json["name"] = op.name;
  json["kind"] = kind_of(op);
  json["source"] = op.source_kind;
  json["shape"] = shape_text(op);
  Json epilogue = Json::array();
  for (const workload::VectorKind kind : op.epilogue) epilogue.push_back(name_of(kind));
  json["epilogue"] = epilogue;
  put_sums(json, sums_of(op));
  return json;
}

Json json_of(const KindSums& kind) {
  Json json;
  json["kind"] = kind.kind;
  json["operators"] = kind.sums.operators;
  put_sums(json, kind.sums);
  return json;
}

std::string sums_csv(const WorkSums& sums) {
  const auto intensity = intensity_of(sums);
  return fmt::format("{},{},{},{},{}\n", sums.macs, sums.bytes,
                     intensity ? six_digits(*intensity) : "",
                     sums.measured_seconds ? shortest(*sums.measured_seconds) : "",
                     csv_cell(fmt::format("{}", fmt::join(sums.dtypes, "; "))));
}

}  // namespace

std::string inspection_csv(const Graph& graph, Detail detail) {
  constexpr const char* kSums = "macs,bytes,arithmetic_intensity,measured_seconds,dtypes\n";
  std::string text;
  if (detail == Detail::operators) {
    text = std::string("name,kind,source,shape,") + kSums;
    for (const Operator& op : graph.operators) {
      text +=
          fmt::format("{},{},{},{},{}", csv_cell(op.name), kind_of(op), csv_cell(op.source_kind),
                      csv_cell(shape_text(op)), sums_csv(sums_of(op)));
    }
    return text;
  }
  text = std::string("kind,operators,") + kSums;
  for (const KindSums& kind : inspect(graph).kinds)
    text += fmt::format("{},{},{}", kind.kind, kind.sums.operators, sums_csv(kind.sums));
  return text;
}

std::string inspection_json(const Graph& graph, Detail detail) {
  const Inspection inspection = inspect(graph);
  Json json;
  json["schema"] = "systole.inspection.v1";
  json["workload"] = graph.name;
  json["parameters"] = graph.parameters ? Json(*graph.parameters) : Json(nullptr);
  json["weight_elements"] = inspection.weights;
  json["kv_cache_bytes"] = graph.kv_cache_bytes ? Json(*graph.kv_cache_bytes) : Json(nullptr);
  json["total"]["operators"] = inspection.total.operators;
  put_sums(json["total"], inspection.total);
  json["unknown"]["operators"] = inspection.unknown.operators;
  put_sums(json["unknown"], inspection.unknown);
  json["unknown"]["kinds"] = inspection.unknown_kinds;
  json["kinds"] = Json::array();
  for (const KindSums& kind : inspection.kinds) json["kinds"].push_back(json_of(kind));
  if (detail == Detail::operators) {
    json["operators"] = Json::array();
    for (const Operator& op : graph.operators) json["operators"].push_back(json_of(op));
  }
  json["notes"] = graph.notes;
  return json.dump(2) + "\n";
}

}  // namespace systole::report
