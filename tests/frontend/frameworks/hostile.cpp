// Bytes that want to be much more than they are: every reader says no, soon.
#include <catch2/catch.hpp>

#include "../helpers.hpp"
#include "paddle_writer.hpp"

using namespace systole;
using namespace systole::frontend;
using namespace systole::frontend::paddle_test;

TEST_CASE("a Paddle program that says it is longer than it is, is refused") {
  const std::string head("\x0A\xFF\xFF\xFF\xFF\x07\x08\x00\x10\x01", 10);  // a block of 2 GiB
  CHECK_THAT(error_of(head), Catch::Contains("not a valid PaddlePaddle program"));
}

TEST_CASE("a Paddle program of nested messages without end is refused") {
  std::string nested = "x";
  for (int i = 0; i < 200; ++i) nested = Message().bytes(3, nested).content();
  const std::string block = Message().number(1, 0).number(2, -1).bytes(3, nested).content();
  const std::string text = Message().bytes(1, block).content();
  CHECK_FALSE(error_of(text).empty());
}

TEST_CASE("a Paddle program of sizes beyond any memory is refused") {
  ProgramWriter program;
  const std::int64_t most = std::int64_t{1} << 40;
  program.variable("x", {most, most, most}).variable("y", {most, most, most}).feed("x");
  program.op("relu", {{"X", {"x"}}}, {{"Out", {"y"}}}).fetch("y");
  CHECK_FALSE(error_of(program.content()).empty());
}

TEST_CASE("a Paddle operation without what it needs is refused by name") {
  ProgramWriter program;
  program.variable("x", {-1, 3, 8, 8}).variable("y", {-1, 4, 8, 8});
  program.op("conv2d", {{"Input", {"x"}}}, {{"Output", {"y"}}}).fetch("y");
  CHECK_THAT(error_of(program.content()), Catch::Contains("conv2d (y)"));
  CHECK_THAT(error_of(ProgramWriter().weight("w", {1}).content()),
             Catch::Contains("the program has no operation"));
}

TEST_CASE("records that nest too deep or are not JSON are refused at their place") {
  const std::string deep = R"({"schema": "1.1.0", "nodes": [{"id": 1, "inputs": )" +
                           std::string(500, '[') + std::string(500, ']') + "}]}";
  CHECK_THAT(error_of(deep), Catch::Contains("nested deeper than 64 levels"));
  CHECK_THAT(error_of("{\"schema\": \"1.1.0\",\n\"nodes\": [{\"id\": }]}"),
             Catch::Contains(":2:") && Catch::Contains("no JSON"));
  std::string wide = R"({"workload_graph": [{"Id": 1, "data_deps": [0)";
  for (int i = 0; i < 250'000; ++i) wide += ",1";
  CHECK_THAT(error_of(wide + "]}]}"), Catch::Contains("a record of more than"));
}
