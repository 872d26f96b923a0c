// Traces that are none, or that ask for the impossible: a message with a place, and never more.
#include <catch2/catch.hpp>

#include "kineto_trace.hpp"

using namespace systole;
using namespace systole::frontend;
using Catch::Matchers::Contains;

TEST_CASE("bytes in names that are no UTF-8 become question marks") {
  const workload::Graph graph = graph_of_call("mine::\xF5op", {"[[4, 8]]"}, "kernel\xFF");
  REQUIRE(graph.operators.size() == 1);
  CHECK(graph.operators[0].source_kind == "mine::?op");
}

TEST_CASE("a trace that ends early is told with its line") {
  std::string text = TraceText().kernel("a", 1, 1, 1).kernel("b", 2, 3, 1).text();
  text.resize(text.size() - 20);
  CHECK_THAT(error_of(text), Contains("net.txt:3:") && Contains("no JSON"));
}

TEST_CASE("a trace without kernels says how to record them") {
  CHECK_THAT(error_of(TraceText().op("aten::mm", 0, 1).text()), Contains("ProfilerActivity.CUDA"));
}

TEST_CASE("times that are no times are refused at their event") {
  const auto error = [](const std::string& start, const std::string& duration) {
    return error_of(TraceText()
                        .raw(R"({"ph": "X", "cat": "kernel", "name": "a", "ts": )" + start +
                             R"(, "dur": )" + duration + "}")
                        .text());
  };
  CHECK(error("1661203462598738", "1.5e0").empty());
  CHECK_THAT(error("\"soon\"", "1"), Contains("net.txt:2:") && Contains("'soon' is no time"));
  CHECK_THAT(error("1", "-1"), Contains("a duration of -1 us"));
  CHECK_THAT(error("1e300", "1"), Contains("is no time"));
  CHECK_THAT(error("99999999999999999999", "1"), Contains("is no time"));
  CHECK_THAT(error("null", "1"), Contains("'' is no time"));
}

TEST_CASE("shapes beyond all measure are refused by the name of their call") {
  CHECK_THAT(error_of(TraceText()
                          .op("aten::mm", 0, 20,
                              {"[[4000000000000, 4000000000], [4000000000, 4000000000000]]"})
                          .launch(1, 5)
                          .kernel("gemm", 1, 100, 10)
                          .text()),
             Contains("mm: impossible shapes"));
  CHECK_FALSE(error_of(TraceText()
                           .op("aten::add", 0, 20, {"[[9000000000000000000, 9000000000000000000]]"})
                           .launch(1, 5)
                           .kernel("k", 1, 100, 10)
                           .text())
                  .empty());
}

TEST_CASE("shapes that do not fit each other are no product") {
  const workload::Graph graph = graph_of_call("aten::mm", {"[[4, 8], [9, 16]]"}, "gemm");
  CHECK(workload::kind_of(graph.operators.at(0)) == "opaque");
}

TEST_CASE("deep nesting is refused before it costs anything") {
  const std::string deep(100'000, '[');
  CHECK_THAT(error_of(R"({"traceEvents": )" + deep), Contains("nested deeper than 64 levels"));
}

TEST_CASE("a value without end is refused") {
  const std::string text = R"({"traceEvents": [{"ph": ")" + std::string(40 << 20, 'x');
  CHECK_THAT(error_of(text), Contains("a value or blank of more than 16 MiB"));
}

TEST_CASE("a trace has no parameters") {
  ReadOptions options;
  options.parameters["batch"] = "8";
  CHECK_THAT(error_of(TraceText().kernel("a", 1, 1, 1).text(), options),
             Contains("--param batch: a trace has no parameters"));
}

TEST_CASE("operators that overlap without nesting do not confuse the reader") {
  const workload::Graph graph = TraceText()
                                    .op("aten::mm", 0, 20, {"[[4, 8], [8, 16]]"})
                                    .op("aten::add", 10, 20, {"[[4, 8], [4, 8]]"})
                                    .launch(1, 15)
                                    .launch(2, 25)
                                    .kernel("k", 1, 100, 1)
                                    .kernel("k", 2, 102, 1)
                                    .graph();
  CHECK(graph.operators.size() == 1);
  CHECK(graph.operators[0].source_kind == "aten::add");
}
