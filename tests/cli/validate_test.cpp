#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "cli/inputs.hpp"
#include "cli/program_runner.hpp"

using namespace systole::test;
using Catch::Matchers::Contains;
using nlohmann::json;

namespace {

constexpr const char* kTable =
    "dtype,m,n,k,latency_us,software,source\n"
    "int8,16,32,64,2,a,mine\n"
    "int8,64,64,64,9,a,yours\n"
    "int8,128,64,64,15,\"a, launch included\",mine\n";

std::string products(int shapes) {
  std::string table = "dtype,m,n,k,latency_us\n";
  for (int i = 1; i <= shapes; ++i) {
    table += "int8,64," + std::to_string(16 * i) + ",64," + std::to_string(2 + 2 * i) + "\n";
  }
  return table;
}

struct Bench {
  Folder folder;
  std::string table = folder.file("my.csv", kTable);

  Outcome validate(std::vector<std::string> more) const {
    more.insert(more.begin(), {"validate", "--chip", "toy_gpu", "--measured", table});
    return systole::test::systole(more);
  }
};

}  // namespace

TEST_CASE("validate says how far predictions are off, and which are farthest") {
  const Outcome outcome = Bench().validate({});
  INFO(outcome.err);
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(outcome.out, Contains("3 measured rows") && Contains("MAPE %") &&
                              Contains("gemm (launch included)") && Contains("farthest off") &&
                              Contains("m 64 n 64 k 64"));
}

TEST_CASE("validate --json and --csv say the same for programs") {
  const Bench bench;
  const Outcome outcome = bench.validate({"--json"});
  REQUIRE(json::accept(outcome.out));
  const json document = json::parse(outcome.out);
  CHECK(document["schema"] == "systole.validation/1");
  CHECK(document["groups"][0]["rows"] == 2);
  CHECK(document["worst"].size() == 3);
  CHECK_THAT(bench.validate({"--csv"}).out,
             Contains("toy_gpu,gemm,int8,kernel,launch,m 16 n 32 k 64,2,"));
}

TEST_CASE("validate takes rows of one source") {
  const Bench bench;
  const Outcome outcome = bench.validate({"--csv", "--source", "yours"});
  CHECK_THAT(outcome.out, Contains("m 64 n 64 k 64") && !Contains("m 16 n 32 k 64"));
  const Outcome none = bench.validate({"--source", "theirs"});
  CHECK(none.exit_code == 2);
  CHECK_THAT(none.err, Contains("theirs") && Contains("mine, yours"));
}

TEST_CASE("validate writes pictures") {
  const Bench bench;
  CHECK(bench.validate({"--svg", bench.folder.path("my")}).exit_code == 0);
  CHECK_THAT(file_text(bench.folder.path("my_scatter.svg")),
             Contains("<svg") && Contains("predicted [us]"));
  CHECK_THAT(file_text(bench.folder.path("my_errors.svg")), Contains("Errors of 3 predictions"));
}

TEST_CASE("validate holds networks and stacks against what was measured of them") {
  const Folder folder;
  const std::string exchanges = folder.file(
      "collective.csv",
      "chip,collective,dtype,ranks,elements,latency_us\na100_sxm_80gb,all_reduce,half,8,1024,20\n");
  const Outcome both = systole::test::systole({"validate", "--measured", exchanges});
  CHECK_THAT(both.out, Contains("dgx_a100 ") && Contains("dgx_a100_calibrated") &&
                           Contains("all_reduce") && Contains("ring ll"));
  const Outcome one = systole::test::systole(
      {"validate", "--measured", exchanges, "--network", "dgx_a100", "--csv"});
  CHECK_THAT(one.out, Contains("dgx_a100,all_reduce,fp16,kernel,,"));
  const std::string layers = folder.file(
      "layers.csv",
      "chip,model,tensor_parallel,layer,tokens,latency_us\nh100_sxm,Llama-3.1-8B,1,act_fn,1,4\n");
  const Outcome eager =
      systole::test::systole({"validate", "--measured", layers, "--fidelity", "analytic"});
  CHECK_THAT(eager.out, Contains("llm_act_fn (eager)"));
}

TEST_CASE("calibrate writes what an engine's host takes as a software profile") {
  const Folder folder;
  std::string table =
      "chip,model,tensor_parallel,batch,input_len,output_len,prefill_ms,"
      "time_per_output_token_ms\n";
  for (int batch = 1; batch <= 12; ++batch)
    table += "h100_sxm,gptj_6b,1," + std::to_string(batch) + ",64,8,30,25\n";
  const std::string file = folder.file("models.csv", table);
  const std::string profile = folder.path("mine.yaml");
  const Outcome outcome = systole::test::systole(
      {"calibrate", "--chip", "h100_sxm", "--measured", file, "--timing", "serving", "--free",
       "host.step_us,host.kernel_us", "--fidelity", "analytic", "--software-output", profile});
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  CHECK_THAT(outcome.out, Contains("host.step_us") && Contains("held out"));
  CHECK_THAT(file_text(profile),
             Contains("step_us: {value:") && Contains("calibrated: models.csv"));
  const Outcome served =
      systole::test::systole({"validate", "--chip", "h100_sxm", "--measured", file, "--fidelity",
                              "analytic", "--launch-software", profile});
  CHECK_THAT(served.out, Contains("llm_token (serving)"));
}

TEST_CASE("validate helps with tables that are not what it expects") {
  const Bench bench;
  const std::string other =
      bench.folder.file("other.csv", "chip,dtype,m,n,k,latency_us\nh100,bf16,1,1,1,1\n");
  const Outcome outcome =
      systole::test::systole({"validate", "--chip", "toy_gpu", "--measured", other});
  CHECK(outcome.exit_code == 2);
  CHECK_THAT(outcome.err, Contains("no row is of toy_gpu") && Contains("h100"));
  const std::string wrong = bench.folder.file("wrong.csv", "m,n\n1,2\n");
  CHECK_THAT(systole::test::systole({"validate", "--chip", "toy_gpu", "--measured", wrong}).err,
             Contains("wrong.csv") && Contains("attention: phase, dtype"));
}

TEST_CASE("calibrate writes a chip that validates better and says where its values come from") {
  const Folder folder;
  const std::string table = folder.file("my.csv", products(20));
  const std::string fitted = folder.path("fitted.yaml");
  const Outcome outcome = systole::test::systole(
      {"calibrate", "--chip", "toy_gpu", "--measured", table, "--free", "clock_mhz,launch.next_us",
       "--fidelity", "analytic", "--evaluations", "25", "-o", fitted});
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  CHECK_THAT(outcome.out, Contains("held out, by shape") && Contains("launch.next_us"));
  CHECK_THAT(file_text(fitted), Contains("calibrates: toy_gpu") &&
                                    Contains("source: \"calibrated: my.csv, 20 rows\""));
  const Outcome after = systole::test::systole(
      {"validate", "--chip", fitted, "--measured", table, "--fidelity", "analytic", "--json"});
  const Outcome before = systole::test::systole(
      {"validate", "--chip", "toy_gpu", "--measured", table, "--fidelity", "analytic", "--json"});
  const auto mape = [](const Outcome& run) { return json::parse(run.out)["groups"][0]["mape"]; };
  CHECK(mape(after).get<double>() < mape(before).get<double>());
}

TEST_CASE("calibrate refuses what cannot be fitted or checked") {
  const Folder folder;
  const std::string table = folder.file("my.csv", products(3));
  const Outcome few = systole::test::systole(
      {"calibrate", "--chip", "toy_gpu", "--measured", table, "-o", folder.path("x.yaml")});
  CHECK(few.exit_code == 2);
  CHECK_THAT(few.err, Contains("too few"));
  const Outcome key = systole::test::systole({"calibrate", "--chip", "toy_gpu", "--measured", table,
                                              "--free", "clok_mhz", "-o", folder.path("x.yaml")});
  CHECK(key.exit_code == 2);
  CHECK_THAT(key.err, Contains("clok_mhz") && Contains("clock_mhz"));
}
