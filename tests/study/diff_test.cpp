#include "study/diff.hpp"

#include <catch2/catch.hpp>

using namespace systole;

namespace {

study::StoredOperator op(const std::string& name, double seconds) {
  return {name, "gemm", "1 x 8 x 8 x 8", "compute", 100, seconds};
}

study::StoredResult result_of(std::vector<study::StoredOperator> operators) {
  study::StoredResult result;
  for (const auto& each : operators) result.seconds += each.seconds;
  result.operators = std::move(operators);
  return result;
}

}  // namespace

TEST_CASE("Key changes leave sources, descriptions and facts aside, and keep ranges") {
  const auto changes = study::key_changes(
      "name: a\ndescription: one\nclock_mhz: {value: 1, source: x}\nfacts: {year: 1}\n"
      "dram: {latency_ns: {low: 1, nominal: 2, high: 3}, channels: 4}\n",
      "name: a\ndescription: two\nclock_mhz: {value: 1, source: y}\nfacts: {year: 2}\n"
      "dram: {latency_ns: 2}\nextra: 5\n");
  REQUIRE(changes.size() == 3);
  CHECK(changes[0].key == "dram.latency_ns");
  CHECK(changes[0].before == "2 (1 to 3)");
  CHECK(changes[0].after == "2");
  CHECK(changes[1].key == "dram.channels");
  CHECK(changes[1].after.empty());
  CHECK(changes[2].key == "extra");
  CHECK(changes[2].before.empty());
}

TEST_CASE(
    "Operators match by name, equal names in their order, and account for the whole difference") {
  const auto before = result_of({op("a", 1.0), op("b", 2.0), op("b", 3.0), op("gone", 0.5)});
  const auto after = result_of({op("b", 2.5), op("b", 3.1), op("a", 5.0), op("new", 0.25)});
  const auto changes = study::operator_changes(before, after);
  REQUIRE(changes.size() == 5);
  CHECK(changes[0].name == "a");
  CHECK(changes[0].seconds == Approx(4.0));
  double sum = 0.0;
  for (const auto& change : changes) sum += change.seconds;
  CHECK(sum == Approx(after.seconds - before.seconds));
  CHECK(changes[1].seconds == Approx(0.5));  // the first b; "gone" comes after it with as much
  CHECK_FALSE(changes[2].after);
  CHECK(changes[3].name == "new");
  CHECK_FALSE(changes[3].before);
  CHECK(changes[4].seconds == Approx(0.1));
}
