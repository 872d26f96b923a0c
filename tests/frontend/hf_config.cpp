// Decoder-only models from config.json: parameters against published counts, and the operators of a
// step against closed forms. The configurations here hold the keys that matter, as published with
// the models.
#include "frontend/hf_config.hpp"

#include <cstdlib>
#include <filesystem>

#include <catch2/catch.hpp>

#include "helpers.hpp"

using namespace systole;
using namespace systole::frontend;
using namespace systole::workload;
using Catch::Matchers::Contains;

namespace {

ReadOptions with(const std::map<std::string, std::string>& parameters) {
  ReadOptions options;
  options.parameters = parameters;
  return options;
}

const Operator& named(const Graph& graph, const std::string& name) {
  for (const Operator& op : graph.operators) {
    if (op.name == name) return op;
  }
  throw std::runtime_error("no operator " + name);
}

int count_of(const Graph& graph, const std::string& kind) {
  int count = 0;
  for (const Operator& op : graph.operators) count += kind_of(op) == kind;
  return count;
}

bool has_note(const Graph& graph, const std::string& part) {
  for (const std::string& note : graph.notes) {
    if (note.find(part) != std::string::npos) return true;
  }
  return false;
}

const std::string kLlama2 =
    R"({"model_type": "llama", "hidden_size": 4096, "intermediate_size": 11008,
        "num_attention_heads": 32, "num_hidden_layers": 32, "vocab_size": 32000,
        "tie_word_embeddings": false, "torch_dtype": "float16"})";

const std::string kTinyMoe =
    R"({"model_type": "mixtral", "hidden_size": 64, "intermediate_size": 96, "vocab_size": 100,
        "num_attention_heads": 4, "num_key_value_heads": 2, "num_hidden_layers": 2,
        "num_local_experts": 8, "num_experts_per_tok": 2, "torch_dtype": "bfloat16"})";

const std::string kTinyMla =
    R"({"model_type": "deepseek_v3", "hidden_size": 64, "intermediate_size": 96, "vocab_size": 100,
        "num_attention_heads": 4, "num_key_value_heads": 4, "num_hidden_layers": 2,
        "kv_lora_rank": 16, "q_lora_rank": 24, "qk_nope_head_dim": 8, "qk_rope_head_dim": 4,
        "v_head_dim": 8, "n_routed_experts": 4, "num_experts_per_tok": 2, "n_shared_experts": 1,
        "moe_intermediate_size": 32, "first_k_dense_replace": 1, "torch_dtype": "bfloat16",
        "quantization_config": {"quant_method": "fp8"}})";

}  // namespace

TEST_CASE("models have exactly as many parameters as were published with them") {
  struct Published {
    std::string config;
    std::int64_t parameters;  // "model size" of the model's files at huggingface.co, in elements
  };
  const Published published = GENERATE(values<Published>({
      {kLlama2, 6'738'415'616},
      // openai-community/gpt2
      {R"({"model_type": "gpt2", "n_embd": 768, "n_head": 12, "n_layer": 12, "n_positions": 1024,
           "vocab_size": 50257})",
       124'439'808},
      // mistralai/Mistral-7B-v0.1
      {R"({"model_type": "mistral", "hidden_size": 4096, "intermediate_size": 14336,
           "num_attention_heads": 32, "num_hidden_layers": 32, "num_key_value_heads": 8,
           "vocab_size": 32000, "sliding_window": 4096, "tie_word_embeddings": false})",
       7'241'732'096},
      // Qwen/Qwen2-7B
      {R"({"model_type": "qwen2", "hidden_size": 3584, "intermediate_size": 18944,
           "num_attention_heads": 28, "num_hidden_layers": 28, "num_key_value_heads": 4,
           "vocab_size": 152064, "tie_word_embeddings": false, "use_sliding_window": false,
           "sliding_window": 131072})",
       7'615'616'512},
      // Qwen/Qwen1.5-MoE-A2.7B
      {R"({"model_type": "qwen2_moe", "hidden_size": 2048, "intermediate_size": 5632,
           "moe_intermediate_size": 1408, "shared_expert_intermediate_size": 5632,
           "num_experts": 60, "num_experts_per_tok": 4, "decoder_sparse_step": 1,
           "num_attention_heads": 16, "num_hidden_layers": 24, "num_key_value_heads": 16,
           "vocab_size": 151936, "tie_word_embeddings": false})",
       14'315'784'192},
      // google/gemma-2b, google/gemma-2-2b, google/gemma-3-1b-pt
      {R"({"model_type": "gemma", "hidden_size": 2048, "intermediate_size": 16384, "head_dim": 256,
           "num_attention_heads": 8, "num_hidden_layers": 18, "num_key_value_heads": 1,
           "vocab_size": 256000})",
       2'506'172'416},
      {R"({"model_type": "gemma2", "hidden_size": 2304, "intermediate_size": 9216, "head_dim": 256,
           "num_attention_heads": 8, "num_hidden_layers": 26, "num_key_value_heads": 4,
           "vocab_size": 256000, "sliding_window": 4096})",
       2'614'341'888},
      {R"({"model_type": "gemma3_text", "hidden_size": 1152, "intermediate_size": 6912,
           "head_dim": 256, "num_attention_heads": 4, "num_hidden_layers": 26,
           "num_key_value_heads": 1, "vocab_size": 262144, "sliding_window": 512})",
       999'885'952},
      // microsoft/phi-2, microsoft/Phi-3-mini-4k-instruct
      {R"({"model_type": "phi", "hidden_size": 2560, "intermediate_size": 10240,
           "num_attention_heads": 32, "num_hidden_layers": 32, "vocab_size": 51200,
           "partial_rotary_factor": 0.4})",
       2'779'683'840},
      {R"({"model_type": "phi3", "hidden_size": 3072, "intermediate_size": 8192,
           "num_attention_heads": 32, "num_hidden_layers": 32, "num_key_value_heads": 32,
           "vocab_size": 32064, "sliding_window": 2047, "tie_word_embeddings": false})",
       3'821'079'552},
      // EleutherAI/pythia-6.9b
      {R"({"model_type": "gpt_neox", "hidden_size": 4096, "intermediate_size": 16384,
           "num_attention_heads": 32, "num_hidden_layers": 32, "vocab_size": 50432,
           "rotary_pct": 0.25, "use_parallel_residual": true})",
       6'857'302'016},
      // allenai/OLMo-7B-hf
      {R"({"model_type": "olmo", "hidden_size": 4096, "intermediate_size": 11008,
           "num_attention_heads": 32, "num_hidden_layers": 32, "vocab_size": 50304,
           "tie_word_embeddings": false})",
       6'888'095'744},
      // deepseek-ai/DeepSeek-V2-Lite
      {R"({"model_type": "deepseek_v2", "hidden_size": 2048, "intermediate_size": 10944,
           "num_attention_heads": 16, "num_key_value_heads": 16, "num_hidden_layers": 27,
           "vocab_size": 102400, "kv_lora_rank": 512, "q_lora_rank": null, "qk_nope_head_dim": 128,
           "qk_rope_head_dim": 64, "v_head_dim": 128, "n_routed_experts": 64,
           "num_experts_per_tok": 6, "n_shared_experts": 2, "moe_intermediate_size": 1408,
           "first_k_dense_replace": 1, "moe_layer_freq": 1, "tie_word_embeddings": false})",
       15'706'484'224},
  }));
  const Graph graph = read(published.config);
  CAPTURE(published.config);
  CHECK(graph.parameters == published.parameters);
}

TEST_CASE("published configurations have the published parameters and bytes of cache") {
  const char* shared = std::getenv("SYSTOLE_SHARED");
  if (shared == nullptr) {
    WARN("skipped: SYSTOLE_SHARED is not set");
    return;
  }
  struct Published {
    std::string file;
    double billions;            // model cards at huggingface.co
    std::int64_t kv_per_token;  // bytes: 2 x kv heads x head size x layers x 2
  };
  const Published published = GENERATE(values<Published>({
      {"meta-llama--Meta-Llama-3.1-8B", 8.03, 2 * 8 * 128 * 32 * 2},
      {"meta-llama--Meta-Llama-3.1-70B", 70.6, 2 * 8 * 128 * 80 * 2},
      {"mistralai--Mixtral-8x7B-v0.1", 46.7, 2 * 8 * 128 * 32 * 2},
      {"Qwen--Qwen3-8B", 8.19, 2 * 8 * 128 * 36 * 2},
      {"Qwen--Qwen3-30B-A3B", 30.5, 2 * 4 * 128 * 48 * 2},
      // arXiv:2412.19437: 671 B, multi-token prediction not included; 512 + 64 elements a layer
      {"deepseek-ai--DeepSeek-V3", 671.0, (512 + 64) * 61 * 2},
  }));
  CAPTURE(published.file);
  const std::string path = std::string(shared) + "/inputs/hf_config/" + published.file + ".json";
  for (const std::string phase : {"prefill", "decode"}) {
    Diagnostics diagnostics;
    const Graph graph = read_workload(
        path, with({{"phase", phase}, {"batch", "2"}, {"input_len", "1"}, {"context", "99"}}),
        diagnostics);
    REQUIRE(graph.parameters);
    CHECK(static_cast<double>(*graph.parameters) / 1e9 ==
          Approx(published.billions).epsilon(0.005));
    CHECK(graph.kv_cache_bytes == published.kv_per_token * 2 * 100);
    CHECK(count_of(graph, "unknown") == 0);
  }
}

TEST_CASE("one token through a dense model costs one MAC a weight, and attention") {
  const Graph graph = read(kLlama2, with({{"phase", "decode"}, {"context", "1023"}}));
  const std::int64_t weights = 6'738'415'616 - 32'000 * 4096 - (2 * 32 + 1) * 4096;
  CHECK(macs_of(graph) == weights + 32LL * 32 * 1024 * (128 + 128));
  CHECK(graph.kv_cache_bytes == 2LL * 32 * 128 * 32 * 1024 * 2);
}

TEST_CASE("a prompt attends causally, and only its last token reaches the vocabulary") {
  const Graph graph = read(kLlama2, with({{"input_len", "512"}, {"batch", "2"}}));
  CHECK(named(graph, "layer0.attention").work ==
        Attention{2, 32, 32, 512, 512, 128, 128, true, 0, false});
  CHECK(gemm_of(named(graph, "layer31.qkv")) == Gemm{1, 1024, 3 * 4096, 4096});
  CHECK(gemm_of(named(graph, "lm_head")) == Gemm{1, 2, 32000, 4096});
  CHECK(has_note(graph, "logits of the last token only"));
  const Graph all = read(kLlama2, with({{"input_len", "512"}, {"logits", "all"}}));
  CHECK(gemm_of(named(all, "lm_head")).m == 512);
}

TEST_CASE("as written there is one operator per module, with the same products") {
  ReadOptions options = with({{"input_len", "16"}});
  const Graph engines = read(kLlama2, options);
  options.fusion = Fusion::as_written;
  const Graph modules = read(kLlama2, options);
  CHECK(macs_of(modules) == macs_of(engines));
  CHECK(count_of(engines, "add") == 0);
  CHECK(count_of(modules, "add") == 2 * 32);
  CHECK(count_of(modules, "gemm") == 32 * 7 + 1);
  CHECK(count_of(engines, "gemm") == 32 * 4 + 1);
  const Operator& rotary = named(modules, "layer0.rotary");
  CHECK(rotary.depends_on.size() == 3);
}

TEST_CASE("experts share the tokens evenly, and few tokens touch few experts") {
  const Graph prompt = read(kTinyMoe, with({{"input_len", "9"}}));
  CHECK(named(prompt, "layer0.experts_gate_up").work ==
        GroupedGemm{{3, 3, 2, 2, 2, 2, 2, 2}, 192, 64});
  CHECK(named(prompt, "layer0.experts_down").work == GroupedGemm{{3, 3, 2, 2, 2, 2, 2, 2}, 64, 96});
  const Graph one = read(kTinyMoe, with({{"phase", "decode"}}));
  CHECK(named(one, "layer1.experts_gate_up").work == GroupedGemm{{1, 1}, 192, 64});
  const Graph same = read(kTinyMoe, with({{"input_len", "9"}, {"experts", "concentrated"}}));
  CHECK(named(same, "layer0.experts_gate_up").work == GroupedGemm{{9, 9}, 192, 64});
  CHECK(gemm_of(named(one, "layer0.router")) == Gemm{1, 1, 8, 64});
}

TEST_CASE("latent attention expands keys and values of a prompt and reads the cache compressed") {
  const Graph prompt = read(kTinyMla, with({{"input_len", "6"}}));
  CHECK(named(prompt, "layer0.attention").work == Attention{1, 4, 4, 6, 6, 12, 8, true, 0, false});
  CHECK(gemm_of(named(prompt, "layer0.kv_up")) == Gemm{1, 6, 4 * 16, 16});
  const Graph step = read(kTinyMla, with({{"phase", "decode"}, {"context", "9"}, {"batch", "3"}}));
  CHECK(named(step, "layer0.attention").work == Attention{3, 4, 1, 1, 10, 20, 16, true, 0, true});
  CHECK(gemm_of(named(step, "layer0.query_absorb")) == Gemm{4, 3, 16, 8});
  CHECK(gemm_of(named(step, "layer0.value_up")) == Gemm{4, 3, 8, 16});
  CHECK(step.kv_cache_bytes == 3 * 10 * (16 + 4) * 2 * 2);
}

TEST_CASE("the first layers of a mixture may be dense, and shared experts see every token") {
  const Graph graph = read(kTinyMla, with({{"input_len", "6"}}));
  CHECK(gemm_of(named(graph, "layer0.gate_up")) == Gemm{1, 6, 2 * 96, 64});
  CHECK(gemm_of(named(graph, "layer1.shared_gate_up")) == Gemm{1, 6, 2 * 32, 64});
  CHECK(count_of(graph, "grouped_gemm") == 2);
}

TEST_CASE("windows follow the family, and layer_types where the file lists them") {
  const auto windows = [](const std::string& type, const std::string& more) {
    const Graph graph = read(R"({"hidden_size": 8, "num_attention_heads": 2, "vocab_size": 9,
        "num_hidden_layers": 6, "sliding_window": 5, "model_type": ")" +
                             type + "\"" + more + "}");
    std::string text;
    for (const Operator& op : graph.operators) {
      if (const auto* a = std::get_if<Attention>(&op.work)) text += std::to_string(a->window);
    }
    return text;
  };
  CHECK(windows("mistral", "") == "555555");
  CHECK(windows("gemma2", "") == "505050");
  CHECK(windows("gemma3_text", "") == "555550");
  CHECK(windows("cohere2", "") == "555055");
  CHECK(windows("qwen2", R"(, "max_window_layers": 4, "use_sliding_window": true)") == "000055");
  CHECK(windows("qwen2", R"(, "max_window_layers": 4)") == "000000");
  CHECK(windows("gpt_oss", R"(, "layer_types": ["full_attention", "sliding_attention",
      "full_attention", "full_attention", "full_attention", "sliding_attention"])") == "050005");
}

TEST_CASE("element types follow torch_dtype and quantization") {
  const auto types = [](const std::string& quantization) {
    const std::string config =
        kLlama2.substr(0, kLlama2.size() - 1) + R"(, "quantization_config": )" + quantization + "}";
    const Graph graph = read(config, with({{"layers", "1"}}));
    const Operator& op = named(graph, "layer0.qkv");
    return std::string(name_of(op.input_dtype)) + " " + std::string(name_of(op.weight_dtype)) +
           " " + std::string(name_of(op.output_dtype));
  };
  CHECK(types(R"({"quant_method": "fp8"})") == "fp8 fp8 fp16");
  CHECK(types(R"({"quant_method": "gptq", "bits": 4})") == "fp16 int4 fp16");
  CHECK(types(R"({"quant_method": "awq", "bits": 4})") == "fp16 int4 fp16");
  CHECK(types(R"({"quant_method": "bitsandbytes", "load_in_8bit": true})") == "int8 int8 fp16");
  CHECK(types(R"({"quant_method": "compressed-tensors", "config_groups": {"group_0":
      {"weights": {"num_bits": 8, "type": "int"}, "input_activations": {"num_bits": 8}}}})") ==
        "int8 int8 fp16");
  CHECK(types(R"({"quant_method": "novel"})") == "fp16 fp16 fp16");
  const Graph graph = read(kLlama2, with({{"layers", "1"}, {"kv_dtype", "fp8"}}));
  CHECK(named(graph, "layer0.attention").weight_dtype == DType::fp8);
  CHECK(named(graph, "lm_head").weight_dtype == DType::fp16);
}

TEST_CASE("a model for more than text is read for its text, and an unknown family as a Llama") {
  const Graph nested =
      read(R"({"model_type": "llava", "torch_dtype": "bfloat16", "text_config": )" + kLlama2 + "}");
  CHECK(nested.parameters == 6'738'415'616);
  CHECK(has_note(nested, "only the language model"));
  std::string novel = kLlama2;
  novel.replace(novel.find("llama"), 5, "lamma");
  const Graph unknown = read(novel);
  CHECK(unknown.parameters == 6'738'415'616);
  CHECK(has_note(unknown, "model_type 'lamma' is not known"));
}

TEST_CASE("a model can be cut to its first layers, which is said") {
  const Graph graph = read(kLlama2, with({{"layers", "2"}}));
  CHECK(count_of(graph, "attention") == 2);
  CHECK(has_note(graph, "cut to the first 2 of 32 layers"));
}

TEST_CASE("mistakes in a config.json and in the step are reported") {
  CHECK_THAT(error_of(R"({"model_type": "llama", "hidden_size": 8})"),
             Contains("net.txt:1:1: vocab_size: is missing") && Contains("num_attention_heads"));
  CHECK_THAT(error_of(R"({"model_type": "bert", "hidden_size": 8})"),
             Contains("'bert' is no decoder-only transformer"));
  CHECK_THAT(error_of(R"({"model_type": "llama", "hidden_size": -8})"),
             Contains("net.txt:1:40: hidden_size: is -8"));
  CHECK_THAT(error_of(R"({"model_type": "llama", )"), Contains("not well-formed JSON"));
  CHECK_THAT(error_of(kLlama2, with({{"phase", "prefil"}})), Contains("did you mean 'prefill'?"));
  CHECK_THAT(error_of(kLlama2, with({{"bach", "2"}})),
             Contains("--param bach: unknown parameter, did you mean 'batch'?"));
  CHECK_THAT(error_of(kLlama2, with({{"batch", "0"}})), Contains("from 1 to 1000000000"));
  CHECK_THAT(error_of(kLlama2, with({{"batch", "1000000000"}, {"input_len", "1000000000"}})),
             Contains("does not fit") || Contains("64 bits") || Contains("at most"));
}
