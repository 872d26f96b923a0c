// The example of docs/workloads.md is a workload, and the page lists what ships.
#include <catch2/catch.hpp>

#include "base/data_files.hpp"
#include "frontend/formats.hpp"
#include "frontend/hf_family.hpp"
#include "frontend/native_kinds.hpp"
#include "helpers.hpp"

using namespace systole;
using namespace systole::frontend;

namespace {

/// The first example of a language.
std::string example(const std::string& language) {
  const std::string text = read_file(SYSTOLE_SOURCE_DIR "/docs/workloads.md");
  const std::string fence = "```" + language + "\n";
  const std::size_t start = text.find(fence) + fence.size();
  return text.substr(start, text.find("```", start) - start);
}

std::string page() { return read_file(SYSTOLE_SOURCE_DIR "/docs/workloads.md"); }

}  // namespace

TEST_CASE("the example in the documentation reads as it is described there") {
  const auto graph = read(example("yaml"));
  REQUIRE(graph.operators.size() == 1 + 2 * 5 + 1);
  CHECK(graph.operators[6].name == "layer1.norm");
  CHECK(graph.operators.back().depends_on == std::vector<std::size_t>{10});
  CHECK(gemm_of(graph.operators.back()).k == 192);
  CHECK(graph.operators[4].weight_dtype == DType::int8);
}

TEST_CASE("the trace in the documentation reads as it is described there") {
  const auto graph = read(example("jsonl"));
  REQUIRE(graph.operators.size() == 4);
  CHECK(graph.parameters == 8192);
  CHECK(graph.operators[1].depends_on == std::vector<std::size_t>{0});
  CHECK(graph.operators[3].depends_on == std::vector<std::size_t>{1, 2});
  CHECK(elements_of(graph.operators[3], Operand::output) == 128 * 64);
}

TEST_CASE("the documentation lists every kind of operator, every format and every model type") {
  const std::string text = page();
  for (const std::string& kind : native_kinds()) {
    CAPTURE(kind);
    CHECK(text.find("`" + kind + "`") != std::string::npos);
  }
  for (const Format& format : formats()) {
    CAPTURE(format.name);
    CHECK(text.find("| `" + std::string(format.name) + "` |") != std::string::npos);
  }
  for (const std::string& type : hf_model_types()) {
    CAPTURE(type);
    if (type != "gemma3_text") CHECK(text.find(type) != std::string::npos);
  }
}

TEST_CASE("the documentation lists every shipped workload") {
  const std::string text = page();
  for (const std::string& name : list_data_files("workloads")) {
    CAPTURE(name);
    CHECK(text.find("| `" + name + "` |") != std::string::npos);
  }
}
