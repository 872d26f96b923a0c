// Step times by closed forms, worked out by hand for a model of one layer.
#include "serve/roofline_timer.hpp"

#include <cstdlib>

#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "config/chip_io.hpp"
#include "timing/chip_peaks.hpp"

using namespace systole;
using Catch::Matchers::Contains;

namespace {

workload::DecoderModel small_model() {
  workload::DecoderModel model;
  model.name = "small";
  model.hidden = 4096;
  model.vocabulary = 32'000;
  workload::DecoderLayer layer;
  layer.attention.heads = 32;
  layer.attention.kv_heads = 8;
  layer.attention.head_dim = layer.attention.rotary_dim = 128;
  layer.mlp.size = 14'336;
  model.layers.assign(4, layer);
  return model;
}

serve::RooflineMachine machine(std::int64_t chips) {
  Diagnostics diagnostics;
  const config::Chip chip = config::read_chip("h100_sxm", {}, diagnostics);
  diagnostics.throw_if_errors();
  return {chip, chips, 0.9};
}

double bandwidth() { return timing::peak_bandwidth_gb_per_s(machine(1).chip) * 1e9; }

}  // namespace

TEST_CASE("a head of few rows takes as long as its weights do to come") {
  serve::RooflineTimer timer(small_model(), machine(1));
  llm::StepShape shape;
  shape.sampled = 1;
  const double bytes = 2.0 * (4096.0 * 32'000 + 4096 + 32'000);
  CHECK(static_cast<double>(timer.time(shape)) == Approx(bytes / bandwidth() * 1e9).epsilon(1e-3));
}

TEST_CASE("a head of many rows takes as long as its products at the peak") {
  serve::RooflineTimer timer(small_model(), machine(1));
  llm::StepShape shape;
  shape.sampled = 16'384;
  const auto chip = machine(1).chip;
  const double peak =
      timing::peak_tera_ops(chip, DType::bf16, timing::quoted_clock_mhz(chip)) * 1e12;
  const double ops = 2.0 * 16'384 * 4096 * 32'000;
  CHECK(static_cast<double>(timer.time(shape)) == Approx(ops / peak * 1e9).epsilon(1e-3));
}

TEST_CASE("attention of decoding reads the cache") {
  serve::RooflineTimer timer(small_model(), machine(1));
  const auto of_context = [&](std::int64_t context) {
    llm::StepShape shape;
    shape.decode = {8, 1, 8 * context};
    return static_cast<double>(timer.time(shape));
  };
  const double per_token = static_cast<double>(timer.kv_memory().bytes_per_token);
  CHECK(per_token == 4 * 2 * 8 * 128 * 2);
  CHECK(of_context(9000) - of_context(1000) ==
        Approx(8 * 8000 * per_token / bandwidth() * 1e9).epsilon(1e-2));
}

TEST_CASE("a step is the sum of its parts, and chips share it") {
  serve::RooflineTimer one(small_model(), machine(1));
  serve::RooflineTimer two(small_model(), machine(2));
  llm::StepShape layers;
  layers.tokens = 300;
  llm::StepShape prompt;
  prompt.prefill = {{300, 100}};
  llm::StepShape whole = prompt;
  whole.tokens = 300;
  CHECK(std::llabs(one.time(layers) + one.time(prompt) - one.time(whole)) <= 1);
  CHECK(static_cast<double>(one.time(whole)) ==
        Approx(2.0 * static_cast<double>(two.time(whole))).epsilon(1e-3));
}

TEST_CASE("a model whose weights leave no room is refused") {
  workload::DecoderModel model = small_model();
  model.layers.resize(400, model.layers.front());
  CHECK_THROWS_AS(serve::RooflineTimer(model, machine(1)), UserError);
  CHECK_THROWS_WITH(serve::RooflineTimer(model, machine(1)), Contains("use more chips"));
}
