// The file as bytes: what is recognised, what is passed over, what is damaged.
#include <sstream>

#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filtering_stream.hpp>
#include <catch2/catch.hpp>

#include "frontend/formats.hpp"
#include "model_writer.hpp"

using namespace systole;
using namespace systole::frontend;
using namespace systole::frontend::onnx_test;
using Catch::Matchers::Contains;

namespace {

GraphWriter product() {
  GraphWriter graph;
  graph.input("x", {4, 8}).weight("w", {8, 16}).op("MatMul", {"x", "w"}, {"y"}).output("y");
  return graph;
}

std::string zipped(const std::string& text) {
  std::stringstream source(text), target;
  boost::iostreams::filtering_istream filter;
  filter.push(boost::iostreams::gzip_compressor());
  filter.push(source);
  target << filter.rdbuf();
  return target.str();
}

}  // namespace

TEST_CASE("An ONNX file is recognised by its content, zipped or not") {
  const std::string bytes = file_of(product());
  CHECK(format_of(SourceFile::of("any.txt", bytes)).name == "onnx");
  CHECK(kinds_of(read_bytes(zipped(bytes))) == "gemm");
}

TEST_CASE("Other files are not taken for ONNX") {
  const auto text = GENERATE(as<std::string>(), "name: net\noperators:\n", "conv, 1, 2, 3",
                             std::string("\x08", 1), std::string("\x08\x00", 2),
                             std::string("\x08\x07", 2), std::string("\x08\x0A\x06zzzzzz", 9),
                             std::string("\x0A\x03"
                                         "abc",
                                         5));
  const auto* onnx = &format_named("onnx");
  CHECK_FALSE(onnx->recognises(SourceFile::of("any", text)));
}

TEST_CASE("A newer version with fields that nobody knows yet is read") {
  Message newer;
  newer.number(1, 99).bytes(2, "future").bytes(14, "metadata").add(7, product().message());
  newer.add(8, Message().number(2, 40)).number(61, 12345).bytes(62, "later");
  CHECK(kinds_of(read_bytes(newer.content())) == "gemm");
}

TEST_CASE("Weights in the file are passed over, and those outside it are never opened") {
  GraphWriter graph;
  graph.input("x", {4, 100});
  graph.initializer(tensor("w", kFloat, {100, 100}, std::string(40000, 'w')));
  Message outside = tensor("v", kFloat, {100, 3});
  outside.add(13, Message().bytes(1, "location").bytes(2, "../../etc/passwd")).number(14, 1);
  graph.initializer(outside);
  graph.op("MatMul", {"x", "w"}, {"h"}).op("MatMul", {"h", "v"}, {"y"}).output("y");
  CHECK(read(graph).parameters == 10300);
}

TEST_CASE("A file that ends too early is refused, wherever it ends") {
  const std::string bytes = file_of(product());
  const std::size_t graph_begins = bytes.find("test") + 4;
  for (std::size_t length = graph_begins + 3; length + 10 < bytes.size(); ++length) {
    CAPTURE(length);
    CHECK_THAT(error_of_bytes(bytes.substr(0, length)), Contains("net.onnx"));
  }
}

TEST_CASE("A field that is longer than what holds it is refused") {
  Message graph;
  graph.bytes(1, std::string("\x0A\x7F", 2) + "x");  // a node whose input claims 127 bytes
  const std::string bytes = Message().number(1, 8).add(7, graph).content();
  CHECK_THAT(error_of_bytes(bytes), Contains("field 1 is longer than what it is part of"));
}

TEST_CASE("Subgraphs that nest without end are refused") {
  Message graph = product().message();
  for (int i = 0; i < 60; ++i) {
    GraphWriter outer;
    outer.input("c", {}, kBool);
    outer.add(node("If", {"c"}, {"y"}, {graph_attribute("then_branch", graph)}));
    graph = outer.message();
  }
  CHECK_THAT(error_of_bytes(Message().number(1, 8).add(7, graph).content()),
             Contains("messages nest more than 64 deep"));
}

TEST_CASE("More nodes than a workload may have are refused") {
  GraphWriter graph;
  graph.input("x", {4});
  std::string last = "x";
  for (int i = 0; i < 100'001; ++i) {
    const std::string next = std::to_string(i);
    graph.op("Relu", {last}, {next});
    last = next;
  }
  graph.output(last);
  CHECK_THAT(error_of(graph), Contains("more than 100000 nodes"));
}
