#include "study/schema.hpp"

#include <nlohmann/json.hpp>

#include "study/document.hpp"
#include "study/statistics.hpp"

namespace systole::study {

namespace {

using Json = nlohmann::ordered_json;

Json type_of(Kind kind) {
  switch (kind) {
    case Kind::integer:
      return "integer";
    case Kind::number:
      return "number";
    case Kind::text:
      return "string";
    case Kind::optional_number:
      return Json::array({"number", "null"});
    case Kind::interval:
      return Json::array({"object", "null"});
  }
  return nullptr;
}

std::string described(const std::string& description, const std::string& unit) {
  return unit.empty() ? description : description + " [" + unit + "]";
}

Json empty_object() {
  return {{"type", "object"}, {"required", Json::array()}, {"properties", Json::object()}};
}

/// The object schema that holds the last key of `path`, with the objects on the way to it.
Json& holder_of(Json& object, const std::string& path) {
  const std::size_t dot = path.find('.');
  if (dot == std::string::npos) return object;
  const std::string key = path.substr(0, dot);
  if (!object["properties"].contains(key)) {
    object["required"].push_back(key);
    object["properties"][key] = empty_object();
  }
  return holder_of(object["properties"][key], path.substr(dot + 1));
}

template <typename Subject>
Json schema_of(const std::vector<Statistic<Subject>>& statistics) {
  Json object = empty_object();
  for (const auto& statistic : statistics) {
    Json& holder = holder_of(object, statistic.name);
    const std::string key = statistic.name.substr(statistic.name.rfind('.') + 1);
    holder["required"].push_back(key);
    holder["properties"][key] = {{"type", type_of(statistic.kind)},
                                 {"description", described(statistic.description, statistic.unit)}};
  }
  return object;
}

Json text(const char* description) { return {{"type", "string"}, {"description", description}}; }

Json array_of(Json items) { return {{"type", "array"}, {"items", std::move(items)}}; }

Json object_with(Json properties) {
  Json object = empty_object();
  for (const auto& [key, value] : properties.items()) object["required"].push_back(key);
  object["properties"] = std::move(properties);
  return object;
}

Json number(const char* description) { return {{"type", "number"}, {"description", description}}; }

Json with_seconds(Json properties) {
  properties["low_seconds"] = number("on the fastest chip that the ranges allow [s]");
  properties["high_seconds"] = number("on the slowest [s]");
  return properties;
}

/// Only where the chip's file has ranges.
Json interval() {
  Json range;
  range["key"] = text("the value that is a range");
  range["low"] = text("its low end, as the chip's file says it");
  range["high"] = text("its high end");
  range["seconds_at_low"] = number("everything else at its nominal value [s]");
  range["seconds_at_high"] = number("the same at the high end [s]");
  Json properties = with_seconds({});
  properties["ranges"] = array_of(object_with(std::move(range)));
  properties["operators"] =
      array_of(object_with(with_seconds({{"name", text("name of the operator")}})));
  return object_with(std::move(properties));
}

/// Only where `systole why --save` wrote it.
Json sensitivity() {
  Json properties;
  properties["change"] = text("what was changed, in words");
  properties["key"] = text("the key of the chip that was changed, or the first of several");
  properties["factor"] = number("the changed value over the chip's own");
  properties["settings"] = array_of(text("KEY=VALUE for --set"));
  properties["seconds"] = number("of the whole run on the changed chip [s]");
  properties["time_change"] = number("seconds over those of this result, less one");
  return object_with(std::move(properties));
}

Json one_result() {
  Json properties;
  properties["schema"] = {{"const", kResultSchema}};
  properties["chip"] = text("name of the chip");
  properties["workload"] = text("name of the workload");
  properties["fidelity"] = {{"enum", {"analytic", "tile", "cycle"}}};
  properties["totals"] = {{"$ref", "#/$defs/totals"}};
  properties["operators"] = array_of({{"$ref", "#/$defs/operator"}});
  properties["left_out"] = array_of({{"$ref", "#/$defs/left_out"}});
  properties["machine"] = {{"$ref", "#/$defs/machine"}};
  properties["kernel"] = {{"$ref", "#/$defs/kernel"}};
  properties["notes"] = array_of(text("what a reader or a model assumed"));
  Json object = object_with(std::move(properties));
  object["properties"]["interval"] = {{"$ref", "#/$defs/interval"}};
  object["properties"]["sensitivities"] = array_of({{"$ref", "#/$defs/sensitivity"}});
  return object;
}

Json several_results() {
  Json properties;
  properties["schema"] = {{"const", kResultsSchema}};
  properties["results"] = array_of({{"$ref", "#/$defs/result"}});
  return object_with(std::move(properties));
}

}  // namespace

std::string result_schema() {
  Json schema;
  schema["$schema"] = "https://json-schema.org/draft/2020-12/schema";
  schema["title"] = "Systole's result.json";
  schema["anyOf"] = {{{"$ref", "#/$defs/result"}}, {{"$ref", "#/$defs/results"}}};
  Json& definitions = schema["$defs"];
  definitions["result"] = one_result();
  definitions["results"] = several_results();
  definitions["totals"] = schema_of(total_statistics());
  definitions["operator"] = schema_of(operator_statistics());
  definitions["left_out"] = schema_of(left_out_statistics());
  definitions["machine"] = schema_of(machine_statistics());
  definitions["kernel"] = schema_of(kernel_statistics());
  definitions["interval"] = interval();
  definitions["sensitivity"] = sensitivity();
  return schema.dump(2) + "\n";
}

}  // namespace systole::study
