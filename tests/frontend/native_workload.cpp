#include <catch2/catch.hpp>

#include "helpers.hpp"

using namespace systole;
using namespace systole::frontend;
using namespace systole::workload;
using Catch::Matchers::Contains;

namespace {

Operator only(const std::string& operators, const ReadOptions& options = {}) {
  const Graph graph = read(native(operators), options);
  REQUIRE(graph.operators.size() == 1);
  return graph.operators[0];
}

using Indices = std::vector<std::size_t>;

}  // namespace

TEST_CASE("a gemm has m, n, k and a count, each an expression") {
  const Operator op =
      only("  - {name: a, kind: gemm, count: batch*heads, m: seq, n: 64, k: seq/2}\n");
  CHECK(gemm_of(op) == Gemm{24, 512, 64, 256});
  CHECK(op.name == "a");
  CHECK(op.place.line == 4);
}

TEST_CASE("a conv2d takes one number for both axes or a list of two") {
  const Operator op = only(
      "  - {name: a, kind: conv2d, batch: batch, height: 8, width: 9, channels: 4, filters: 6,\n"
      "     filter: [3, 5], stride: 2, pad: [1, 2], groups: 2, ceil_output: true}\n");
  Conv2d expected;
  expected.batch = 2;
  expected.height = 8;
  expected.width = 9;
  expected.channels = 4;
  expected.filters = 6;
  expected.filter_height = 3;
  expected.filter_width = 5;
  expected.stride_height = expected.stride_width = 2;
  expected.pad_top = expected.pad_bottom = 1;
  expected.pad_left = expected.pad_right = 2;
  expected.groups = 2;
  expected.ceil_output = true;
  CHECK(std::get<Conv2d>(op.work) == expected);
}

TEST_CASE("a depthwise_conv2d has one filter per channel unless it asks for more") {
  const std::string start =
      "  - {name: a, kind: depthwise_conv2d, height: 8, width: 8, channels: 16, ";
  CHECK(gemm_of(only(start + "filter: 3}\n")) == Gemm{16, 36, 1, 9});
  CHECK(gemm_of(only(start + "filter: 3, filters: 32}\n")) == Gemm{16, 36, 2, 9});
}

TEST_CASE("vector work says what they read and write") {
  CHECK(only("  - {name: a, kind: softmax, elements: seq}\n").work ==
        vector_work(VectorKind::softmax, 1, 512));
  CHECK(only("  - {name: a, kind: softmax, rows: 4, cols: seq}\n").work ==
        vector_work(VectorKind::softmax, 4, 512));
  CHECK(only("  - {name: a, kind: add, read: 2*seq, written: seq}\n").work ==
        Vector{VectorKind::add, 1, 1024, 1024, 512});
  CHECK(only("  - {name: a, kind: top_k, read: 9, written: 0}\n").work ==
        Vector{VectorKind::top_k, 1, 9, 9, 0});
}

TEST_CASE("a grouped_gemm lists its rows, or spreads tokens evenly over experts") {
  const std::string start = "  - {name: a, kind: grouped_gemm, n: 7, k: 8, ";
  CHECK(only(start + "rows: [3, 0, batch]}\n").work == GroupedGemm{{3, 0, 2}, 7, 8});
  CHECK(only(start + "tokens: 3, experts: 4, top_k: 2}\n").work == GroupedGemm{{2, 2, 1, 1}, 7, 8});
  CHECK(only(start + "tokens: 1, experts: 128, top_k: 2}\n").work == GroupedGemm{{1, 1}, 7, 8});
}

TEST_CASE("a transposed_conv2d spreads its input, and pads can differ by side") {
  const Operator op = only(
      "  - {name: a, kind: transposed_conv2d, height: 8, width: 8, channels: 4, filters: 6,\n"
      "     filter: 4, stride: 2, pad: [1, 2, 3, 0], output_pad: [0, 1]}\n");
  const auto& conv = std::get<Conv2d>(op.work);
  CHECK(conv.output_height() == 7 * 2 + 4 - 4);
  CHECK(conv.output_width() == 7 * 2 + 4 - 2 + 1);
  CHECK(kind_of(op) == "transposed_conv2d");
}

TEST_CASE("attention has as many keys as queries and kv heads as heads unless it says otherwise") {
  const std::string start =
      "  - {name: a, kind: attention, heads: heads, head_dim: 64, queries: seq";
  CHECK(only(start + "}\n").work == Attention{1, 12, 12, 512, 512, 64, 64, false, 0, false});
  CHECK(only(start + "}\n").weight_role == WeightRole::activation);
  CHECK(only(start + ", keys: 2*seq, kv_heads: 4, value_dim: 32, causal: true, window: 100}\n")
            .work == Attention{1, 12, 4, 512, 1024, 64, 32, true, 100, false});
}

TEST_CASE("recurrent layers, collectives and opaque work are read") {
  CHECK(
      only("  - {name: a, kind: lstm, batch: 3, steps: 5, input_size: 7, hidden_size: 9}\n").work ==
      Recurrent{RecurrentKind::lstm, 3, 5, 7, 9, 1});
  CHECK(only("  - {name: a, kind: all_gather, elements: seq, ranks: 8}\n").work ==
        Collective{CollectiveKind::all_gather, 512, 8});
  CHECK(only("  - {name: a, kind: opaque, measured_us: 3}\n").work == Work(Opaque{}));
}

TEST_CASE("an operator says what follows it on chip, what its weight is, and its name elsewhere") {
  const Operator op = only(
      "  - {name: a, kind: gemm, m: 1, n: 1, k: 1, epilogue: [add, relu], weight: activation,\n"
      "     source: \"aten::addmm\"}\n");
  CHECK(op.epilogue == std::vector<VectorKind>{VectorKind::add, VectorKind::relu});
  CHECK(op.weight_role == WeightRole::activation);
  CHECK(op.source_kind == "aten::addmm");
}

TEST_CASE("the head of a file may count parameters and the bytes of keys and values") {
  const Graph graph = read(
      "name: n\nparameter_count: 8030261248\nkv_cache_bytes: 2*1024\noperators:\n"
      "  - {name: a, kind: relu, elements: 1}\n");
  CHECK(graph.parameters == 8'030'261'248);
  CHECK(graph.kv_cache_bytes == 2048);
}

TEST_CASE("element types come from the operator, else its block, else the file, else the run") {
  const Graph graph = read(
      "name: n\ndtype: {weight: int4}\noperators:\n"
      "  - {name: a, kind: gemm, m: 1, n: 1, k: 1}\n"
      "  - {name: b, kind: gemm, m: 1, n: 1, k: 1, dtype: fp16}\n"
      "  - {name: c, dtype: {output: fp32}, operators: [{name: d, kind: gemm, m: 1, n: 1, k: "
      "1}]}\n");
  CHECK(graph.operators[0].input_dtype == DType::int8);
  CHECK(graph.operators[0].weight_dtype == DType::int4);
  CHECK(graph.operators[1].weight_dtype == DType::fp16);
  CHECK(graph.operators[2].weight_dtype == DType::int4);
  CHECK(graph.operators[2].output_dtype == DType::fp32);
}

TEST_CASE("sparsity and measured times are kept") {
  const Operator op =
      only("  - {name: a, kind: gemm, m: 1, n: 1, k: 8, sparsity: 2:4, measured_us: 12.5}\n");
  CHECK(op.sparsity == Sparsity{2, 4});
  CHECK(op.measured_seconds.value() == Approx(12.5e-6));
  CHECK(gemm_of(op).k == 4);
}

TEST_CASE("parameters have defaults over those above them, which the run may override") {
  const std::string text =
      "name: n\nparameters:\n  hidden: 768\n  heads: 12\n  size: hidden/heads\noperators:\n"
      "  - {name: a, kind: gemm, m: size, n: 1, k: 1}\n";
  CHECK(gemm_of(read(text).operators[0]).m == 64);
  ReadOptions options;
  options.parameters["hidden"] = "4*384";
  CHECK(gemm_of(read(text, options).operators[0]).m == 128);
  options.parameters["size"] = "5";
  CHECK(gemm_of(read(text, options).operators[0]).m == 5);
}

TEST_CASE("wrong parameters of the run are reported with those that there are") {
  ReadOptions options;
  options.parameters["bacth"] = "8";
  options.parameters["seq"] = "many";
  const std::string error =
      error_of(native("  - {name: a, kind: softmax, elements: 1}\n"), options);
  CHECK_THAT(error, Contains("--param bacth: unknown parameter, did you mean 'batch'? "
                             "(available: batch, seq, heads)"));
  CHECK_THAT(error, Contains("--param seq") && Contains("unknown parameter 'many'"));
}

TEST_CASE("an operator depends on the one before it unless it says otherwise") {
  const Graph graph =
      read(native("  - {name: a, kind: relu, elements: 1}\n  - {name: b, kind: relu, elements: 1}\n"
                  "  - {name: c, kind: relu, elements: 1, after: a}\n"
                  "  - {name: d, kind: relu, elements: 1, after: [b, c, b]}\n"
                  "  - {name: e, kind: relu, elements: 1, after: []}\n"));
  CHECK(graph.operators[0].depends_on.empty());
  CHECK(graph.operators[1].depends_on == Indices{0});
  CHECK(graph.operators[2].depends_on == Indices{0});
  CHECK(graph.operators[3].depends_on == Indices{1, 2});
  CHECK(graph.operators[4].depends_on.empty());
}

TEST_CASE("repeat blocks number their turns, also inside each other") {
  const Graph graph =
      read(native("  - name: outer\n    repeat: batch\n    operators:\n"
                  "      - {name: a, kind: relu, elements: 1}\n"
                  "      - {name: inner, repeat: 2, operators: [{name: b, kind: relu, elements: 1, "
                  "after: a}]}\n"
                  "  - {name: end, kind: relu, elements: 1, after: [outer, outer0, outer0.a]}\n"));
  std::vector<std::string> names;
  for (const Operator& op : graph.operators) names.push_back(op.name);
  CHECK(names == std::vector<std::string>{"outer0.a", "outer0.inner0.b", "outer0.inner1.b",
                                          "outer1.a", "outer1.inner0.b", "outer1.inner1.b", "end"});
  CHECK(graph.operators[2].depends_on == Indices{0});
  CHECK(graph.operators[3].depends_on == Indices{2});
  CHECK(graph.operators[5].depends_on == Indices{3});
  CHECK(graph.operators[6].depends_on == Indices{5, 2, 0});
}

TEST_CASE("a block without repeat only puts its name in front") {
  const Graph graph =
      read(native("  - {name: stem, operators: [{name: a, kind: relu, elements: 1}]}\n"));
  CHECK(graph.operators[0].name == "stem.a");
}

TEST_CASE("a workload without a name is called after its file, and notes are kept") {
  const Graph graph =
      read("notes: [\"made by hand\"]\noperators: [{name: a, kind: relu, elements: 1}]\n");
  CHECK(graph.name == "net");
  CHECK(graph.notes == std::vector<std::string>{"made by hand"});
}

TEST_CASE("as many operators as may be are read") {
  const Graph graph = read(
      native("  - {name: a, repeat: 100000, operators: [{name: b, kind: relu, elements: 1}]}\n"));
  CHECK(graph.operators.size() == 100'000);
}
