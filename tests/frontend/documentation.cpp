// The example of docs/workloads.md is a workload, and the page lists what ships.
#include <catch2/catch.hpp>

#include "base/data_files.hpp"
#include "helpers.hpp"

using namespace systole;
using namespace systole::frontend;

namespace {

std::string page() { return read_file(SYSTOLE_SOURCE_DIR "/docs/workloads.md"); }

}  // namespace

TEST_CASE("the example in the documentation reads as it is described there") {
  const std::string text = page();
  const std::string fence = "```yaml\n";
  const std::size_t start = text.find(fence) + fence.size();
  const auto graph = read(text.substr(start, text.find("```", start) - start));
  REQUIRE(graph.operators.size() == 1 + 2 * 7 + 1);
  CHECK(graph.operators[8].name == "layer1.norm");
  CHECK(graph.operators.back().depends_on == std::vector<std::size_t>{14});
  CHECK(gemm_of(graph.operators.back()).k == 192);
  CHECK(graph.operators[6].weight_dtype == DType::int8);
}

TEST_CASE("the documentation lists every shipped workload") {
  const std::string text = page();
  for (const std::string& name : list_data_files("workloads")) {
    CAPTURE(name);
    CHECK(text.find("| `" + name + "` |") != std::string::npos);
  }
}
