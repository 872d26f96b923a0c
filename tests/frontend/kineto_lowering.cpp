// What PyTorch's operators compute, from the shapes that a trace records.
#include <catch2/catch.hpp>

#include "kineto_trace.hpp"

using namespace systole;
using namespace systole::frontend;
using namespace systole::workload;

namespace {

Operator only(const std::string& name, const CallText& call, const std::string& kernel = "k") {
  const Graph graph = graph_of_call(name, call, kernel);
  REQUIRE(graph.operators.size() == 1);
  return graph.operators.front();
}

Work work_of(const std::string& name, const CallText& call, const std::string& kernel = "k") {
  return only(name, call, kernel).work;
}

Work vector(VectorKind kind, std::int64_t rows, std::int64_t cols, std::int64_t read,
            std::int64_t written) {
  return Vector{kind, rows, cols, read, written};
}

const std::string kTwoFloats = R"(["float", "float"])";

}  // namespace

TEST_CASE("products of PyTorch are GEMMs") {
  CHECK(work_of("aten::mm", {"[[4, 8], [8, 16]]"}) == Work(Gemm{1, 4, 16, 8}));
  CHECK(work_of("aten::addmm", {"[[16], [4, 8], [8, 16], [], []]"}) == Work(Gemm{1, 4, 16, 8}));
  CHECK(work_of("aten::bmm", {"[[6, 4, 8], [6, 8, 16]]"}) == Work(Gemm{6, 4, 16, 8}));
  CHECK(work_of("aten::baddbmm", {"[[6, 4, 16], [6, 4, 8], [6, 8, 16]]"}) ==
        Work(Gemm{6, 4, 16, 8}));
  CHECK(work_of("aten::linear", {"[[2, 3, 8], [16, 8], [16]]"}) == Work(Gemm{1, 6, 16, 8}));
  CHECK(work_of("aten::matmul", {"[[2, 3, 4, 8], [8, 16]]"}) == Work(Gemm{1, 24, 16, 8}));
  CHECK(work_of("aten::matmul", {"[[2, 3, 4, 8], [3, 8, 16]]"}) == Work(Gemm{6, 4, 16, 8}));
  CHECK(work_of("aten::mv", {"[[4, 8], [8]]"}) == Work(Gemm{1, 4, 1, 8}));
  CHECK(work_of("aten::_grouped_mm", {"[[10, 8], [4, 8, 16], [4]]"}) ==
        Work(GroupedGemm{{3, 3, 2, 2}, 16, 8}));
}

TEST_CASE("the weight of a batched product is an activation, and a whole matrix is added") {
  CHECK(only("aten::bmm", {"[[6, 4, 8], [6, 8, 16]]"}).weight_role == WeightRole::activation);
  CHECK(only("aten::mm", {"[[4, 8], [8, 16]]"}).weight_role == WeightRole::parameter);
  CHECK(only("aten::addmm", {"[[4, 16], [4, 8], [8, 16]]"}).epilogue ==
        std::vector<VectorKind>{VectorKind::add});
  CHECK(only("aten::addmm", {"[[16], [4, 8], [8, 16]]"}).epilogue.empty());
}

TEST_CASE("quantised products have their operands' types and a wider output") {
  const Operator fp8 = only("aten::_scaled_mm", {"[[4, 8], [8, 16], [], []]",
                                                 R"(["c10::Float8_e4m3fn", "c10::Float8_e4m3fn",)"
                                                 R"( "float", "float"])"});
  CHECK(fp8.input_dtype == DType::fp8);
  CHECK(fp8.output_dtype == DType::bf16);
  const Operator int8 =
      only("aten::_int_mm", {"[[4, 8], [8, 16]]", R"(["signed char", "signed char"])"});
  CHECK(int8.weight_dtype == DType::int8);
  CHECK(int8.output_dtype == DType::int32);
}

TEST_CASE("a product under a name that nobody knows is known by its kernel") {
  CHECK(work_of("triton_tem_fused_mm_3", {"[[4, 8], [8, 16], [4, 16]]"}, "triton_tem_fused_mm_3") ==
        Work(Gemm{1, 4, 16, 8}));
  CHECK(work_of("mine::matmul", {"[[4, 16], [4, 8], [16, 8]]"}, "cutlass_gemm") ==
        Work(Gemm{1, 4, 16, 8}));
}

TEST_CASE("a convolution takes stride, padding and groups from its values") {
  const CallText call{"[[2, 16, 28, 30], [32, 4, 3, 5], [], [], [], [], [], [], []]", "",
                      R"(["", "", "", "[2, 1]", "[1, 2]", "[1, 1]", "False", "[0, 0]", "4"])"};
  const Operator op = only("aten::convolution", call, "sm80_xmma_fprop_implicit_gemm");
  const auto conv = std::get<Conv2d>(op.work);
  CHECK(conv.batch == 2);
  CHECK(conv.channels == 16);
  CHECK(conv.filters == 32);
  CHECK(conv.groups == 4);
  CHECK(conv.output_height() == 14);
  CHECK(conv.output_width() == 30);
  CHECK(macs_of(op) == std::int64_t{2} * 14 * 30 * 32 * 4 * 15);
}

TEST_CASE("a convolution without values keeps the size of its image") {
  const Operator op = only("aten::conv2d", {"[[1, 3, 20, 20], [8, 3, 5, 5]]"}, "conv");
  CHECK(std::get<Conv2d>(op.work).output_height() == 20);
}

TEST_CASE("cudnn's order of padding and stride is not PyTorch's") {
  const CallText call{"[[1, 8, 32, 32], [8, 8, 3, 3], [], [], [], []]", "",
                      R"(["", "", "[1, 1]", "[2, 2]", "[1, 1]", "1"])"};
  CHECK(std::get<Conv2d>(work_of("aten::cudnn_convolution", call)).output_height() == 16);
}

TEST_CASE("convolutions of one and of three dimensions") {
  const auto one = std::get<Conv2d>(work_of("aten::conv1d", {"[[2, 4, 100], [8, 4, 3]]"}));
  CHECK(one.height == 1);
  CHECK(one.output_width() == 100);
  const CallText three{"[[1, 4, 8, 8, 8], [16, 4, 3, 3, 3], [], [], [], [], []]", "",
                       R"(["", "", "", "[1]", "[0]", "[1]", "1"])"};
  CHECK(work_of("aten::conv3d", three) == Work(Gemm{1, 216, 16, 108}));
}

TEST_CASE("a transposed convolution spreads its input") {
  const CallText call{"[[1, 16, 10, 10], [16, 8, 4, 4], [], [], [], [], [], [], []]", "",
                      R"(["", "", "", "[2, 2]", "[1, 1]", "[1, 1]", "True", "[0, 0]", "1"])"};
  const Operator op = only("aten::convolution", call);
  const auto conv = std::get<Conv2d>(op.work);
  CHECK(conv.transposed);
  CHECK(conv.filters == 8);
  CHECK(conv.output_height() == 20);
  CHECK(macs_of(op) == std::int64_t{100} * 16 * 8 * 16);
}

TEST_CASE("the backward pass of a convolution is two products of the forward's MACs") {
  const CallText call{
      "[[2, 32, 14, 14], [2, 16, 28, 28], [32, 16, 3, 3], [], [], [], [], [], [], [], []]", "",
      R"(["", "", "", "[0]", "[2, 2]", "[1, 1]", "[1, 1]", "False", "[0, 0]", "1",)"
      R"( "[True, True, False]"])"};
  const Graph graph = TraceText()
                          .op("aten::convolution_backward", 0, 50, call)
                          .launch(1, 5)
                          .launch(2, 10)
                          .launch(3, 15)
                          .kernel("cudnn_dgrad_kernel", 1, 100, 10)
                          .kernel("cudnn_wgrad_kernel", 2, 110, 30)
                          .kernel("nchwToNhwcKernel", 3, 140, 4)
                          .graph();
  REQUIRE(graph.operators.size() == 2);
  const std::int64_t forward = std::int64_t{2} * 14 * 14 * 32 * 16 * 9;
  const auto& input = std::get<Conv2d>(graph.operators[0].work);
  CHECK(graph.operators[0].name == "convolution_backward.1.dgrad");
  CHECK(input.transposed);
  CHECK(input.output_height() == 28);
  CHECK(macs_of(graph.operators[0]) == forward);
  CHECK(macs_of(graph.operators[1]) == forward);
  CHECK(*graph.operators[0].measured_seconds == Approx(12e-6));
  CHECK(*graph.operators[1].measured_seconds == Approx(32e-6));
}

TEST_CASE("a first layer has no gradient of its input") {
  const CallText call{
      "[[2, 32, 28, 28], [2, 16, 28, 28], [32, 16, 3, 3], [], [], [], [], [], [], [], []]", "",
      R"(["", "", "", "[0]", "[1, 1]", "[1, 1]", "[1, 1]", "False", "[0, 0]", "1",)"
      R"( "[False, True, False]"])"};
  const Operator op = only("aten::convolution_backward", call);
  CHECK(op.work == Work(Gemm{1, 32, 16 * 9, 2 * 28 * 28}));
}

TEST_CASE("fused attention, whatever way its heads lie") {
  const CallText first{"[[2, 8, 100, 64], [2, 4, 300, 64], [2, 4, 300, 32], [], [], [], []]", "",
                       R"(["", "", "", "0.", "True", "False", ""])"};
  const auto a = std::get<Attention>(work_of("aten::_scaled_dot_product_flash_attention", first));
  CHECK(a.batch == 2);
  CHECK(a.heads == 8);
  CHECK(a.kv_heads == 4);
  CHECK(a.query_length == 100);
  CHECK(a.key_length == 300);
  CHECK(a.head_dim == 64);
  CHECK(a.value_dim == 32);
  CHECK(a.causal);
  const CallText second{"[[2, 100, 8, 64], [2, 100, 8, 64], [2, 100, 8, 64]]"};
  const auto b = std::get<Attention>(work_of("aten::_flash_attention_forward", second));
  CHECK(b.heads == 8);
  CHECK(b.query_length == 100);
  CHECK_FALSE(b.causal);
}

TEST_CASE("packed sequences are taken to be of equal length") {
  const CallText call{"[[400, 8, 64], [400, 2, 64], [400, 2, 64], [5], [5]]"};
  const auto a = std::get<Attention>(work_of("flash_attn::_flash_attn_varlen_forward", call));
  CHECK(a.batch == 4);
  CHECK(a.query_length == 100);
  CHECK(a.kv_heads == 2);
}

TEST_CASE("the backward pass of attention is two and a half times the forward") {
  const std::string qkv = "[1, 2, 128, 64], [1, 2, 128, 64], [1, 2, 128, 64]";
  const Graph graph = graph_of_call("aten::_scaled_dot_product_flash_attention_backward",
                                    {"[[1, 2, 128, 64], " + qkv + "]"});
  REQUIRE(graph.operators.size() == 3);
  CHECK(macs_of(graph) == std::int64_t{5} * 2 * 128 * 128 * 64);
  CHECK(measured_us(graph) == Approx(10));
}

TEST_CASE("element-wise work reads its tensors and writes what they broadcast to") {
  CHECK(work_of("aten::mul", {"[[4, 1, 8], [6, 8]]", kTwoFloats}) ==
        vector(VectorKind::multiply, 24, 8, 80, 192));
  CHECK(work_of("aten::add_", {"[[100], [100], []]", R"(["float", "float", "Scalar"])"}) ==
        vector(VectorKind::add, 1, 100, 200, 100));
  CHECK(work_of("aten::gelu", {"[[3, 5], []]"}) == vector(VectorKind::gelu, 3, 5, 15, 15));
  CHECK(work_of("aten::threshold_backward", {"[[3, 5], [3, 5], []]"}) ==
        vector(VectorKind::relu, 3, 5, 30, 15));
}

TEST_CASE("an operator that no table knows is what its kernel is") {
  CHECK(work_of("aten::lerp", {"[[3, 5], [3, 5]]"}, "vectorized_elementwise_kernel<4>") ==
        vector(VectorKind::elementwise, 3, 5, 30, 15));
  CHECK(work_of("triton_poi_fused_add_0", {"[[3, 5], [3, 5]]"}, "triton_poi_fused_add_0") ==
        vector(VectorKind::elementwise, 3, 5, 30, 15));
  const Graph graph = graph_of_call("mine::thing", {"[[3, 5], [2, 5]]"});
  CHECK(graph.operators[0].work == vector(VectorKind::unknown, 3, 5, 25, 15));
  CHECK(
      is_noted(graph, "unknown operators, costed as movement of their elements: 1 x mine::thing"));
}

TEST_CASE("reductions run over the axes that the call names") {
  const std::string dims = "[[4, 6, 10], [], [], []]";
  CHECK(work_of("aten::sum", {dims, "", R"(["", "[0, 1]", "False", ""])"}) ==
        vector(VectorKind::reduce, 10, 24, 240, 10));
  CHECK(work_of("aten::mean", {dims, "", R"(["", "[-1]", "True", ""])"}) ==
        vector(VectorKind::reduce, 24, 10, 240, 24));
  CHECK(work_of("aten::sum", {dims}) == vector(VectorKind::reduce, 24, 10, 240, 24));
}

TEST_CASE("norms and softmax know their rows") {
  CHECK(work_of("aten::native_layer_norm",
                {"[[4, 6, 10], [], [10], [10], []]", "", R"(["", "[10]", "", "", "1e-05"])"}) ==
        vector(VectorKind::layer_norm, 24, 10, 260, 240));
  CHECK(work_of("aten::_softmax", {"[[4, 6, 10], [], []]", "", R"(["", "1", "False"])"}) ==
        vector(VectorKind::softmax, 40, 6, 240, 240));
  CHECK(work_of("aten::cudnn_batch_norm", {"[[8, 16, 4, 4], [16], [16]]"}) ==
        vector(VectorKind::batch_norm, 16, 128, 2080, 2048));
}

TEST_CASE("lookups move the rows that are asked for") {
  CHECK(work_of("aten::embedding", {"[[30000, 64], [2, 7], [], [], []]"}) ==
        vector(VectorKind::embedding, 14, 64, 14 * 64 + 14, 14 * 64));
  CHECK(work_of("aten::index_select", {"[[30000, 64], [], [14]]"}) ==
        vector(VectorKind::embedding, 14, 64, 14 * 64 + 14, 14 * 64));
  CHECK(work_of("aten::cat", {"[[[2, 3], [4, 3]], []]"}) == vector(VectorKind::copy, 6, 3, 18, 18));
}

TEST_CASE("a copy that converts has both types") {
  const Operator op =
      only("aten::copy_", {"[[4, 8], [4, 8], []]", R"(["float", "c10::BFloat16", "Scalar"])"});
  CHECK(op.input_dtype == DType::bf16);
  CHECK(op.output_dtype == DType::fp32);
}

TEST_CASE("optimizers over lists of parameters update the first list") {
  const CallText call{"[[[10, 10], [5]], [[10, 10], [5]], []]"};
  CHECK(work_of("aten::_foreach_add_", call) == vector(VectorKind::optimizer, 1, 105, 210, 105));
}

TEST_CASE("element-wise work within an optimizer's step is the optimizer's") {
  const Graph graph = TraceText()
                          .annotation("Optimizer.step#Adam.step", 0, 100)
                          .op("aten::mul_", 10, 20, {"[[10, 10], []]"})
                          .launch(1, 15)
                          .kernel("k", 1, 200, 5)
                          .graph();
  CHECK(kind_of(graph.operators.at(0)) == "optimizer");
}

TEST_CASE("lists of tensors without their shapes leave a time") {
  const Graph graph = graph_of_call("aten::cat", {"[[], []]", R"(["TensorList", "Scalar"])"},
                                    "CatArrayBatchedCopy");
  CHECK(kind_of(graph.operators.at(0)) == "opaque");
  CHECK(graph.operators[0].source_kind == "aten::cat");
}

TEST_CASE("doubles are counted by their bytes, with a note") {
  const Graph graph = graph_of_call("aten::add", {"[[8], [8]]", R"(["double", "double"])"});
  CHECK(bytes_of(graph.operators.at(0), Operand::input) == 128);
  CHECK(is_noted(graph, "double is counted"));
}
