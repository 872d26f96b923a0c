// Exchanges of NCCL as they were measured on nodes of eight A100 and eight H100
// ($SYSTOLE_SHARED/measured/collective.csv): from datasheets and NCCL's own constants alone, and
// with a few values fitted to the rows of 2 and 8 ranks. Rows of 4 ranks are held out.
#include <cstdlib>

#include <catch2/catch.hpp>

#include "base/text.hpp"
#include "validate/validation.hpp"

using namespace systole;

namespace {

std::vector<validate::Measured> exchanges() {
  const char* const folder = std::getenv("SYSTOLE_SHARED");
  if (folder != nullptr)
    return validate::read_measured(std::string(folder) + "/measured/collective.csv");
  WARN("skipped: set SYSTOLE_SHARED to the folder of measured/collective.csv");
  return {};
}

/// Rows of `chip` on `network`.
std::vector<validate::Compared> compared(const std::vector<validate::Measured>& rows,
                                         const std::string& chip, const std::string& network) {
  std::vector<const validate::Measured*> mine;
  for (const validate::Measured& row : rows) {
    if (row.chip == chip) mine.push_back(&row);
  }
  validate::PredictOptions options;
  options.network = config::read_network(network);
  validate::Validation validation;
  validate::add(validation, {}, mine, options);
  return validation.rows;
}

std::vector<validate::Compared> of_four(const std::vector<validate::Compared>& rows) {
  std::vector<validate::Compared> some;
  for (const validate::Compared& row : rows) {
    if (row.row->exchange->ranks == 4) some.push_back(row);
  }
  return some;
}

}  // namespace

TEST_CASE("Exchanges of NCCL from datasheets and NCCL's constants alone") {
  const auto rows = exchanges();
  if (rows.empty()) return;
  REQUIRE(rows.size() == 1008);
  CHECK(errors_of(compared(rows, "a100_sxm_80gb", "dgx_a100")).mape < 0.25);
  CHECK(errors_of(compared(rows, "h100_sxm", "hgx_h100")).mape < 0.25);
}

TEST_CASE("Exchanges of NCCL calibrated, with the rows of 4 ranks held out") {
  const auto rows = exchanges();
  if (rows.empty()) return;
  for (const auto& [chip, network] : {std::pair{"a100_sxm_80gb", "dgx_a100_calibrated"},
                                      std::pair{"h100_sxm", "hgx_h100_calibrated"}}) {
    CAPTURE(network);
    const auto all = compared(rows, chip, network);
    CHECK(errors_of(all).mape < 0.12);
    CHECK(errors_of(of_four(all)).mape < 0.12);
  }
}
