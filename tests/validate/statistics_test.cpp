#include "validate/statistics.hpp"

#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "validate/folds.hpp"
#include "validate/optimizer.hpp"
#include "validate/validation.hpp"

using namespace systole;

TEST_CASE("quantiles lie between the two nearest values") {
  CHECK(validate::quantile({4.0, 1.0, 3.0, 2.0}, 0.5) == Approx(2.5));
  CHECK(validate::quantile({1.0, 2.0}, 0.9) == Approx(1.9));
  CHECK(validate::quantile({7.0}, 0.1) == Approx(7.0));
}

TEST_CASE("correlation is that of the pairs, and 0 where it has no meaning") {
  CHECK(validate::correlation({1.0, 2.0, 3.0}, {2.0, 4.0, 6.0}) == Approx(1.0));
  CHECK(validate::correlation({1.0, 2.0, 3.0}, {3.0, 2.0, 1.0}) == Approx(-1.0));
  CHECK(validate::correlation({1.0, 2.0}, {1.0, 2.0}) == 0.0);
  CHECK(validate::correlation({1.0, 1.0, 1.0}, {1.0, 2.0, 3.0}) == 0.0);
}

TEST_CASE("errors are relative to what was measured, and their bias has a sign") {
  validate::Measured row;
  row.seconds = 10.0;
  std::vector<validate::Compared> rows(2);
  rows[0].row = rows[1].row = &row;
  rows[0].prediction.seconds = 8.0;
  rows[1].prediction.seconds = 11.0;
  const validate::Errors errors = validate::errors_of(rows);
  CHECK(errors.count == 2);
  CHECK(errors.mape == Approx(0.15));
  CHECK(errors.bias == Approx(-0.05));
  CHECK(validate::worst(rows, 1).front().prediction.seconds == 8.0);
}

TEST_CASE("folds depend on the word alone, and words spread over all of them") {
  std::vector<int> counts(validate::kFolds);
  for (int i = 0; i < 500; ++i) ++counts.at(validate::fold_of("n " + std::to_string(i)));
  for (const int count : counts) CHECK(count > 60);
  CHECK(validate::fold_of("n 1 k 2") == validate::fold_of("n 1 k 2"));
}

TEST_CASE("the optimizer finds a valley inside of its bounds and one at their edge") {
  const auto valley = [](const validate::Point& p) {
    return (p[0] - 0.3) * (p[0] - 0.3) + 2.0 * (p[1] - 1.4) * (p[1] - 1.4);
  };
  const validate::Minimum found = validate::minimize(valley, {0.5, 0.5}, 200);
  CHECK(found.at[0] == Approx(0.3).margin(0.01));
  CHECK(found.at[1] == Approx(1.0).margin(0.01));
  const auto line = [](const validate::Point& p) { return std::abs(p[0] - 0.7); };
  CHECK(validate::minimize(line, {0.1}, 200).at[0] == Approx(0.7).margin(0.02));
}

TEST_CASE("what the function throws comes through the optimizer") {
  const auto broken = [](const validate::Point& /*p*/) -> double { throw UserError("no chip"); };
  CHECK_THROWS_WITH(validate::minimize(broken, {0.5, 0.5}, 10), "no chip");
}
