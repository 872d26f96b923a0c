#include "study/document.hpp"

#include <cstdlib>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "study/error_bars.hpp"
#include "study/statistics.hpp"

namespace systole::study {

namespace {

using Json = nlohmann::ordered_json;

/// The double whose shortest text has at most six significant digits.
double rounded(double value) { return std::strtod(six_digits(value).c_str(), nullptr); }

Json to_json(const Value& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return *integer;
  if (const auto* number = std::get_if<double>(&value)) return rounded(*number);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return nullptr;
}

/// "a.b" becomes the key b of the object a.
Json& at_path(Json& object, const std::string& path) {
  const std::size_t dot = path.find('.');
  if (dot == std::string::npos) return object[path];
  return at_path(object[path.substr(0, dot)], path.substr(dot + 1));
}

template <typename Subject>
Json object_of(const std::vector<Statistic<Subject>>& statistics, const Subject& subject) {
  Json object = Json::object();
  for (const auto& statistic : statistics) {
    at_path(object, statistic.name) = to_json(statistic.value(subject));
  }
  return object;
}

Json to_json(const result::ErrorBar& bar) {
  if (!bar.is_known()) return nullptr;
  return {{"low_seconds", rounded(bar.low_seconds)}, {"high_seconds", rounded(bar.high_seconds)}};
}

Json operators_of(const result::Result& result) {
  Json operators = Json::array();
  for (const result::OperatorResult& op : result.operators) {
    Json object = object_of(operator_statistics(), OperatorView{op, result.machine});
    object["error_bar"] = to_json(op.error_bar);
    operators.push_back(std::move(object));
  }
  return operators;
}

Json cores_of(const result::Result& result) {
  Json cores = Json::array();
  for (const result::CoreActivity& core : result.cores) {
    cores.push_back(object_of(core_statistics(), core));
  }
  return cores;
}

Json left_out_of(const result::Result& result) {
  Json kinds = Json::array();
  for (const LeftOut& kind : result.left_out) {
    kinds.push_back(object_of(left_out_statistics(), kind));
  }
  return kinds;
}

Json interval_of(const result::Result& result, const Interval& interval) {
  const auto put = [](Json& object, const Bounds& seconds) {
    object["low_seconds"] = rounded(seconds.low);
    object["high_seconds"] = rounded(seconds.high);
  };
  Json json;
  put(json, interval.seconds(result));
  json["ranges"] = Json::array();
  for (const RangeEffect& effect : interval.effects) {
    json["ranges"].push_back({{"key", effect.key},
                              {"low", effect.low},
                              {"high", effect.high},
                              {"seconds_at_low", rounded(effect.seconds_at_low)},
                              {"seconds_at_high", rounded(effect.seconds_at_high)}});
  }
  json["operators"] = Json::array();
  for (std::size_t i = 0; i < result.operators.size(); ++i) {
    Json op{{"name", result.operators[i].name}};
    put(op, interval.operator_seconds(result, i));
    json["operators"].push_back(std::move(op));
  }
  return json;
}

Json document_of(const result::Result& result, const std::optional<Interval>& interval) {
  Json document;
  document["schema"] = kResultSchema;
  document["chip"] = result.chip;
  document["workload"] = result.workload;
  document["fidelity"] = result.fidelity;
  document["totals"] = object_of(total_statistics(), RunView{result, result::totals_of(result)});
  document["totals"]["error_bar"] = to_json(widened(result, interval));
  if (interval) document["interval"] = interval_of(result, *interval);
  document["operators"] = operators_of(result);
  document["cores"] = cores_of(result);
  document["left_out"] = left_out_of(result);
  document["machine"] = object_of(machine_statistics(), result.machine);
  document["kernel"] = object_of(kernel_statistics(), result.kernel);
  document["notes"] = result.notes;
  return document;
}

/// Names come from users' files: what is not UTF-8 must not end a finished run.
std::string text_of(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string result_json(const result::Result& result, const std::optional<Interval>& interval) {
  return text_of(document_of(result, interval));
}

std::string results_json(const std::vector<result::Result>& results,
                         const std::vector<std::optional<Interval>>& intervals) {
  Json document;
  document["schema"] = kResultsSchema;
  document["results"] = Json::array();
  for (std::size_t i = 0; i < results.size(); ++i) {
    document["results"].push_back(
        document_of(results[i], intervals.empty() ? std::nullopt : intervals.at(i)));
  }
  return text_of(document);
}

}  // namespace systole::study
