// Traces of MLCommons Chakra, as a protobuf stream and as JSON.
#include <catch2/catch.hpp>

#include "../kineto_trace.hpp"
#include "frontend/onnx/model_writer.hpp"

using namespace systole;
using namespace systole::frontend;
using namespace systole::workload;
using onnx_test::Message;

namespace {

struct NodeText {
  std::int64_t id = 0;
  std::string name;
  int type = 4;
  std::vector<std::int64_t> control = {};
  std::vector<std::int64_t> data = {};
  std::int64_t micros = 0;
  bool on_host = false;
  std::string shapes = {};
  std::string types = {};
  std::int64_t bytes = -1;
};

/// A message behind its length.
std::string delimited(const std::string& message) {
  const std::string field = Message().bytes(1, message).content();
  return field.substr(1);  // without the key of field 1
}

Message attribute(const std::string& name, int field, std::int64_t value) {
  return Message().bytes(1, name).number(field, value);
}

std::string message_of(const NodeText& node) {
  Message message;
  message.number(1, node.id).bytes(2, node.name).number(3, node.type);
  for (const std::int64_t id : node.control) message.number(4, id);
  for (const std::int64_t id : node.data) message.number(5, id);
  message.number(7, node.micros);
  if (!node.types.empty())
    message.add(8, Message().bytes(1, "[]").bytes(2, node.shapes).bytes(3, node.types));
  message.add(10, attribute("is_cpu_op", 27, node.on_host ? 1 : 0));
  if (node.bytes >= 0)
    message.add(10, attribute("comm_type", 9, 0)).add(10, attribute("comm_size", 9, node.bytes));
  return message.content();
}

std::string stream_of(const std::vector<NodeText>& nodes) {
  std::string stream = delimited(Message().bytes(1, "0.0.4").content());
  for (const NodeText& node : nodes) stream += delimited(message_of(node));
  return stream;
}

/// mm on the host, its kernel, an exchange of the result, and an addition behind both.
std::vector<NodeText> small_step() {
  const char* const matrices = "['Tensor(c10::Half)', 'Tensor(c10::Half)']";
  return {{1, "aten::mm", 4, {}, {}, 30, true, "[[64, 128], [128, 32]]", matrices},
          {2, "ampere_h16816gemm", 4, {1}, {}, 12},
          {3, "ncclDevKernel_AllReduce_Sum_f16_RING_LL", 7, {}, {2}, 40, false, "", "", 4096},
          {4,
           "aten::add",
           4,
           {},
           {3},
           9,
           true,
           "[[64, 32], [64, 32], []]",
           "['Tensor(c10::Half)', 'Tensor(c10::Half)', 'Int']"},
          {5, "vectorized_elementwise_kernel", 4, {4}, {3}, 3}};
}

}  // namespace

TEST_CASE("kernels of a Chakra trace take the shapes of the operators that called them") {
  const Graph graph = read(stream_of(small_step()));
  REQUIRE(graph.operators.size() == 3);
  CHECK(macs_of(graph) == 64 * 128 * 32);
  CHECK(graph.operators[0].input_dtype == DType::fp16);
  CHECK(measured_us(graph) == Approx(12 + 40 + 3));
  CHECK(is_noted(graph, "left out: 2 nodes of the host, which take 39.0 us in sum"));
  CHECK(is_noted(graph, "--param ranks=N"));
}

TEST_CASE("operators of a Chakra trace wait for the nodes that they depend on") {
  ReadOptions options;
  options.parameters["ranks"] = "8";
  const Graph graph = read(stream_of(small_step()), options);
  REQUIRE(graph.operators.size() == 3);
  const auto& exchange = std::get<Collective>(graph.operators[1].work);
  CHECK(exchange.kind == CollectiveKind::all_reduce);
  CHECK(exchange.elements == 4096);  // bytes
  CHECK(exchange.ranks == 8);
  CHECK(graph.operators[1].depends_on == std::vector<std::size_t>{0});
  CHECK(graph.operators[2].depends_on == std::vector<std::size_t>{1});
}

TEST_CASE("nodes may stand before those that they wait for") {
  const Graph graph =
      read(stream_of({{1, "second_gemm", 4, {}, {2}, 5}, {2, "first_gemm", 4, {}, {}, 7}}));
  REQUIRE(graph.operators.size() == 2);
  CHECK(*graph.operators[0].measured_seconds == Approx(7e-6));
  CHECK(graph.operators[1].depends_on == std::vector<std::size_t>{0});
}

TEST_CASE("Chakra as JSON says the same") {
  const Graph graph = read(R"json({"workload_graph": [
    {"Id": 1, "Name": "aten::mm(0)", "NodeType": 4, "data_deps": [], "runtime": 9, "is_cpu_op": true},
    {"Id": 2, "Name": "voId gemm<float>(float*)", "NodeType": 4, "ctrlDeps": [1], "data_deps": [],
     "runtime": 4.5, "is_cpu_op": false},
    {"Id": 3, "Name": "ncclKernel_AllReduce", "NodeType": 7, "data_deps": [2], "runtime": 5,
     "is_cpu_op": false, "comm_type": 0, "comm_size": 1024}], "ngpus": 8})json");
  REQUIRE(graph.operators.size() == 2);
  CHECK(measured_us(graph) == Approx(9.5));
  CHECK(std::get<Collective>(graph.operators[1].work).ranks == 8);
}

TEST_CASE("hostile Chakra traces are refused with a reason") {
  CHECK_THAT(error_of(stream_of({{1, "a", 4, {}, {2}}, {2, "b", 4, {}, {1}}})),
             Catch::Contains("2 nodes wait for each other in a circle"));
  CHECK_THAT(error_of(stream_of({{1, "a"}, {1, "b"}})), Catch::Contains("two nodes have the id 1"));
  CHECK_THAT(error_of(stream_of({{1, "aten::mm", 4, {}, {}, 1, true}})),
             Catch::Contains("no node on a device"));
  const std::string whole = stream_of(small_step());
  CHECK_THAT(error_of(whole.substr(0, whole.size() - 3)), Catch::Contains("ends in the middle"));
  // A message that says it is four exabytes long.
  CHECK_THAT(error_of(whole + std::string("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x3F\x08", 10)),
             Catch::Contains("not a valid Chakra trace"));
  NodeText forever{1, "gemm"};
  forever.micros = INT64_MAX;
  CHECK_THAT(error_of(stream_of({forever})), Catch::Contains("duration"));
  ReadOptions options;
  options.parameters["ranks"] = "none";
  CHECK_THAT(error_of(whole, options), Catch::Contains("expected a number of chips"));
}
