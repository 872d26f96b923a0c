// Rows of several chips and of models: what their cells ask for.
#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "validate/measured.hpp"

using namespace systole;
using Catch::Matchers::Contains;
using validate::Measured;
using validate::parse_measured;

namespace {

constexpr const char* kLayers = "model,tensor_parallel,layer,tokens,latency_us\n";
constexpr const char* kModels =
    "model,tensor_parallel,batch,input_len,output_len,prefill_ms,time_per_output_token_ms,"
    "end_to_end_ms\n";

Measured layer(const std::string& cells) { return parse_measured(kLayers + cells, "my.csv")[0]; }

std::vector<Measured> model(const std::string& cells) {
  return parse_measured(kModels + cells, "my.csv");
}

}  // namespace

TEST_CASE("a row of an exchange asks for the larger of a rank's buffers") {
  const std::string header = "collective,dtype,ranks,elements,latency_us\n";
  const auto rows =
      parse_measured(header + "all_gather,half,8,1024,9\nalltoall,int8,4,4096,9\n", "my.csv");
  REQUIRE(rows[0].exchange);
  CHECK(rows[0].exchange->bytes == 2048);
  CHECK(rows[0].exchange->ranks == 8);
  CHECK(rows[0].exchange->floats);
  CHECK(rows[1].kind == "all_to_all");
  CHECK(rows[1].exchange->bytes == 4096);
  CHECK_FALSE(rows[1].exchange->floats);
  CHECK_THROWS_WITH(parse_measured(header + "gossip,half,8,1,1\nall_reduce,odd,8,1,1\n", "my.csv"),
                    Contains("my.csv:2: collective") && Contains("'gossip'") &&
                        Contains("my.csv:3: dtype") && Contains("'odd'"));
}

TEST_CASE("a layer of a model is the kernels that its module writes down, cut for its chips") {
  const Measured query = layer("Llama-3.1-8B,2,q_proj,32,9\n");
  const auto& gemm = std::get<workload::Gemm>(query.operators.at(0).work);
  CHECK((gemm.m == 32 && gemm.n == 2048 && gemm.k == 4096));
  CHECK(query.timing == validate::Timing::eager);
  CHECK(query.dtype == "fp16");

  const Measured norm = layer("Llama-3.1-8B,1,input_layernorm,32,9\n");
  REQUIRE(norm.operators.size() == 8);
  CHECK(norm.operators[1].input_dtype == DType::fp32);
  CHECK(norm.operators[7].output_dtype == DType::fp16);
  CHECK(norm.traits[7].addressed == 32 * 4096);

  const Measured rope = layer("Llama-3.1-8B,1,rope,32,9\n");
  CHECK(rope.operators.size() == 10);
  CHECK(rope.traits[0].addressed == 32 * 32 * 128);
  CHECK(rope.traits[5].addressed == 32 * 8 * 128);
  CHECK(layer("Llama-3.1-8B,1,act_fn,32,9\n").operators.size() == 2);
  CHECK(layer("Llama-3.1-8B,1,embedding,32,9\n").traits.at(0).gathered_rows == 32);
}

TEST_CASE("layers and models that nobody knows are left out with a reason") {
  CHECK_THAT(layer("Llama-3.1-8B,1,router,32,9\n").left_out, Contains("'router'"));
  CHECK_THAT(layer("Unheard-Of-9B,1,q_proj,32,9\n").left_out, Contains("Unheard-Of-9B"));
  CHECK_FALSE(model("Unheard-Of-9B,2,1,128,128,81,53,6812\n")[0].is_asked());
}

TEST_CASE("a line of a model asks for its prefill and for a token halfway through its answer") {
  const auto rows = model("llama2-70b,2,4,512,128,81,53,6812\n");
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].kind == "llm_prefill");
  CHECK(rows[0].seconds == Approx(0.081));
  REQUIRE(rows[0].step);
  CHECK(rows[0].step->model == "llama2_70b");
  CHECK(rows[0].step->phase == workload::Phase::prefill);
  CHECK(rows[1].seconds == Approx(0.053));
  CHECK(rows[1].step->phase == workload::Phase::decode);
  CHECK((rows[1].step->tensor == 2 && rows[1].step->batch == 4 && rows[1].step->input == 512));
  CHECK(rows[0].fold == rows[1].fold);
}

TEST_CASE("times of a line that do not add up to its whole are no steady state") {
  CHECK_THAT(model("llama2-70b,2,1,512,1024,100,50,20000\n")[0].left_out, Contains("stopped"));
  CHECK_THAT(model("llama2-70b,2,64,512,128,800,67,160000\n")[1].left_out, Contains("waited"));
  CHECK(model("llama2-70b,2,1,512,128,100,50,6450\n")[0].left_out.empty());
}
