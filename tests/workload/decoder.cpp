#include "workload/decoder.hpp"

#include <catch2/catch.hpp>

using namespace systole;
using namespace systole::workload;

namespace {

DecoderModel tiny(std::int64_t layers) {
  DecoderModel model;
  model.hidden = 8;
  model.vocabulary = 10;
  DecoderLayer layer;
  layer.attention.heads = 4;
  layer.attention.kv_heads = 2;
  layer.attention.head_dim = 2;
  layer.attention.rotary_dim = 2;
  layer.mlp.size = 16;
  model.layers.assign(static_cast<std::size_t>(layers), layer);
  return model;
}

DecoderStep step_of(std::int64_t batch, std::int64_t tokens, std::int64_t context) {
  DecoderStep step;
  step.batch = batch;
  step.tokens = tokens;
  step.context = context;
  return step;
}

}  // namespace

TEST_CASE("parameters are counted matrix by matrix") {
  DecoderModel model = tiny(1);
  const std::int64_t attention = 8 * (8 + 4 + 4) + 8 * 8;
  const std::int64_t mlp = 3 * 8 * 16;
  CHECK(parameters_of(model) == 2 * 10 * 8 + attention + mlp + 3 * 8);
  model.tied_embeddings = true;
  model.layers[0].attention.qkv_bias = true;
  model.layers[0].attention.qk_norm = QkNorm::per_head;
  CHECK(parameters_of(model) == 10 * 8 + attention + 16 + 2 * 2 + mlp + 3 * 8);
  model.layers[0].mlp.experts = {4, 2, 32, true, false};
  CHECK(parameters_of(model) ==
        10 * 8 + attention + 16 + 2 * 2 + 4 * mlp + 2 * mlp + 4 * 8 + 8 + 3 * 8);
}

TEST_CASE("a layer with a window keeps only that of the cache") {
  DecoderModel model = tiny(2);
  const Bytes per_token = 2 * 2 * 2 * 2;  // keys and values, 2 heads of 2 elements, 2 bytes
  CHECK(kv_cache_bytes_of(model, step_of(3, 5, 95)) == 3 * 100 * per_token * 2);
  model.layers[0].attention.window = 40;
  CHECK(kv_cache_bytes_of(model, step_of(3, 5, 95)) == 3 * (40 + 100) * per_token);
}

TEST_CASE("every operator of a step waits only for earlier ones, and all but the first for some") {
  for (const Kernels kernels : {Kernels::engines, Kernels::modules}) {
    for (const bool parallel : {false, true}) {
      DecoderModel model = tiny(3);
      model.layers[1].mlp.experts = {4, 2, 16, true, false};
      for (DecoderLayer& layer : model.layers) layer.norms.parallel = parallel;
      DecoderStep step = step_of(2, 3, 4);
      step.kernels = kernels;
      const Graph graph = decoder_graph(model, step);
      Diagnostics diagnostics;
      validate(graph, diagnostics);
      CHECK(diagnostics.errors().empty());
      std::vector<int> readers(graph.operators.size());
      for (std::size_t i = 1; i < graph.operators.size(); ++i) {
        CAPTURE(graph.operators[i].name);
        CHECK_FALSE(graph.operators[i].depends_on.empty());
        for (const std::size_t before : graph.operators[i].depends_on) ++readers[before];
      }
      for (std::size_t i = 0; i + 1 < graph.operators.size(); ++i) {
        CAPTURE(graph.operators[i].name);
        CHECK(readers[i] > 0);
      }
    }
  }
}

TEST_CASE("sizes beyond 64 bits are refused") {
  CHECK_THROWS_AS(decoder_graph(tiny(1), step_of(1'000'000'000, 1'000'000'000'000, 0)), UserError);
}
