// Times of collectives against NCCL as it was measured on nodes of eight A100 and eight H100
// ($SYSTOLE_SHARED/measured/collective.csv): from datasheets and NCCL's own constants alone, and
// with a few values fitted to the rows of 2 and 8 ranks. Rows of 4 ranks are held out.
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "base/text.hpp"
#include "timing/collective.hpp"

using namespace systole;

namespace {

struct Row {
  std::string chip;
  timing::CollectiveRequest request;
  double microseconds = 0.0;
};

/// Columns: chip, collective, dtype, ranks, elements, latency_us, software, source.
std::vector<Row> rows_of(const std::string& folder) {
  std::ifstream file(folder + "/measured/collective.csv");
  std::string line;
  std::getline(file, line);
  std::vector<Row> rows;
  while (std::getline(file, line)) {
    const auto fields = split(line, ',');
    Row row;
    row.chip = fields[0];
    row.request.kind = timing::collective_kind_from(fields[1]).value();
    row.request.floats = fields[2] == "half";
    row.request.ranks = parse_int64(fields[3]).value();
    row.request.bytes = parse_int64(fields[4]).value() * (row.request.floats ? 2 : 1);
    row.microseconds = parse_double(fields[5]).value();
    rows.push_back(row);
  }
  return rows;
}

/// Mean absolute percentage error.
struct Error {
  double sum = 0.0;
  int rows = 0;
  void add(double relative) {
    sum += std::fabs(relative);
    ++rows;
  }
  double mape() const { return rows == 0 ? 0.0 : 100.0 * sum / rows; }
};

using Networks = std::map<std::string, config::NetworkConfig>;
using Errors = std::map<std::string, Error>;

Errors errors_of(const std::vector<Row>& rows, const Networks& networks) {
  Errors errors;
  for (const Row& row : rows) {
    const auto time = timing::collective_time(networks.at(row.chip), row.request);
    const double relative = time.seconds() * 1e6 / row.microseconds - 1.0;
    errors["all"].add(relative);
    errors[row.chip].add(relative);
    errors[fmt::format("{} {}", row.chip, name_of(row.request.kind))].add(relative);
    errors[fmt::format("{} of {} ranks", row.chip, row.request.ranks)].add(relative);
  }
  return errors;
}

std::string text_of(const Errors& errors) {
  std::string text;
  for (const auto& [group, error] : errors) {
    text += fmt::format("{:<32} {:>5} rows, MAPE {:.1f} %\n", group, error.rows, error.mape());
  }
  return text;
}

std::optional<std::string> shared_folder() {
  const char* const folder = std::getenv("SYSTOLE_SHARED");
  if (folder == nullptr)
    WARN("skipped: set SYSTOLE_SHARED to the folder of measured/collective.csv");
  return folder == nullptr ? std::nullopt : std::optional<std::string>(folder);
}

}  // namespace

TEST_CASE("Collectives of NCCL from datasheets and NCCL's constants alone") {
  const auto folder = shared_folder();
  if (!folder) return;
  const auto errors =
      errors_of(rows_of(*folder), {{"a100_sxm_80gb", config::read_network("dgx_a100")},
                                   {"h100_sxm", config::read_network("hgx_h100")}});
  INFO(text_of(errors));
  REQUIRE(errors.at("all").rows == 1008);
  CHECK(errors.at("all").mape() < 25.0);
  CHECK(errors.at("a100_sxm_80gb").mape() < 25.0);
  CHECK(errors.at("h100_sxm").mape() < 25.0);
}

TEST_CASE("Collectives of NCCL calibrated, with the rows of 4 ranks held out") {
  const auto folder = shared_folder();
  if (!folder) return;
  const auto errors =
      errors_of(rows_of(*folder), {{"a100_sxm_80gb", config::read_network("dgx_a100_calibrated")},
                                   {"h100_sxm", config::read_network("hgx_h100_calibrated")}});
  INFO(text_of(errors));
  CHECK(errors.at("all").mape() < 12.0);
  CHECK(errors.at("a100_sxm_80gb of 4 ranks").mape() < 12.0);
  CHECK(errors.at("h100_sxm of 4 ranks").mape() < 12.0);
}
