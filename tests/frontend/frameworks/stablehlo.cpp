// StableHLO as JAX prints it, pretty and generic, and what cannot be read of it.
#include <catch2/catch.hpp>

#include "../kineto_trace.hpp"

using namespace systole;
using namespace systole::frontend;
using namespace systole::workload;

namespace {

/// A module around the body of its main function.
std::string module_of(const std::string& arguments, const std::string& body,
                      const std::string& functions = "") {
  return "module @jit_f attributes {mhlo.num_partitions = 1 : i32} {\n  func.func public @main(" +
         arguments + ") -> (tensor<f32> {jax.result_info = \"\"}) {\n" + body + "  }\n" +
         functions + "}\n";
}

const char* const kTwo =
    "%arg0: tensor<32x128xbf16> {mhlo.layout_mode = \"default\"}, "
    "%arg1: tensor<128x256xbf16>";

Work only_work(const Graph& graph) {
  REQUIRE(graph.operators.size() == 1);
  return graph.operators.front().work;
}

}  // namespace

TEST_CASE("dot_general is a product, in both of its forms") {
  const char* const body = GENERATE(
      "%0 = stablehlo.dot_general %arg0, %arg1, contracting_dims = [1] x [0], precision = "
      "[DEFAULT, DEFAULT] : (tensor<32x128xbf16>, tensor<128x256xbf16>) -> tensor<32x256xbf16>\n",
      "%0 = \"stablehlo.dot_general\"(%arg0, %arg1) <{dot_dimension_numbers = #stablehlo.dot<"
      "lhs_contracting_dimensions = [1], rhs_contracting_dimensions = [0]>}> : "
      "(tensor<32x128xbf16>, tensor<128x256xbf16>) -> tensor<32x256xbf16>\n",
      "%0 = stablehlo.dot %arg0, %arg1 : (tensor<32x128xbf16>, tensor<128x256xbf16>) -> "
      "tensor<32x256xbf16>\n");
  const Graph graph = read(module_of(kTwo, body));
  const auto gemm = std::get<Gemm>(only_work(graph));
  CHECK(gemm.m == 32);
  CHECK(gemm.n == 256);
  CHECK(gemm.k == 128);
  CHECK(graph.operators[0].input_dtype == DType::bf16);
  CHECK(graph.operators[0].weight_role == WeightRole::parameter);
}

TEST_CASE("batch axes of dot_general are independent products") {
  const Graph graph = read(module_of(
      "%arg0: tensor<8x16x64x32xf32>",
      "%0 = stablehlo.dot_general %arg0, %arg0, batching_dims = [0, 1] x [0, 1], contracting_dims "
      "= [3] x [3] : (tensor<8x16x64x32xf32>, tensor<8x16x64x32xf32>) -> "
      "tensor<8x16x64x64xf32>\n"));
  const auto gemm = std::get<Gemm>(only_work(graph));
  CHECK(gemm.count == 128);
  CHECK(macs_of(graph) == 128 * 64 * 64 * 32);
}

TEST_CASE("a convolution has its window, stride, padding and groups") {
  const Graph graph = read(
      module_of("%arg0: tensor<2x56x56x64xf32>, %arg1: tensor<3x3x1x64xf32>",
                "%0 = stablehlo.convolution(%arg0, %arg1)\n"
                "      dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f],\n"
                "      window = {stride = [2, 2], pad = [[0, 1], [0, 1]], rhs_dilate = [1, 1]}\n"
                "      {batch_group_count = 1 : i64, feature_group_count = 64 : i64} : "
                "(tensor<2x56x56x64xf32>, tensor<3x3x1x64xf32>) -> tensor<2x28x28x64xf32>\n"));
  CHECK(kind_of(graph.operators.at(0)) == "depthwise_conv2d");
  CHECK(macs_of(graph) == Macs{2} * 28 * 28 * 64 * 9);
}

TEST_CASE("a convolution over a dilated input counts only what is no zero") {
  const Graph graph = read(module_of(
      "%arg0: tensor<1x8x8x16xf32>, %arg1: tensor<2x2x16x4xf32>",
      "%0 = stablehlo.convolution(%arg0, %arg1) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->"
      "[b, 0, 1, f], window = {pad = [[1, 1], [1, 1]], lhs_dilate = [2, 2]} {feature_group_count = "
      "1 : i64} : (tensor<1x8x8x16xf32>, tensor<2x2x16x4xf32>) -> tensor<1x16x16x4xf32>\n"));
  CHECK(macs_of(graph) == 8 * 8 * 16 * 4 * 4);
}

TEST_CASE("element-wise work behind a product is its epilogue unless read as written") {
  const std::string text =
      module_of(std::string(kTwo) + ", %arg2: tensor<256xbf16>",
                "%0 = stablehlo.dot_general %arg0, %arg1, contracting_dims = [1] x [0] : "
                "(tensor<32x128xbf16>, tensor<128x256xbf16>) -> tensor<32x256xbf16>\n"
                "%1 = stablehlo.broadcast_in_dim %arg2, dims = [1] : (tensor<256xbf16>) -> "
                "tensor<32x256xbf16>\n"
                "%2 = stablehlo.add %0, %1 : tensor<32x256xbf16>\n"
                "%3 = call @relu(%2) : (tensor<32x256xbf16>) -> tensor<32x256xbf16>\n",
                "  func.func private @relu(%arg0: tensor<32x256xbf16>) -> tensor<32x256xbf16> {\n"
                "    %cst = stablehlo.constant dense<0.0> : tensor<bf16>\n"
                "    %0 = stablehlo.broadcast_in_dim %cst, dims = [] : (tensor<bf16>) -> "
                "tensor<32x256xbf16>\n"
                "    %1 = stablehlo.maximum %arg0, %0 : tensor<32x256xbf16>\n"
                "    return %1 : tensor<32x256xbf16>\n  }\n");
  const Graph fused = read(text);
  REQUIRE(fused.operators.size() == 1);
  CHECK(fused.operators[0].epilogue.size() == 2);
  ReadOptions options;
  options.fusion = Fusion::as_written;
  const Graph written = read(text, options);
  REQUIRE(written.operators.size() == 3);
  // A broadcast is read as what it is made of.
  CHECK(elements_of(written.operators[1], Operand::input) == 32 * 256 + 256);
}

TEST_CASE("a loop runs as often as it counts") {
  const Graph graph = read(module_of(
      "%arg0: tensor<8x8xf32>",
      "%c = stablehlo.constant dense<3> : tensor<i32>\n"
      "%0:2 = stablehlo.while(%iterArg = %c, %iterArg_0 = %arg0) : tensor<i32>, tensor<8x8xf32>\n"
      " cond {\n"
      "  %c_1 = stablehlo.constant dense<24> : tensor<i32>\n"
      "  %1 = stablehlo.compare LT, %iterArg, %c_1, SIGNED : (tensor<i32>, tensor<i32>) -> "
      "tensor<i1>\n"
      "  stablehlo.return %1 : tensor<i1>\n"
      "} do {\n"
      "  %c_1 = stablehlo.constant dense<1> : tensor<i32>\n"
      "  %1 = stablehlo.dot_general %iterArg_0, %iterArg_0, contracting_dims = [1] x [0] : "
      "(tensor<8x8xf32>, tensor<8x8xf32>) -> tensor<8x8xf32>\n"
      "  %2 = stablehlo.add %iterArg, %c_1 : tensor<i32>\n"
      "  stablehlo.return %2, %1 : tensor<i32>, tensor<8x8xf32>\n"
      "}\n"
      "return %0#1 : tensor<8x8xf32>\n"));
  CHECK(graph.operators.size() == 21);
  CHECK(macs_of(graph) == 21 * 8 * 8 * 8);
  CHECK(graph.operators[1].depends_on == std::vector<std::size_t>{0});
}

TEST_CASE("reductions, slices, gathers and exchanges are counted by what they touch") {
  const Graph graph = read(module_of(
      "%arg0: tensor<64x256xf32>, %arg1: tensor<4x1xi32>, %cst: tensor<f32>",
      "%0 = stablehlo.reduce(%arg0 init: %cst) applies stablehlo.add across dimensions = [1] : "
      "(tensor<64x256xf32>, tensor<f32>) -> tensor<64xf32>\n"
      "%1 = stablehlo.slice %arg0 [0:2, 0:256] : (tensor<64x256xf32>) -> tensor<2x256xf32>\n"
      "%2 = \"stablehlo.gather\"(%arg0, %arg1) <{dimension_numbers = #stablehlo.gather<offset_dims "
      "= [1]>, slice_sizes = array<i64: 1, 256>}> : (tensor<64x256xf32>, tensor<4x1xi32>) -> "
      "tensor<4x256xf32>\n"
      "%3 = \"stablehlo.all_reduce\"(%arg0) <{replica_groups = dense<[[0, 1, 2, 3]]> : "
      "tensor<1x4xi64>}> ({\n^bb0(%a: tensor<f32>, %b: tensor<f32>):\n  %s = stablehlo.add %a, %b "
      ": "
      "tensor<f32>\n  stablehlo.return %s : tensor<f32>\n}) : (tensor<64x256xf32>) -> "
      "tensor<64x256xf32>\n"));
  REQUIRE(graph.operators.size() == 4);
  const auto reduced = std::get<Vector>(graph.operators[0].work);
  CHECK(reduced.rows == 64);
  CHECK(reduced.cols == 256);
  CHECK(std::get<Vector>(graph.operators[1].work).elements_read == 2 * 256);
  CHECK(std::get<Vector>(graph.operators[2].work).elements_read == 4 * 256);
  CHECK(std::get<Collective>(graph.operators[3].work).ranks == 4);
}

TEST_CASE("hostile modules are refused at their line") {
  const auto refusal = [](const std::string& body, const std::string& functions = "") {
    return error_of(module_of("%arg0: tensor<8x8xf32>", body, functions));
  };
  CHECK_THAT(refusal("%0 = stablehlo.add %arg0, %nobody : tensor<8x8xf32>\n"),
             Catch::Contains(":3:") && Catch::Contains("reads %nobody, which nothing defines"));
  CHECK_THAT(refusal("%0 = stablehlo.tanh %arg0 : tensor<?x8xf32>\n"),
             Catch::Contains("lower the function for fixed shapes"));
  CHECK_THAT(refusal("%0 = stablehlo.tanh %arg0 : tensor<99999999999999x8xf32>\n"),
             Catch::Contains("impossible sizes"));
  CHECK_THAT(refusal("%0 = stablehlo.tanh %arg0 : "
                     "tensor<1000000000000x1000000000000x1000000000000xf32>\n"),
             Catch::Contains("elements of a tensor"));
  CHECK_THAT(refusal("%0 = stablehlo.tanh %arg0 : tensor<8xq7>\n"),
             Catch::Contains("unknown element type 'q7'"));
  CHECK_THAT(refusal("%0 = call @f(%arg0) : (tensor<8x8xf32>) -> tensor<8x8xf32>\n"),
             Catch::Contains("calls @f, which the file does not define"));
  CHECK_THAT(refusal("%0 = call @f(%arg0) : (tensor<8x8xf32>) -> tensor<8x8xf32>\n",
                     "func.func private @f(%x: tensor<8x8xf32>) -> tensor<8x8xf32> {\n"
                     "%0 = call @f(%x) : (tensor<8x8xf32>) -> tensor<8x8xf32>\n"
                     "return %0 : tensor<8x8xf32>\n}\n"),
             Catch::Contains("expected no function that calls itself"));
  CHECK_THAT(refusal("%0 = stablehlo.tanh (((%arg0) : tensor<8x8xf32>\n"),
             Catch::Contains("'}' closes no bracket"));
  const std::string deep(100'000, '(');
  CHECK_THAT(refusal("%0 = stablehlo.tanh " + deep + " : tensor<8x8xf32>\n"),
             Catch::Contains("nest more than 256 deep"));
  CHECK_THAT(refusal(""), Catch::Contains("computes nothing"));
}

TEST_CASE("loops that multiply each other are refused, not written out") {
  std::string inner =
      "%1 = stablehlo.tanh %x : tensor<8x8xf32>\nstablehlo.return %i, %1 : tensor<i32>, "
      "tensor<8x8xf32>\n";
  for (int level = 0; level < 4; ++level) {
    inner = fmt::format(
        "%c{0} = stablehlo.constant dense<0> : tensor<i32>\n"
        "%r{0}:2 = stablehlo.while(%i = %c{0}, %x = %arg0) : tensor<i32>, tensor<8x8xf32>\n"
        "cond {{\n%n = stablehlo.constant dense<1000> : tensor<i32>\n"
        "%t = stablehlo.compare LT, %i, %n : (tensor<i32>, tensor<i32>) -> tensor<i1>\n"
        "stablehlo.return %t : tensor<i1>\n}} do {{\n{1}}}\n"
        "stablehlo.return %c{0}, %r{0}#1 : tensor<i32>, tensor<8x8xf32>\n",
        level, inner);
  }
  CHECK_THAT(error_of(module_of("%arg0: tensor<8x8xf32>", inner)),
             Catch::Contains("write out more than"));
}
