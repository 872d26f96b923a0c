// Error bars must hold for shapes that nobody has seen.
#include "validate/residual_table.hpp"

#include <cmath>

#include <catch2/catch.hpp>

using namespace systole;

namespace {

/// Rows whose errors belong to their shape for the most part, as real ones do.
class Rows {
 public:
  Rows(std::size_t shapes, std::size_t of_each, double spread) {
    measured_.reserve(shapes * of_each);
    for (std::size_t shape = 0; shape < shapes; ++shape) {
      const double of_shape = noise();
      for (std::size_t i = 0; i < of_each; ++i) {
        add(std::to_string(shape), std::exp(spread * (of_shape + 0.3 * noise())));
      }
    }
  }
  const std::vector<validate::Compared>& compared() const { return compared_; }
  std::vector<validate::Measured>& measured() { return measured_; }

 private:
  /// Roughly normal, and the same on every machine.
  double noise() {
    double sum = 0.0;
    for (int i = 0; i < 12; ++i) {
      state_ = state_ * 6364136223846793005U + 1442695040888963407U;
      sum += static_cast<double>(state_ >> 40U) / static_cast<double>(1U << 24U);
    }
    return sum - 6.0;
  }
  void add(const std::string& shape, double ratio) {
    validate::Measured row;
    row.fold = shape;
    row.seconds = ratio;
    row.source = "made";
    measured_.push_back(row);
    validate::Compared compared;
    compared.row = &measured_.back();
    compared.key = {"Maker Family", study::kHardware, "gemm", "16", "best", "compute"};
    compared.prediction.seconds = 1.0;
    compared_.push_back(compared);
  }

  std::uint64_t state_ = 42;
  std::vector<validate::Measured> measured_;
  std::vector<validate::Compared> compared_;
};

}  // namespace

TEST_CASE("75 to 90 % of the rows of held-out shapes fall between the ends of their error bars") {
  const auto [shapes, of_each] = GENERATE(std::pair<int, int>{30, 4}, std::pair<int, int>{100, 1},
                                          std::pair<int, int>{40, 20});
  const Rows rows(static_cast<std::size_t>(shapes), static_cast<std::size_t>(of_each), 0.3);
  for (const validate::Coverage& group : validate::held_out_coverage(rows.compared())) {
    CAPTURE(shapes, of_each, group.key.regime, group.rows);
    CHECK(group.share() >= 0.75);
    CHECK(group.share() <= 0.90);
  }
}

TEST_CASE("wider errors give wider bars around their middle") {
  const study::Residual narrow =
      validate::residuals_of(Rows(50, 4, 0.1).compared()).table().front();
  const study::Residual wide = validate::residuals_of(Rows(50, 4, 0.5).compared()).table().front();
  CHECK(narrow.p10 < narrow.p50);
  CHECK(narrow.p50 < narrow.p90);
  CHECK(wide.p10 < narrow.p10);
  CHECK(wide.p90 > narrow.p90);
  CHECK(narrow.rows == 200);
}

TEST_CASE("a handful of rows makes no error bar") {
  CHECK(validate::residuals_of(Rows(3, 2, 0.2).compared()).table().empty());
}

TEST_CASE("times that include a launch say nothing about hardware alone") {
  Rows rows(50, 2, 0.2);
  for (validate::Measured& row : rows.measured()) row.timing = validate::Timing::launch_included;
  CHECK(validate::residuals_of(rows.compared()).table().empty());
}

TEST_CASE("the table of residuals is read back as it was written") {
  const study::Residuals before = validate::residuals_of(Rows(50, 4, 0.3).compared());
  const study::Residuals after =
      study::parse_residuals(study::write_residuals(before), "residuals.yaml");
  REQUIRE(after.table().size() == before.table().size());
  CHECK(study::write_residuals(after) == study::write_residuals(before));
  CHECK_THROWS_WITH(study::parse_residuals("residuals:\n  - {family: x}\n", "bad.yaml"),
                    Catch::Contains("bad.yaml:2") && Catch::Contains("p10"));
}
