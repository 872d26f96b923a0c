// Exchanges, layers of a framework, and steps of a serving engine.
#include <catch2/catch.hpp>

#include "config/chip_io.hpp"
#include "validate/eager_times.hpp"
#include "validate/predict.hpp"

using namespace systole;
using Catch::Matchers::Contains;

namespace {

config::Chip a100() {
  Diagnostics diagnostics;
  return config::read_chip("a100_sxm_80gb", {}, diagnostics);
}

std::vector<validate::Prediction> predict(const std::string& table,
                                          validate::PredictOptions options) {
  options.fidelity = system::Fidelity::analytic;
  const std::vector<validate::Measured> rows = validate::parse_measured(table, "my.csv");
  std::vector<const validate::Measured*> asked;
  for (const validate::Measured& row : rows) asked.push_back(&row);
  return validate::predict(a100(), asked, options);
}

validate::PredictOptions with(const config::SoftwareProfile& profile) {
  validate::PredictOptions options;
  options.network = config::read_network("dgx_a100");
  options.software = [profile](const validate::Measured& /*row*/) { return profile; };
  return options;
}

constexpr const char* kExchange =
    "collective,dtype,ranks,elements,latency_us\nall_reduce,half,8,1048576,50\n";
constexpr const char* kModel =
    "model,tensor_parallel,batch,input_len,output_len,prefill_ms,time_per_output_token_ms\n"
    "llama2_7b,2,3,64,8,20,9\n";

}  // namespace

TEST_CASE("an exchange is told by its network, and without one it says what is missing") {
  validate::PredictOptions options;
  CHECK_THAT(predict(kExchange, options).front().error, Contains("--network"));
  options.network = config::read_network("dgx_a100");
  timing::CollectiveRequest request;
  request.bytes = 2 * 1048576;
  request.ranks = 8;
  CHECK(predict(kExchange, options).front().seconds ==
        Approx(timing::collective_time(*options.network, request).seconds()));
}

TEST_CASE("what the host does for a step comes before it, for prompts and sequences more") {
  const auto bare = predict(kModel, with({}));
  config::SoftwareProfile profile;
  profile.host.step_us = 1000.0;
  profile.host.prompt_us = 500.0;
  profile.host.sequence_us = 100.0;
  const auto served = predict(kModel, with(profile));
  CHECK(served[0].seconds == Approx(bare[0].seconds + 1800e-6));
  CHECK(served[1].seconds == Approx(bare[1].seconds + 1300e-6));
  CHECK(bare[1].seconds < bare[0].seconds);
}

TEST_CASE("a host that is slower than its chip decides how long a step takes") {
  config::SoftwareProfile profile;
  profile.host.kernel_us = 200.0;
  const auto steps = predict(kModel, with(profile));
  CHECK(steps[1].cause == "launch");
  CHECK(steps[1].seconds > 32 * 8 * 200e-6);  // 32 layers of eight kernels and more
}

TEST_CASE("parts of models are simulated once, whatever the host takes") {
  auto options = with({});
  options.remembered = std::make_shared<validate::Remembered>();
  int asked = 0;
  const auto simulate = options.remembered->on(a100(), "how", [&](const workload::Graph&) {
    ++asked;
    return result::Result{};
  });
  config::Chip launched = a100();
  launched.launch.next_us = 7.0;
  const auto again = options.remembered->on(launched, "how", [&](const workload::Graph&) {
    ++asked;
    return result::Result{};
  });
  workload::Graph graph;
  graph.operators.emplace_back();
  graph.operators.back().work = workload::Gemm{1, 2, 3, 4};
  simulate(graph);
  simulate(graph);
  again(graph);
  CHECK(asked == 1);
  graph.operators.back().work = workload::Gemm{1, 2, 3, 5};
  simulate(graph);
  CHECK(asked == 2);
}

TEST_CASE("kernels of a framework take their launches, and threads that look for each element") {
  config::Chip chip;
  chip.clock_mhz = 1000.0;
  chip.core.count = 10;
  chip.core.vector.lanes = 100;
  chip.launch.next_us = 2.0;
  chip.shared_buffer.latency_cycles = 200;
  chip.dram.latency_ns = 300.0;
  config::KernelsConfig software;
  software.address_operations = 50.0;
  const std::vector<validate::KernelTime> kernels{{3e-6, 2}};
  const auto seconds = [&](const validate::KernelTraits& traits) {
    return validate::eager_seconds(chip, software, {traits}, kernels);
  };
  CHECK(seconds({}) == Approx(7e-6));
  // 1e6 elements x 50 operations on 1000 lanes at 1 GHz: 50 us.
  CHECK(seconds({1'000'000, 0, 0}) == Approx(54e-6));
  CHECK(seconds({10'000, 0, 0}) == Approx(7e-6));  // 0.5 us hide behind the kernel
  // Eight rows one after the other: two reads through the shared buffer, 50 operations of four
  // cycles, and memory: 900 ns each.
  CHECK(seconds({0, 8 * 64, 8}) == Approx(4e-6 + 8 * 0.9e-6));
  // Sixty-four thousand elements a core in 1024 threads: 64 in a row.
  CHECK(seconds({0, 10 * 65536, 160}) == Approx(4e-6 + 64 * 0.9e-6));
}
