#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>

#include "study/results_documentation.hpp"
#include "study/schema.hpp"

using namespace systole;

namespace {

std::string file_text(const std::string& path) {
  std::ifstream file(std::string(SYSTOLE_SOURCE_DIR) + "/" + path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("docs/results.md is what `systole help --generate results` writes") {
  CHECK(file_text("docs/results.md") == study::results_documentation());
}

TEST_CASE("configs/result.schema.json is what `systole help --generate schema` writes") {
  CHECK(file_text("configs/result.schema.json") == study::result_schema());
}
