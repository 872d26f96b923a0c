#include "study/stored_result.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/data_files.hpp"
#include "base/error.hpp"
#include "study/document.hpp"

namespace systole::study {

namespace {

using Json = nlohmann::json;

constexpr std::int64_t kLargestResult = 1LL << 30;

std::string shape_of(const Json& op) {
  const auto m = op.at("m").get<std::int64_t>();
  if (m == 0) return "";
  return fmt::format("{} x {} x {} x {}", op.at("count").get<std::int64_t>(), m,
                     op.at("n").get<std::int64_t>(), op.at("k").get<std::int64_t>());
}

StoredOperator operator_of(const Json& op) {
  return {op.at("name"),  op.at("kind"),   shape_of(op),
          op.at("bound"), op.at("cycles"), op.at("seconds")};
}

StoredResult result_of(const Json& document) {
  StoredResult result;
  result.chip = document.at("chip");
  result.workload = document.at("workload");
  result.fidelity = document.at("fidelity");
  result.cycles = document.at("totals").at("cycles");
  result.seconds = document.at("totals").at("seconds");
  for (const Json& op : document.at("operators")) result.operators.push_back(operator_of(op));
  return result;
}

}  // namespace

StoredResult read_stored_result(const std::string& path) {
  const Json document = Json::parse(read_file(path, kLargestResult), nullptr, false);
  const std::string schema = document.is_object() ? document.value("schema", "") : "";
  if (schema == kResultsSchema) {
    throw UserError(fmt::format(
        "{}: it holds several runs; name the folder of one of them, which lie beside it", path));
  }
  if (schema != kResultSchema) {
    throw UserError(fmt::format("{}: this is no result.json of schema {}", path, kResultSchema));
  }
  try {
    return result_of(document);
  } catch (const Json::exception& error) {
    throw UserError(fmt::format("{}: a member of the result is missing or of another type ({})",
                                path, error.what()));
  }
}

}  // namespace systole::study
