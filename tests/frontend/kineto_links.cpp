// Which operator a kernel belongs to, and that every duration is kept once.
#include <catch2/catch.hpp>

#include "kineto_trace.hpp"

using namespace systole;
using namespace systole::frontend;
using namespace systole::workload;

namespace {

const CallText kMm{"[[4, 8], [8, 16]]", R"(["c10::BFloat16", "c10::BFloat16"])", ""};
const CallText kAdd{"[[4, 16], [4, 16], []]", R"(["float", "float", "Scalar"])", ""};

}  // namespace

TEST_CASE("a kernel belongs to the operator around its launch, through the correlation") {
  const Graph graph = TraceText()
                          .op("aten::linear", 0, 30, {"[[4, 8], [16, 8], []]", "", ""})
                          .op("aten::mm", 2, 20, kMm)
                          .launch(1, 10)
                          .op("aten::add", 40, 10, kAdd)
                          .launch(2, 45)
                          .kernel("gemm_bf16", 1, 100, 7.5)
                          .kernel("vectorized_elementwise_kernel", 2, 110, 2.25)
                          .graph();
  REQUIRE(graph.operators.size() == 2);
  CHECK(graph.operators[0].work == Work(Gemm{1, 4, 16, 8}));
  CHECK(graph.operators[0].name == "mm.1");
  CHECK(graph.operators[0].source_kind == "aten::mm");
  CHECK(graph.operators[0].input_dtype == DType::bf16);
  CHECK(*graph.operators[0].measured_seconds == Approx(7.5e-6));
  CHECK(kind_of(graph.operators[1]) == "add");
  CHECK(*graph.operators[1].measured_seconds == Approx(2.25e-6));
}

TEST_CASE("events may stand in any order in the file") {
  const Graph graph = TraceText()
                          .kernel("gemm", 1, 100, 7)
                          .launch(1, 10)
                          .op("aten::mm", 2, 20, kMm)
                          .op("aten::linear", 0, 30)
                          .graph();
  REQUIRE(graph.operators.size() == 1);
  CHECK(graph.operators[0].source_kind == "aten::mm");
}

TEST_CASE("fill, kernel and reduction of one call are one operator with the sum of their times") {
  const Graph graph = TraceText()
                          .op("aten::mm", 0, 30, kMm)
                          .launch(1, 2, "cudaMemsetAsync")
                          .launch(2, 5)
                          .launch(3, 8)
                          .gpu("gpu_memset", "Memset (Device)", 1, 100, 1)
                          .kernel("gemm_splitk", 2, 102, 20)
                          .kernel("splitKreduce_kernel", 3, 123, 4)
                          .graph();
  REQUIRE(graph.operators.size() == 1);
  CHECK(kind_of(graph.operators[0]) == "gemm");
  CHECK(measured_us(graph) == Approx(25));
}

TEST_CASE("two calls of one operator are two operators") {
  const Graph graph = TraceText()
                          .op("aten::mm", 0, 10, kMm)
                          .op("aten::mm", 20, 10, kMm)
                          .launch(1, 5)
                          .launch(2, 25)
                          .kernel("gemm", 1, 100, 3)
                          .kernel("gemm", 2, 104, 4)
                          .graph();
  REQUIRE(graph.operators.size() == 2);
  CHECK(graph.operators[0].name == "mm.1");
  CHECK(graph.operators[1].name == "mm.2");
  CHECK(*graph.operators[1].measured_seconds == Approx(4e-6));
}

TEST_CASE("the external id links where no launch is in the file") {
  const Graph graph = TraceText()
                          .op("aten::mm", 0, 30, kMm, 42)
                          .kernel("gemm", 1, 100, 7, 7, R"("External id": "42")")
                          .graph();
  CHECK(graph.operators.at(0).source_kind == "aten::mm");
}

TEST_CASE("an external id that is the correlation says nothing, as in old files") {
  const Graph graph = TraceText()
                          .op("aten::mm", 0, 30, kMm, 42)
                          .kernel("gemm", 42, 100, 7, 7, R"("External id": 42)")
                          .graph();
  CHECK(kind_of(graph.operators.at(0)) == "opaque");
}

TEST_CASE("an operator on another thread does not enclose a launch") {
  const Graph graph =
      TraceText()
          .raw(R"({"ph": "X", "cat": "cpu_op", "name": "aten::mm", "pid": 1, "tid": 2, "ts": 0,)"
               R"( "dur": 50, "args": {"Input Dims": [[4, 8], [8, 16]]}})")
          .launch(1, 10)
          .kernel("gemm", 1, 100, 7)
          .graph();
  CHECK(kind_of(graph.operators.at(0)) == "opaque");
}

TEST_CASE("a kernel launched before recording began keeps its time, and is counted") {
  const Graph graph = TraceText()
                          .kernel("void sm90_gemm<1>(int)", 5, 90, 11)
                          .op("aten::mm", 0, 30, kMm)
                          .launch(1, 10)
                          .kernel("gemm", 1, 120, 7)
                          .graph();
  REQUIRE(graph.operators.size() == 2);
  CHECK(kind_of(graph.operators[0]) == "opaque");
  CHECK(graph.operators[0].name == "sm90_gemm.1");
  CHECK(measured_us(graph) == Approx(18));
  CHECK(is_noted(graph,
                 "1 of 1 GEMM and convolution kernels whose launch is in the file have "
                 "shapes; 1 more have no launch of their own in it"));
  CHECK(is_noted(graph, "1 kernels, copies and fills were launched before recording began"));
}

TEST_CASE("a GEMM without shapes is counted and listed") {
  const Graph graph = TraceText()
                          .op("aten::mm", 0, 30)
                          .launch(1, 10)
                          .kernel("void ns::fast_gemm<2>(int)", 1, 100, 7)
                          .graph();
  CHECK(kind_of(graph.operators.at(0)) == "opaque");
  CHECK(is_noted(graph, "0 of 1 GEMM and convolution kernels"));
  CHECK(is_noted(graph, "without: 1 x fast_gemm"));
  CHECK(is_noted(graph, "record with record_shapes=True"));
}

TEST_CASE("kernels of a CUDA graph stand alone with their times, and a note says why") {
  const Graph graph = TraceText()
                          .op("aten::mm", 0, 30, kMm)
                          .launch(1, 10, "cudaGraphLaunch")
                          .kernel("gemm", 1, 100, 7, 7, R"("graph id": 3, "graph node id": 1)")
                          .kernel("relu_kernel", 1, 108, 2)
                          .graph();
  REQUIRE(graph.operators.size() == 2);
  CHECK(kind_of(graph.operators[0]) == "opaque");
  CHECK(measured_us(graph) == Approx(9));
  CHECK(is_noted(graph, "2 kernels ran in CUDA graphs"));
}

TEST_CASE("operators wait for the one before them on their stream, and only there") {
  const Graph graph = TraceText()
                          .kernel("a", 1, 100, 10, 7)
                          .kernel("b", 2, 105, 10, 8)
                          .kernel("c", 3, 112, 10, 7)
                          .graph();
  REQUIRE(graph.operators.size() == 3);
  CHECK(graph.operators[0].depends_on.empty());
  CHECK(graph.operators[1].depends_on.empty());
  CHECK(graph.operators[2].depends_on == std::vector<std::size_t>{0});
  CHECK(
      is_noted(graph, "on 2 stream(s) take 30.0 us in sum; the GPU was busy for 22.0 us of 22.0"));
}

TEST_CASE("all profiler steps are kept and counted") {
  const Graph graph = TraceText()
                          .annotation("ProfilerStep#1", 0, 10)
                          .annotation("ProfilerStep#2", 10, 10)
                          .kernel("a", 1, 100, 10)
                          .graph();
  CHECK(is_noted(graph, "2 profiler step(s)"));
}

TEST_CASE("copies between host and device are times; copies and fills on the device are bytes") {
  const Graph graph =
      TraceText()
          .op("aten::copy_", 0, 10, {"[[8], [8], []]", R"(["float", "float", "Scalar"])", ""})
          .launch(1, 5, "cudaMemcpyAsync")
          .gpu("gpu_memcpy", "Memcpy HtoD (Pinned -> Device)", 1, 100, 5, 7, R"("bytes": 32)")
          .gpu("gpu_memcpy", "Memcpy DtoD (Device -> Device)", 2, 110, 3, 7, R"("bytes": 64)")
          .gpu("gpu_memset", "Memset (Device)", 3, 120, 2, 7, R"("bytes": 16)")
          .graph();
  REQUIRE(graph.operators.size() == 3);
  CHECK(kind_of(graph.operators[0]) == "opaque");
  CHECK(graph.operators[0].source_kind == "Memcpy HtoD (Pinned -> Device)");
  CHECK(graph.operators[1].work == Work(Vector{VectorKind::copy, 1, 64, 64, 64}));
  CHECK(graph.operators[2].work == Work(Vector{VectorKind::elementwise, 1, 16, 0, 16}));
  CHECK(measured_us(graph) == Approx(10));
}

TEST_CASE("an NCCL kernel is a collective where the file says elements and ranks") {
  const Graph graph =
      TraceText()
          .kernel("ncclDevKernel_AllGather_RING_LL(ncclDevKernelArgs)", 1, 100, 50, 20,
                  R"("Collective name": "_allgather_base", "In msg nelems": 4096, )"
                  R"("Out msg nelems": 32768, "Group size": 8, "dtype": "BFloat16")")
          .graph();
  CHECK(graph.operators.at(0).work == Work(Collective{CollectiveKind::all_gather, 4096, 8}));
  CHECK(graph.operators[0].input_dtype == DType::bf16);
}

TEST_CASE("elements of a collective may come from an annotation, ranks from the file") {
  const Graph graph =
      TraceText()
          .top(R"("distributedInfo": {"backend": "nccl", "rank": 3, "world_size": 16})")
          .op("record_param_comms", 0, 30)
          .op("nccl:all_to_all", 1, 20, {"[[128, 3]]", R"(["int"])", ""})
          .launch(1, 10)
          .kernel("ncclKernel_SendRecv_RING_SIMPLE_Sum_int8_t(ncclWorkElem)", 1, 100, 50)
          .graph();
  CHECK(graph.operators.at(0).work == Work(Collective{CollectiveKind::all_to_all, 384, 16}));
  CHECK(graph.operators[0].input_dtype == DType::int32);
}

TEST_CASE("an NCCL kernel of which nothing is said is a time") {
  const Graph graph = TraceText().kernel("ncclKernel_AllReduce_RING(int)", 1, 100, 50).graph();
  CHECK(kind_of(graph.operators.at(0)) == "opaque");
  CHECK(measured_us(graph) == Approx(50));
}

TEST_CASE("a kernel of no time is an operator without a measured time") {
  const Graph graph = TraceText().kernel("a", 1, 100, 0).kernel("b", 2, 101, 1).graph();
  CHECK_FALSE(graph.operators.at(0).measured_seconds);
}

TEST_CASE("the names of old files are known too") {
  const Graph graph =
      TraceText()
          .raw(
              R"({"ph": "X", "cat": "Operator", "name": "aten::mm", "pid": 1, "tid": "a", "ts": 0,)"
              R"( "dur": 50, "args": {"Input dims": [[4, 8], [8, 16]]}})")
          .raw(R"({"ph": "X", "cat": "Runtime", "name": "cudaLaunchKernel", "pid": 1, "tid": "a",)"
               R"( "ts": 5, "dur": 5, "args": {"correlation": 9}})")
          .raw(R"({"ph": "X", "cat": "Kernel", "name": "gemm", "pid": 0, "tid": "stream 7",)"
               R"( "ts": 60, "dur": 5, "args": {"correlation": 9}})")
          .graph();
  CHECK(graph.operators.at(0).work == Work(Gemm{1, 4, 16, 8}));
}

TEST_CASE("what a product's operands are, the kernel's name says where the call does not") {
  const CallText untyped{"[[4, 8], [8, 16]]", "", ""};
  CHECK(graph_of_call("aten::mm", untyped, "ampere_bf16_s16816gemm").operators[0].input_dtype ==
        DType::bf16);
  CHECK(graph_of_call("aten::mm", untyped, "ampere_h16816gemm").operators[0].input_dtype ==
        DType::fp16);
  const CallText floats{"[[4, 8], [8, 16]]", R"(["float", "float"])", ""};
  CHECK(graph_of_call("aten::mm", floats, "ampere_sgemm_64x64").operators[0].input_dtype ==
        DType::fp32);
  for (const auto* name :
       {"sm80_xmma_gemm_f32f32_tf32f32_f32", "cutlass_80_tensorop_s1688gemm_64"}) {
    const Operator op = graph_of_call("aten::mm", floats, name).operators[0];
    CHECK(op.input_dtype == DType::tf32);
    CHECK(op.output_dtype == DType::fp32);
  }
}
