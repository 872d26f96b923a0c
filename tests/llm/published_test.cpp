// Parameters and bytes of cache of models, exactly as published.
#include <cstdlib>

#include <catch2/catch.hpp>

#include "frontend/model_file.hpp"
#include "llm/memory.hpp"

using namespace systole;

namespace {

struct Published {
  std::string config;  ///< as huggingface.co has it
  std::string name;    ///< as it ships
  /// "Model size" of the model's files at huggingface.co, in elements. Of DeepSeek-V3 without the
  /// layer for multi-token prediction: 671 B of arXiv:2412.19437.
  std::int64_t parameters;
  /// 2 x heads of keys and values x their size x layers x 2 bytes; latent attention keeps 512
  /// compressed and 64 rotary elements a layer.
  Bytes kv_per_token;
};

const std::vector<Published> kPublished{
    {"meta-llama--Meta-Llama-3.1-8B", "llama3_1_8b", 8'030'261'248, 2 * 8 * 128 * 32 * 2},
    {"meta-llama--Meta-Llama-3.1-70B", "llama3_1_70b", 70'553'706'496, 2 * 8 * 128 * 80 * 2},
    {"mistralai--Mixtral-8x7B-v0.1", "mixtral_8x7b", 46'702'792'704, 2 * 8 * 128 * 32 * 2},
    {"Qwen--Qwen3-8B", "qwen3_8b", 8'190'735'360, 2 * 8 * 128 * 36 * 2},
    {"Qwen--Qwen3-30B-A3B", "qwen3_30b_a3b", 30'532'122'624, 2 * 4 * 128 * 48 * 2},
    {"deepseek-ai--DeepSeek-V3", "deepseek_v3", 671'026'419'200, (512 + 64) * 61 * 2}};

void check(const std::string& file, const Published& published) {
  CAPTURE(file);
  const workload::DecoderModel model = frontend::read_model(file, DType::bf16).model;
  CHECK(parameters_of(model) == published.parameters);
  CHECK(kv_cache_bytes_of(model, {}) == published.kv_per_token);
}

}  // namespace

TEST_CASE("shipped models have the published parameters and bytes of cache") {
  for (const Published& published : kPublished) check(published.name, published);
  const auto parameters = [](const char* name) {
    return parameters_of(frontend::read_model(name, DType::bf16).model);
  };
  CHECK(parameters("llama3_1_405b") == 405'853'388'800);
  CHECK(parameters("llama2_70b") == 68'976'648'192);
  CHECK(parameters("mistral_7b") == 7'241'732'096);
  CHECK(parameters("gptj_6b") == 6'050'882'784);
  CHECK(static_cast<double>(parameters("gpt3_175b")) == Approx(175e9).epsilon(0.003));
  CHECK(static_cast<double>(parameters("falcon_180b")) == Approx(180e9).epsilon(0.01));
}

TEST_CASE("configurations of others have the published parameters and bytes of cache") {
  const char* shared = std::getenv("SYSTOLE_SHARED");
  if (shared == nullptr) {
    WARN("skipped: SYSTOLE_SHARED is not set");
    return;
  }
  for (const Published& published : kPublished)
    check(std::string(shared) + "/inputs/hf_config/" + published.config + ".json", published);
}

TEST_CASE("chips that share a compressed cache each have all of it") {
  const auto model = frontend::read_model("deepseek_v3", DType::bf16).model;
  const auto rank = llm::rank_model(model, {8, 1, 8, 1});
  CHECK(llm::kv_bytes(rank, {0, 61}, 1, 1) == (512 + 64) * 61 * 2);
  const auto llama =
      llm::rank_model(frontend::read_model("llama3_1_70b", DType::bf16).model, {8, 1, 1, 1});
  CHECK(llm::kv_bytes(llama, {0, 80}, 1, 1) * 8 == 2 * 8 * 128 * 80 * 2);
}
