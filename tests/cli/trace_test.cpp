// A trace of a GPU as a workload: measured beside simulated.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "cli/program_runner.hpp"

using namespace systole::test;
using Catch::Matchers::Contains;
using nlohmann::json;

namespace {

/// A product of 6 us, and 4 us of a kernel that nothing is known of.
constexpr const char* kTrace = R"({"schemaVersion": 1, "traceEvents": [
{"ph": "X", "cat": "cpu_op", "name": "aten::mm", "pid": 1, "tid": 1, "ts": 0, "dur": 20,
 "args": {"Input Dims": [[8, 8], [8, 16]], "Input type": ["c10::Half", "c10::Half"]}},
{"ph": "X", "cat": "cuda_runtime", "name": "cudaLaunchKernel", "pid": 1, "tid": 1, "ts": 5, "dur": 2,
 "args": {"correlation": 1}},
{"ph": "X", "cat": "kernel", "name": "gemm", "pid": 0, "tid": 7, "ts": 30, "dur": 6,
 "args": {"stream": 7, "correlation": 1}},
{"ph": "X", "cat": "kernel", "name": "mystery", "pid": 0, "tid": 7, "ts": 40, "dur": 4,
 "args": {"stream": 7, "correlation": 2}}]})";

}  // namespace

TEST_CASE("a trace runs on a chip, measured beside simulated in every output") {
  const Folder folder;
  const std::string out = folder.path("r");
  const Outcome outcome = systole::test::systole({"run", "--chip", "toy_4x4", "--workload",
                                                  folder.file("trace.json", kTrace), "--out", out,
                                                  "--set", "core.sram.size_kib=64"});
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  CHECK_THAT(outcome.out, Contains("measured     10.0 us, 4.00 us of it not simulated"));
  CHECK_THAT(outcome.out, Contains("measured beside simulated, by kind"));
  CHECK_THAT(outcome.out, Contains("opaque: mystery"));
  CHECK_THAT(file_text(out + "/operators.csv"),
             Contains(",measured_seconds,") && Contains("6e-06"));
  const json result = json::parse(file_text(out + "/result.json"));
  CHECK(result["totals"]["measured_seconds"] == 1e-5);
  CHECK(result["left_out"][0]["measured_seconds"] == 4e-6);
}

TEST_CASE("a trace of which only times are known runs and tells them") {
  const Folder folder;
  const std::string trace =
      folder.file("trace.json", R"({"traceEvents": [{"ph": "X", "cat": "kernel",
    "name": "mystery", "pid": 0, "tid": 7, "ts": 40, "dur": 4, "args": {}}]})");
  const Outcome outcome = systole::test::systole({"run", "--chip", "toy_4x4", "--workload", trace});
  INFO(outcome.err);
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(outcome.out, Contains("measured     4.00 us, 4.00 us of it not simulated"));
}
