// Validations as JSON.
#include <cstdlib>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "report/validation_text.hpp"

namespace systole::report {

namespace {

using Json = nlohmann::ordered_json;

double rounded(double value) { return std::strtod(six_digits(value).c_str(), nullptr); }

Json errors_json(const validate::Group& group) {
  return {{"chip", group.chip},
          {"kind", group.kind},
          {"dtype", group.dtype},
          {"timing", group.timing},
          {"regime", group.regime},
          {"rows", group.errors.count},
          {"mape", rounded(group.errors.mape)},
          {"median", rounded(group.errors.median)},
          {"p90", rounded(group.errors.p90)},
          {"bias", rounded(group.errors.bias)},
          {"correlation", rounded(group.errors.correlation)}};
}

Json row_json(const validate::Compared& row) {
  return {{"chip", row.chip},
          {"kind", row.row->kind},
          {"dtype", row.row->dtype},
          {"shape", row.row->shape},
          {"measured_seconds", rounded(row.row->seconds)},
          {"predicted_seconds", rounded(row.prediction.seconds)},
          {"error", rounded(row.error())},
          {"bound", row.prediction.cause},
          {"mapping", row.prediction.mapping}};
}

}  // namespace

std::string validation_json(const validate::Validation& validation) {
  constexpr std::size_t kWorst = 10;
  Json json;
  json["schema"] = "systole.validation/1";
  json["fidelity"] = validation.fidelity;
  json["groups"] = Json::array();
  for (const validate::Group& group : validate::groups_of(validation.rows)) {
    json["groups"].push_back(errors_json(group));
  }
  json["worst"] = Json::array();
  for (const validate::Compared& row : validate::worst(validation.rows, kWorst)) {
    json["worst"].push_back(row_json(row));
  }
  json["left_out"] = Json::array();
  for (const validate::LeftOut& entry : validation.left_out) {
    json["left_out"].push_back({{"chip", entry.chip},
                                {"kind", entry.kind},
                                {"reason", entry.reason},
                                {"rows", entry.count}});
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace systole::report
