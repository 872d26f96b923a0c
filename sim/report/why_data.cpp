#include <cstdlib>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "report/why_text.hpp"
#include "study/statistics.hpp"

namespace systole::report {

namespace {

using Json = nlohmann::ordered_json;

double rounded(double value) { return std::strtod(six_digits(value).c_str(), nullptr); }

Json sensitivity_json(const study::Sensitivity& s) {
  return {{"change", s.change.change},          {"key", s.change.key},
          {"factor", rounded(s.change.factor)}, {"settings", s.change.settings},
          {"seconds", rounded(s.seconds)},      {"time_change", rounded(s.time_change)}};
}

Json group_json(const study::CauseGroup& group, const result::Result& result) {
  Json busy = Json::object();
  for (std::size_t i = 0; i < group.busy.size(); ++i) {
    busy[std::string(result::kBounds[i])] = rounded(group.busy[i]);
  }
  return {{"kind", group.kind},
          {"cause", std::string(group.cause)},
          {"operators", group.operators},
          {"cycles", group.cycles},
          {"seconds", rounded(study::seconds_of(group.cycles, result.machine))},
          {"busy", busy},
          {"idle_cores", rounded(group.idle)}};
}

Json speed_up_json(const study::SpeedUp& answer) {
  return {{"knob", answer.knob},
          {"reaches", answer.reaches ? sensitivity_json(*answer.reaches) : Json(nullptr)},
          {"most", sensitivity_json(answer.most)}};
}

}  // namespace

std::string why_json(const study::Explanation& why) {
  Json document{{"schema", kWhySchema},
                {"chip", why.result.chip},
                {"workload", why.result.workload},
                {"fidelity", why.result.fidelity},
                {"seconds", rounded(study::seconds_of(why.result))}};
  document["cycles_by_cause"] = Json::object();
  for (const auto& [cause, cycles] : study::cycles_by_cause(why.result)) {
    document["cycles_by_cause"][std::string(cause)] = cycles;
  }
  document["groups"] = Json::array();
  for (const study::CauseGroup& group : study::causes_of(why.result)) {
    document["groups"].push_back(group_json(group, why.result));
  }
  document["sensitivities"] = Json::array();
  for (const study::Sensitivity& s : why.sensitivities) {
    document["sensitivities"].push_back(sensitivity_json(s));
  }
  document["target"] = why.target;
  document["speed_ups"] = Json::array();
  for (const study::SpeedUp& answer : why.speed_ups) {
    document["speed_ups"].push_back(speed_up_json(answer));
  }
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace systole::report
