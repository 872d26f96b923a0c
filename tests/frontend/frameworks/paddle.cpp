// Programs of PaddlePaddle against the same networks as ONNX models.
#include <algorithm>

#include <catch2/catch.hpp>

#include "../helpers.hpp"
#include "paddle_writer.hpp"
#include "shared_files.hpp"

using namespace systole;
using namespace systole::frontend;
using namespace systole::frontend::paddle_test;
using namespace systole::workload;

namespace {

/// ResNet-50 (v1.5), layer by layer, as paddle.vision.models.resnet50 exports it.
class ResNet50 {
 public:
  std::string content() {
    program_.variable("x", {-1, 3, 224, 224}).feed("x");
    std::string x = convolved("x", 3, 64, 7, 2);
    program_.op("relu", {{"X", {x}}}, {{"Out", {x}}});
    x = pooled(x, 64);
    std::int64_t channels = 64;
    const int blocks[]{3, 4, 6, 3};
    for (int stage = 0; stage < 4; ++stage) {
      for (int block = 0; block < blocks[stage]; ++block) {
        const std::int64_t width = 64LL << stage;
        x = bottleneck(x, channels, width, block == 0 && stage > 0 ? 2 : 1, block == 0);
        channels = 4 * width;
      }
    }
    finish(x);
    return program_.content();
  }

 private:
  std::string next() { return "t" + std::to_string(++values_); }

  std::string convolved(const std::string& x, std::int64_t from, std::int64_t to, int window,
                        std::int64_t stride) {
    const std::string conv = next();
    const std::string norm = next();
    size_ = size_ / stride;
    program_.weight(conv + ".w", {to, from, window, window});
    program_.variable(conv, {-1, to, size_, size_}).variable(norm, {-1, to, size_, size_});
    program_.op("conv2d", {{"Input", {x}}, {"Filter", {conv + ".w"}}}, {{"Output", {conv}}},
                {{"strides", Dims{stride, stride}},
                 {"paddings", Dims{window / 2, window / 2}},
                 {"dilations", Dims{1, 1}},
                 {"groups", 1},
                 {"data_format", std::string("NCHW")}});
    std::vector<Slot> inputs{{"X", {conv}}};
    for (const char* slot : {"Scale", "Bias", "Mean", "Variance"}) {
      program_.weight(norm + slot, {to});
      inputs.push_back({slot, {norm + slot}});
    }
    program_.op("batch_norm", inputs, {{"Y", {norm}}}, {{"data_layout", std::string("NCHW")}});
    return norm;
  }

  std::string pooled(const std::string& x, std::int64_t channels) {
    const std::string y = next();
    size_ /= 2;
    program_.variable(y, {-1, channels, size_, size_});
    program_.op("pool2d", {{"X", {x}}}, {{"Out", {y}}},
                {{"pooling_type", std::string("max")},
                 {"ksize", Dims{3, 3}},
                 {"strides", Dims{2, 2}},
                 {"paddings", Dims{1, 1}}});
    return y;
  }

  std::string bottleneck(const std::string& x, std::int64_t from, std::int64_t width,
                         std::int64_t stride, bool projects) {
    const std::int64_t before = size_;
    std::string y = convolved(x, from, width, 1, 1);
    program_.op("relu", {{"X", {y}}}, {{"Out", {y}}});
    y = convolved(y, width, width, 3, stride);
    program_.op("relu", {{"X", {y}}}, {{"Out", {y}}});
    y = convolved(y, width, 4 * width, 1, 1);
    std::string shortcut = x;
    if (projects) {
      size_ = before;
      shortcut = convolved(x, from, 4 * width, 1, stride);
    }
    const std::string sum = next();
    program_.variable(sum, {-1, 4 * width, size_, size_});
    program_.op("elementwise_add", {{"X", {y}}, {"Y", {shortcut}}}, {{"Out", {sum}}},
                {{"axis", -1}});
    program_.op("relu", {{"X", {sum}}}, {{"Out", {sum}}});
    return sum;
  }

  void finish(const std::string& x) {
    program_.variable("p", {-1, 2048, 1, 1}).variable("f", {-1, 2048}).variable("y", {-1, 1000});
    program_.variable("z", {-1, 1000}).weight("fc.w", {2048, 1000}).weight("fc.b", {1000});
    program_.op("pool2d", {{"X", {x}}}, {{"Out", {"p"}}},
                {{"pooling_type", std::string("avg")}, {"ksize", Dims{1, 1}}, {"adaptive", true}});
    program_.op("flatten_contiguous_range", {{"X", {"p"}}}, {{"Out", {"f"}}},
                {{"start_axis", 1}, {"stop_axis", -1}});
    program_.op("matmul_v2", {{"X", {"f"}}, {"Y", {"fc.w"}}}, {{"Out", {"y"}}});
    program_.op("elementwise_add", {{"X", {"y"}}, {"Y", {"fc.b"}}}, {{"Out", {"z"}}});
    program_.fetch("z");
  }

  ProgramWriter program_;
  int values_ = 0;
  std::int64_t size_ = 224;
};

ReadOptions batch_of(const std::string& batch) {
  ReadOptions options;
  options.parameters["batch"] = batch;
  return options;
}

/// The works of a graph that multiply, as numbers.
std::vector<std::vector<std::int64_t>> products_of(const Graph& graph) {
  std::vector<std::vector<std::int64_t>> works;
  for (const Operator& op : graph.operators) {
    if (macs_of(op) > 0) works.push_back(fingerprint(op.work));
  }
  return works;
}

}  // namespace

TEST_CASE("ResNet-50 of PaddlePaddle is ResNet-50") {
  const Graph graph = read(ResNet50().content());
  CHECK(macs_of(graph) == 4'089'184'256);
  CHECK(graph.parameters == 25'557'032);
  CHECK(macs_of(read(ResNet50().content(), batch_of("8"))) == 8 * 4'089'184'256);
}

TEST_CASE("a Paddle program and an ONNX export of the same network are the same products") {
  const std::string exported = shared_file("onnx/light_resnet50.onnx");
  if (exported.empty()) return;
  Diagnostics diagnostics;
  const Graph onnx = read_workload(exported, {}, diagnostics);
  const Graph paddle = read(ResNet50().content());
  CHECK(macs_of(paddle) == macs_of(onnx));
  CHECK(paddle.parameters == onnx.parameters);
  auto ours = products_of(paddle);
  auto theirs = products_of(onnx);
  std::sort(ours.begin(), ours.end());
  std::sort(theirs.begin(), theirs.end());
  CHECK(ours == theirs);
}

TEST_CASE("operations of one program and nodes of one model are the same operators") {
  ProgramWriter program;
  program.variable("ids", {-1, 16}, 3).weight("table", {100, 32}).variable("x", {-1, 16, 32});
  program.variable("n", {-1, 16, 32}).weight("g", {32}).weight("b", {32});
  program.variable("r", {-1, 16, 4, 8}).variable("t", {-1, 4, 16, 8});
  program.variable("s", {-1, 4, 16, 16}).variable("p", {-1, 4, 16, 16}).feed("ids");
  program.op("lookup_table_v2", {{"W", {"table"}}, {"Ids", {"ids"}}}, {{"Out", {"x"}}});
  program.op("layer_norm", {{"X", {"x"}}, {"Scale", {"g"}}, {"Bias", {"b"}}}, {{"Y", {"n"}}},
             {{"begin_norm_axis", 2}});
  program.op("reshape2", {{"X", {"n"}}}, {{"Out", {"r"}}}, {{"shape", Dims{0, 0, 4, 8}}});
  program.op("transpose2", {{"X", {"r"}}}, {{"Out", {"t"}}}, {{"axis", Dims{0, 2, 1, 3}}});
  program.op("matmul", {{"X", {"t"}}, {"Y", {"t"}}}, {{"Out", {"s"}}}, {{"transpose_Y", true}});
  program.op("softmax", {{"X", {"s"}}}, {{"Out", {"p"}}}, {{"axis", -1}});
  program.fetch("p");

  using namespace systole::frontend::onnx_test;
  GraphWriter model;
  model.input("ids", {"batch", 16}, kInt64).weight("table", {100, 32}).weight("g", {32});
  model.weight("b", {32}).list("shape", {0, 0, 4, 8}).output("p");
  model.op("Gather", {"table", "ids"}, {"x"});
  model.op("LayerNormalization", {"x", "g", "b"}, {"n"}, {attribute("axis", 2)});
  model.op("Reshape", {"n", "shape"}, {"r"});
  model.op("Transpose", {"r"}, {"t"}, {attribute("perm", Dims{0, 2, 1, 3})});
  model.op("Transpose", {"t"}, {"u"}, {attribute("perm", Dims{0, 1, 3, 2})});
  model.op("MatMul", {"t", "u"}, {"s"});
  model.op("Softmax", {"s"}, {"p"}, {attribute("axis", -1)});

  const Graph paddle = read(program.content(), batch_of("2"));
  const Graph onnx = read(file_of(model), batch_of("2"));
  CHECK(macs_of(paddle) == macs_of(onnx));
  CHECK(macs_of(paddle) == 2 * 4 * 16 * 16 * 8);
  CHECK(paddle.parameters == onnx.parameters);
  CHECK(products_of(paddle) == products_of(onnx));
}

TEST_CASE("a variable that is written in place is read before") {
  ProgramWriter program;
  program.variable("x", {-1, 8}).feed("x");
  for (int i = 0; i < 3; ++i) program.op("exp", {{"X", {"x"}}}, {{"Out", {"x"}}});
  program.fetch("x");
  CHECK(read(program.content()).operators.size() == 3);
}

TEST_CASE("the smaller operand of an element-wise operation stands under the axis it names") {
  ProgramWriter program;
  program.variable("x", {-1, 8, 4, 4}).variable("y", {8}).variable("z", {-1, 8, 4, 4}).feed("x");
  program.op("elementwise_mul", {{"X", {"x"}}, {"Y", {"y"}}}, {{"Out", {"z"}}}, {{"axis", 1}});
  program.fetch("z");
  const Graph graph = read(program.content());
  REQUIRE(graph.operators.size() == 1);
  CHECK(elements_of(graph.operators[0], Operand::output) == 8 * 4 * 4);
}

TEST_CASE("what a Paddle program cannot be read as is said") {
  ProgramWriter channels_last;
  channels_last.variable("x", {-1, 8, 8, 3}).weight("w", {4, 3, 3, 3}).variable("y", {-1, 8, 8, 4});
  channels_last.op("conv2d", {{"Input", {"x"}}, {"Filter", {"w"}}}, {{"Output", {"y"}}},
                   {{"data_format", std::string("NHWC")}});
  CHECK_THAT(error_of(channels_last.content()),
             Catch::Contains("export the model with channels first"));

  const std::string network = ResNet50().content();
  CHECK_FALSE(error_of(network, batch_of("0")).empty());
  ReadOptions unknown;
  unknown.parameters["batchsize"] = "4";
  CHECK_THAT(error_of(network, unknown), Catch::Contains("no such dimension; it has batch"));
}
