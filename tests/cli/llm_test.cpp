// systole llm as a user runs it.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "cli/program_runner.hpp"

using namespace systole::test;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;
using Json = nlohmann::json;

namespace {

/// Two layers small enough for a moment.
const char* const kTiny =
    R"({"model_type": "llama", "hidden_size": 256, "intermediate_size": 512, "vocab_size": 1000,
        "num_attention_heads": 8, "num_key_value_heads": 4, "num_hidden_layers": 2,
        "tie_word_embeddings": false, "torch_dtype": "bfloat16"})";

Outcome ask(const std::vector<std::string>& more) {
  const Folder folder;
  std::vector<std::string> words{"llm",     "--model",  folder.file("tiny.json", kTiny),
                                 "--chip",  "h100_sxm", "--fidelity",
                                 "analytic"};
  words.insert(words.end(), more.begin(), more.end());
  return systole::test::systole(words);
}

}  // namespace

TEST_CASE("llm tells times, throughput, memory, energy and what bounds each phase") {
  const Outcome told = ask({"--input-len", "64", "--output-len", "32", "--operators"});
  CHECK(told.exit_code == 0);
  CHECK_THAT(told.out, StartsWith("tiny on h100_sxm (analytic)") && Contains("TTFT") &&
                           Contains("TPOT") && Contains("interpolated within") &&
                           Contains("tokens/s per chip") && Contains("largest batch that fits") &&
                           Contains("J per output token") && Contains("bound by") &&
                           Contains("first step of decode") && Contains("gate_up"));
}

TEST_CASE("llm as JSON adds up") {
  const Outcome told =
      ask({"--network", "hgx_h100", "--tp", "4", "--batch", "8", "--output-len", "16", "--json"});
  REQUIRE(told.exit_code == 0);
  const Json answer = Json::parse(told.out)["answers"][0];
  CHECK(answer["model"]["parameters"] ==
        2 * 1000 * 256 + 256 + 2 * (2 * 256 + 16 * 32 * 256 + 256 * 256 + 3 * 512 * 256));
  CHECK(answer["machine"]["chips"] == 4);
  const double tpot = answer["tpot_seconds"];
  CHECK(answer["decode_tokens_per_second"].get<double>() == Approx(8 / tpot).epsilon(1e-4));
  double sum = 0.0;
  for (const auto& [cause, seconds] : answer["decode"]["seconds_by_cause"].items())
    sum += seconds.get<double>();
  CHECK(sum == Approx(tpot).epsilon(1e-4));
  CHECK(answer["decode"]["seconds_by_cause"]["collectives"] > 0.0);
  CHECK(answer["memory_bytes_per_chip"]["kv"] == 8 * (1024 + 16) * 2 * 32 * 2 * 2);
}

TEST_CASE("llm sweeps batches into a table and a picture") {
  const Folder folder;
  const std::string out = folder.path("curve");
  const Outcome told = ask({"--sweep-batch", "1:8", "--output-len", "4", "-o", out});
  CHECK(told.exit_code == 0);
  CHECK_THAT(told.out, Contains("tokens/s each") && Contains("decode bound by"));
  CHECK_THAT(file_text(out + "/batches.svg"), Contains("<svg") && Contains("tokens/s of one chip"));
  CHECK_THAT(file_text(out + "/batches.csv"), Contains("h100_sxm,1,8,1024,4,"));
  CHECK(Json::parse(file_text(out + "/llm.json"))["answers"].size() == 4);
}

TEST_CASE("llm holds machines side by side") {
  const Outcome told = ask({"--chip", "h20", "--output-len", "4", "--sweep-batch", "1,64"});
  CHECK(told.exit_code == 0);
  CHECK_THAT(told.out, Contains("speed is against h100_sxm") && Contains("h20 decodes"));
}

TEST_CASE("llm refuses what cannot be, and says how to mend it") {
  const Outcome alone = ask({"--tp", "2"});
  CHECK(alone.exit_code == 2);
  CHECK_THAT(alone.err, Contains("TP 2 need a network") && Contains("hgx_h100"));
  const Outcome uneven = ask({"--tp", "3", "--network", "hgx_h100"});
  CHECK(uneven.exit_code == 2);
  CHECK_THAT(uneven.err, Contains("does not divide the model's 8 attention heads"));
  const Outcome large = systole::test::systole({"llm", "--model", "llama3_1_70b", "--chip", "h20"});
  CHECK(large.exit_code == 2);
  CHECK_THAT(large.err, Contains("the weights alone do not fit") && Contains("--tp"));
  const Outcome type = ask({"--dtype", "fp8", "--chip", "a100_sxm_80gb"});
  CHECK(type.exit_code == 2);
  CHECK_THAT(type.err, Contains("a100_sxm_80gb does not multiply fp8") && Contains("--dtype"));
  const Outcome name = systole::test::systole({"llm", "--model", "llama3_1_7b", "--chip", "h20"});
  CHECK(name.exit_code == 2);
  CHECK_THAT(name.err, Contains("llama3_1_8b"));
  const Outcome batches = ask({"--sweep-batch", "many"});
  CHECK(batches.exit_code == 2);
  CHECK_THAT(batches.err, Contains("1:256"));
}
