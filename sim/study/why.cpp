#include "study/why.hpp"

#include <cstdlib>

#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/text.hpp"
#include "study/document.hpp"

namespace systole::study {

namespace {

using Json = nlohmann::ordered_json;

double rounded(double value) { return std::strtod(six_digits(value).c_str(), nullptr); }

}  // namespace

std::string with_sensitivities(const std::string& result_json,
                               const std::vector<Sensitivity>& sensitivities) {
  Json document = Json::parse(result_json, nullptr, false);
  if (!document.is_object() || document.value("schema", "") != kResultSchema) {
    throw UserError(std::string("the sensitivities belong into one result of schema ") +
                    kResultSchema + ", and this is none");
  }
  Json list = Json::array();
  for (const Sensitivity& s : sensitivities) {
    list.push_back({{"change", s.change.change},
                    {"key", s.change.key},
                    {"factor", rounded(s.change.factor)},
                    {"settings", s.change.settings},
                    {"seconds", rounded(s.seconds)},
                    {"time_change", rounded(s.time_change)}});
  }
  document["sensitivities"] = std::move(list);
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace systole::study
