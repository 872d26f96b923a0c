// systole inspect and systole import, as a user runs them.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "cli/program_runner.hpp"

using namespace systole::test;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;
using Json = nlohmann::json;

namespace {

const std::string kTinyModel =
    R"({"model_type": "mixtral", "hidden_size": 64, "intermediate_size": 96, "vocab_size": 100,
        "num_attention_heads": 4, "num_key_value_heads": 2, "num_hidden_layers": 2,
        "num_local_experts": 8, "num_experts_per_tok": 2, "torch_dtype": "bfloat16"})";

const std::string kTrace =
    "{\"systole_trace\": 1, \"name\": \"step\", \"dtype\": \"fp16\"}\n"
    "{\"name\": \"a\", \"kind\": \"gemm\", \"m\": 10, \"n\": 10, \"k\": 10, \"measured_us\": 2.5}\n"
    "{\"name\": \"b\", \"kind\": \"unknown\", \"source\": \"Mystery\", \"read\": 500, \"written\": "
    "0}\n";

}  // namespace

TEST_CASE("inspect sums up a shipped workload by kind") {
  const Outcome outcome = systole::test::systole({"inspect", "resnet50", "--batch", "2"});
  CHECK(outcome.exit_code == 0);
  CHECK(outcome.err.empty());
  CHECK_THAT(outcome.out, Contains("MACs         8.18 G") && Contains("\nconv2d          53"));
  CHECK_THAT(outcome.out, Contains("weights      25.5 M"));
}

TEST_CASE("inspect prints JSON whose kinds add up to its total, and CSV of every operator") {
  const Folder folder;
  const std::string config = folder.file("config.json", kTinyModel);
  const Outcome outcome = systole::test::systole(
      {"inspect", config, "--phase", "decode", "--batch", "3", "--context", "7", "--json"});
  REQUIRE(outcome.exit_code == 0);
  const Json json = Json::parse(outcome.out);
  std::int64_t macs = 0;
  for (const Json& kind : json["kinds"]) macs += kind["macs"].get<std::int64_t>();
  CHECK(macs == json["total"]["macs"].get<std::int64_t>());
  CHECK(json["kv_cache_bytes"] == 3 * 8 * 2 * 2 * 16 * 2 * 2);
  CHECK(json["unknown"]["operators"] == 0);
  const Outcome csv = systole::test::systole({"inspect", config, "--operators", "--csv"});
  CHECK_THAT(csv.out, StartsWith("name,kind,source,shape,macs,bytes"));
  CHECK_THAT(csv.out, Contains("\nlayer1.experts_down,grouped_gemm,"));
}

TEST_CASE("inspect warns of unknown operators above one per cent, and shows measured times") {
  const Folder folder;
  const Outcome outcome = systole::test::systole({"inspect", folder.file("t.jsonl", kTrace)});
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(outcome.err, Contains("warning: unknown operators are 62.5 % of the bytes") &&
                              Contains("Mystery (1)"));
  CHECK_THAT(outcome.out, Contains("measured") && Contains("2.50 us"));
}

TEST_CASE("import writes what reads back as the same, as YAML and as a trace") {
  const Folder folder;
  const std::string config = folder.file("config.json", kTinyModel);
  const std::string yaml = folder.path("a.yaml");
  const std::string trace = folder.path("b.jsonl");
  const std::string again = folder.path("c.yaml");
  CHECK(systole::test::systole({"import", config, "--input-len", "9", "-o", yaml}).exit_code == 0);
  CHECK(systole::test::systole({"import", yaml, "-o", trace}).exit_code == 0);
  CHECK(systole::test::systole({"import", trace, "-o", again}).exit_code == 0);
  CHECK(file_text(yaml) == file_text(again));
  CHECK(systole::test::systole({"import", trace}).out == file_text(yaml));
  CHECK_THAT(file_text(trace), StartsWith("{\"systole_trace\": 1, "));
}

TEST_CASE("--no-fusion leaves operators as they stand in the file") {
  const Folder folder;
  const std::string config = folder.file("config.json", kTinyModel);
  const std::string separate = systole::test::systole({"import", config, "--no-fusion"}).out;
  CHECK_THAT(separate, Contains("layer0.query,") && Contains("layer0.key,"));
  CHECK_THAT(systole::test::systole({"import", config}).out, Contains("layer0.qkv,"));
}

TEST_CASE("wrong requests to inspect and import are refused") {
  const Folder folder;
  const std::string config = folder.file("config.json", kTinyModel);
  const auto refused = [](const std::vector<std::string>& words, const std::string& message) {
    const Outcome outcome = systole::test::systole(words);
    CHECK(outcome.exit_code == 2);
    CHECK(outcome.out.empty());
    CHECK_THAT(outcome.err, Contains(message));
  };
  refused({"import", config, "-o", folder.path("a.csv")}, "must end in .yaml");
  refused({"import", config, "--batch", "2", "--param", "batch=3"}, "given more than once");
  refused({"inspect", config, "--json", "--csv"}, "cannot be given together");
  refused({"inspect", config, "--phase", "train"}, "not one of prefill, decode");
  refused({"inspect", config, "--from", "onyx"}, "not one of");
  refused({"inspect", "resnet50", "--phase", "decode"}, "unknown parameter");
  refused({"inspect"}, "needs FILE");
  CHECK(folder.entries() == std::vector<std::string>{"config.json"});
}
