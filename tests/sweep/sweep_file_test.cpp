#include "sweep/sweep_file.hpp"

#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "sweep/evaluator.hpp"
#include "sweep/space.hpp"

using namespace systole;
using namespace systole::sweep;
using Catch::Matchers::Contains;

namespace {

constexpr const char* kSweep = R"(
chip: toy_4x4
workloads: [gemms]
axes:
  core.matrix.rows: [4, 8]
  core.sram.size_kib: {from: 16, to: 256, points: 5, scale: log}
  dram.latency_ns: {from: 50, to: 100, step: 25}
  together: {core.matrix.cols: [4, 8, 16], clock_mhz: [900, 800, 700]}
objectives: {seconds: min}
)";

std::string refused(const std::string& text) {
  try {
    const Sweep sweep = parse_sweep(text, "s.yaml");
    const Evaluator evaluator(sweep);
  } catch (const UserError& error) {
    return error.what();
  }
  return "accepted";
}

std::string with(const std::string& more) { return kSweep + more; }

}  // namespace

TEST_CASE("axes are lists, ranges, log ranges and linked keys") {
  const Sweep sweep = parse_sweep(kSweep, "s.yaml");
  CHECK(sweep.name == "s");
  REQUIRE(sweep.axes.size() == 4);
  CHECK(sweep.axes[1].values ==
        std::vector<std::vector<std::string>>{{"16"}, {"32"}, {"64"}, {"128"}, {"256"}});
  CHECK(sweep.axes[2].values == std::vector<std::vector<std::string>>{{"50"}, {"75"}, {"100"}});
  const Space space(sweep.axes);
  CHECK(space.size() == 2 * 5 * 3 * 3);
  CHECK(space.key(space.at(1)) ==
        "core.matrix.rows=4;core.sram.size_kib=16;dram.latency_ns=50;core.matrix.cols=8;clock_mhz="
        "800");
  CHECK(space.at(space.size() - 1) == Point{1, 4, 2, 2});
}

TEST_CASE("mistakes of a sweep are reported in one go, with their places") {
  const std::string errors = refused(R"(
chip: toy_4x4
workload: [gemms]
axes:
  core.matrix.rows: {from: 8, to: 4, step: 1}
  a: {core.matrix.cols: [4, 8], clock_mhz: [900]}
  core.sram.size_kib: [16, 32, 16]
constraints: ['area_mm2 <']
objectives: {seconds: least}
)");
  CHECK_THAT(errors, Contains("s.yaml:3:1: workload: unknown key, did you mean 'workloads'?"));
  CHECK_THAT(errors, Contains("`from` must be below `to`"));
  CHECK_THAT(errors, Contains("axes.core.sram.size_kib: '16' stands twice"));
  CHECK_THAT(errors, Contains("linked keys have lists of one length"));
  CHECK_THAT(errors, Contains("s.yaml:8:26: the expression ends"));
  CHECK_THAT(errors, Contains("expected min or max, got 'least'"));
  CHECK_THAT(errors, Contains("workloads: is missing"));
}

TEST_CASE("names that nobody knows are refused before anything runs") {
  CHECK_THAT(refused(with("constraints: [area_mm < 3]")), Contains("did you mean 'area_mm2'?"));
  CHECK_THAT(refused(with("record: [tokens_per_second]")), Contains("it needs `tokens`"));
  CHECK_THAT(refused("chip: toy_4x4\nworkloads: [gemms]\naxes: {core.matrix.row: [4]}\n"),
             Contains("the chip has no key 'core.matrix.row', did you mean 'core.matrix.rows'?"));
  CHECK_THAT(refused("chip: toy_4x4\nworkloads: [gemms, resnet50]\naxes: {clock_mhz: [4]}\n"
                     "objectives: {seconds: min}\n"),
             Contains("write gemms.seconds"));
}

TEST_CASE("rows of a changed sweep do not mix with those from before") {
  const auto fingerprint = [](const std::string& text) {
    const Sweep sweep = parse_sweep(text, "s.yaml");
    return Evaluator(sweep).fingerprint();
  };
  const std::string before = fingerprint(kSweep);
  CHECK(fingerprint(with("description: the same rows\n")) == before);
  CHECK(fingerprint(with("constraints: [tpp < 9]\n")) != before);
  CHECK(fingerprint(with("set: {core.sram.slots: 3}\n")) != before);
}

TEST_CASE("whole chips are points, and are compared with") {
  const Sweep sweep = parse_sweep(
      "chip: edge_npu\nworkloads: [transformer_block]\nfidelity: analytic\naxes: {chip: "
      "[cloud_npu, edge_npu]}\n"
      "compare: [tpu_v2]\nrecord: [core.matrix.rows, rules.2023_10]\n",
      "s.yaml");
  Evaluator evaluator(sweep);
  const Point compared = evaluator.space().compared().front();
  CHECK(evaluator.space().key(compared) == "chip=tpu_v2");
  for (const auto& [point, name] :
       {std::pair<Point, std::string>{{0}, "cloud_npu"}, {{1}, "edge_npu"}, {compared, "tpu_v2"}}) {
    const Row row = evaluator.evaluate(point, system::Fidelity::analytic);
    CHECK(row.status == Status::done);
    CHECK(text_of(row.values.at(0)) == name);
    CHECK(text_of(row.values.back()) == "none");
  }
}

TEST_CASE("a point becomes a row; constraints that need no run come first") {
  const Sweep sweep = parse_sweep(
      "chip: edge_npu\nworkloads: [{workload: transformer_block, tokens: 10}]\nfidelity: analytic\n"
      "axes: {core.matrix.rows: [32, 64], core.sram.size_kib: [1024, 0]}\n"
      "metrics: {edp: seconds * energy_j}\nconstraints: [core.matrix.rows < 64]\n"
      "objectives: {edp: min, tokens_per_second: max}\n",
      "s.yaml");
  Evaluator evaluator(sweep);
  const auto row_of = [&](std::int64_t number) {
    return evaluator.evaluate(evaluator.space().at(number), system::Fidelity::analytic);
  };
  const auto cell = [&](const Row& row, const std::string& name) {
    const auto& columns = evaluator.columns();
    const auto at = std::find(columns.begin(), columns.end(), name) - columns.begin();
    return number_in(row.values.at(static_cast<std::size_t>(at)));
  };
  const Row done = row_of(0);
  CHECK(done.status == Status::done);
  CHECK(cell(done, "core.matrix.rows") == 32.0);
  CHECK(*cell(done, "tokens_per_second") == Approx(10.0 / *cell(done, "seconds")));
  CHECK(*cell(done, "edp") == Approx(*cell(done, "seconds") * *cell(done, "energy_j")));
  CHECK(row_of(1).status == Status::invalid);
  const Row infeasible = row_of(2);
  CHECK(infeasible.status == Status::infeasible);
  CHECK(infeasible.message == "core.matrix.rows < 64");
  CHECK_FALSE(cell(infeasible, "seconds"));
  CHECK(cell(infeasible, "area_mm2"));
}
