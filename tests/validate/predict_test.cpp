#include "validate/predict.hpp"

#include <catch2/catch.hpp>

#include "config/chip_io.hpp"
#include "validate/shorten.hpp"

using namespace systole;

namespace {

config::Chip chip_named(const std::string& name) {
  Diagnostics diagnostics;
  config::Chip chip = config::read_chip(
      std::string(SYSTOLE_SOURCE_DIR) + "/configs/chips/" + name + ".yaml", {}, diagnostics);
  diagnostics.throw_if_errors();
  return chip;
}

std::vector<validate::Prediction> predict(const config::Chip& chip, const std::string& table,
                                          const validate::PredictOptions& options) {
  const std::vector<validate::Measured> rows = validate::parse_measured(table, "made.csv");
  std::vector<const validate::Measured*> list;
  for (const validate::Measured& row : rows) list.push_back(&row);
  return validate::predict(chip, list, options);
}

}  // namespace

TEST_CASE("long products are told from shorter ones") {
  const std::string table = "dtype,m,n,k,latency_us\nbf16,2048,2048,65536,100\n";
  const config::Chip chip = chip_named("a100_sxm_80gb");
  validate::PredictOptions options;
  options.fidelity = system::Fidelity::analytic;
  const double shortened = predict(chip, table, options).front().seconds;
  options.length = validate::Length::whole;
  const double whole = predict(chip, table, options).front().seconds;
  CHECK(shortened != whole);
  CHECK(shortened == Approx(whole).epsilon(0.1));
}

TEST_CASE("what long products lose at their ends is told from shorter ones, too") {
  const auto row = GENERATE(as<std::string>(),
                            // each part of a split K has few steps: fill is no slope
                            "bf16,1024,768,65536,1,",
                            // the kernel that quantises does not grow with K evenly
                            "fp8,16384,1024,12288,1,CutlassFP8ScaledMMLinearKernel");
  const std::string table = "dtype,m,n,k,latency_us,software\n" + row + "\n";
  const config::Chip chip = chip_named("h100_sxm");
  validate::PredictOptions options;
  options.mapper.rules = mapping::Rules::cublas;
  const double shortened = predict(chip, table, options).front().seconds;
  options.length = validate::Length::whole;
  const double whole = predict(chip, table, options).front().seconds;
  CHECK(shortened != whole);
  CHECK(shortened == Approx(whole).epsilon(0.03));
}

TEST_CASE("short operators are simulated as they are") {
  const auto rows =
      validate::parse_measured("dtype,m,n,k,latency_us\nbf16,64,64,64,1\n", "made.csv");
  CHECK_FALSE(validate::shortened(rows.front().operators, 1));
}

TEST_CASE("what cannot be simulated says so in its place, and the others go on") {
  const config::Chip chip = chip_named("a100_sxm_80gb");
  const auto predictions =
      predict(chip, "dtype,m,n,k,latency_us\nbf16,1e9,1e9,1e9,1\nbf16,64,64,64,1\n", {});
  CHECK_THAT(predictions[0].error, Catch::Contains("64 bits"));
  CHECK(predictions[1].error.empty());
  CHECK(predictions[1].seconds > 0.0);
}

TEST_CASE("a launch counts where the measured time includes one") {
  const config::Chip chip = chip_named("toy_gpu");
  validate::PredictOptions options;
  options.software = [](const validate::Measured& /*row*/) {
    config::SoftwareProfile profile;
    profile.host.step_us = 20.0;
    return profile;
  };
  const std::string header = "dtype,m,n,k,latency_us,software\n";
  const auto kernel = predict(chip, header + "fp16,64,64,64,1,a\n", options);
  const auto launched = predict(chip, header + "fp16,64,64,64,1,\"a, launch included\"\n", options);
  const double idle = 1e-6 * (chip.launch.first_us - chip.launch.next_us);
  CHECK(launched.front().seconds == Approx(kernel.front().seconds + 20e-6 + idle));
}

TEST_CASE("a call that is replayed as a graph begins as one") {
  const config::Chip chip = chip_named("a100_sxm_80gb");
  const std::string table =
      "phase,dtype,kv_dtype,batch,q_len,kv_len,heads,kv_heads,head_dim,window,latency_us,software\n"
      "decode,bf16,bf16,2,1,64,4,4,128,0,10.9,vllm_flash_attn\n";
  validate::PredictOptions options;
  const double in_turn = predict(chip, table, options).front().seconds;
  options.software = [](const validate::Measured& /*row*/) {
    config::SoftwareProfile profile;
    profile.host.graph_us = 9.0;
    return profile;
  };
  const double replayed = predict(chip, table, options).front().seconds;
  CHECK(replayed == Approx(in_turn + 9e-6));
}

TEST_CASE("weights that layers in turn push out of the L2 come from DRAM again") {
  // 16 MiB of weights: one layer fits the A100's L2, six do not.
  const std::string header = "dtype,m,n,k,latency_us,software\n";
  const config::Chip chip = chip_named("a100_sxm_80gb");
  const auto kept = predict(chip, header + "bf16,16,2048,4096,1,a\n", {});
  const auto gone = predict(chip, header + "bf16,16,2048,4096,1,torch.nn.functional.linear\n", {});
  CHECK(gone.front().seconds > 1.3 * kept.front().seconds);
  const auto small = predict(chip, header + "bf16,16,512,512,1,a\n", {});
  const auto layers = predict(chip, header + "bf16,16,512,512,1,torch.nn.functional.linear\n", {});
  CHECK(layers.front().seconds == small.front().seconds);
}
