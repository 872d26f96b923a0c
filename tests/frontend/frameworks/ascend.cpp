// Profiles of Ascend chips: shapes in blocks, tables with quotes, measured times.
#include <catch2/catch.hpp>

#include "../kineto_trace.hpp"

using namespace systole;
using namespace systole::frontend;
using namespace systole::workload;

namespace {

struct TensorText {
  std::string format;
  std::string dtype;
  std::string shape;
};

std::string tensor(const TensorText& text) {
  return fmt::format(R"({{"format": "{}", "data_type": "NUMBER_TYPE_{}", "shape": "{}"}})",
                     text.format, text.dtype, text.shape);
}

class Timeline {
 public:
  Timeline& kernel(const std::string& type, double duration, const std::vector<TensorText>& inputs,
                   const std::vector<TensorText>& outputs) {
    std::string arguments = fmt::format(R"("type": "{}", "fullname": "Default/{}")", type, type);
    for (std::size_t i = 0; i < inputs.size(); ++i)
      arguments += fmt::format(R"(, "input_{}": {})", i, tensor(inputs[i]));
    for (std::size_t i = 0; i < outputs.size(); ++i)
      arguments += fmt::format(R"(, "output_{}": {})", i, tensor(outputs[i]));
    events_.push_back(fmt::format(
        R"({{"name": "{}-op{}", "ph": "X", "tid": 5, "ts": {}, "dur": {}, "pid": 1, "args": {{{}}}}})",
        type, events_.size(), 100 * events_.size(), duration, arguments));
    return *this;
  }
  std::string text() const { return fmt::format("[{}]", fmt::join(events_, ",\n")); }

 private:
  std::vector<std::string> events_;
};

const char* const kHeader =
    "Device_id,Model ID,Task ID,Stream ID,Name,Type,OP State,Accelerator Core,Start Time(us),"
    "Duration(us),Wait Time(us),Block Dim,Input Shapes,Input Data Types,Input Formats,"
    "Output Shapes,Output Data Types,Output Formats\n";

/// A row of kernel_details.csv behind its first columns.
std::string row(const std::string& type, const std::string& rest,
                const std::string& core = "AI_CORE", const std::string& name = "k") {
  return fmt::format("0,1,2,3,{},{},dynamic,{},{}\n", name, type, core, rest);
}

Gemm gemm_in(const Graph& graph, std::size_t index) {
  return std::get<Gemm>(graph.operators.at(index).work);
}

void check_gemm(const Graph& graph, std::size_t index, const Gemm& expected) {
  const Gemm gemm = gemm_in(graph, index);
  CHECK(gemm.count == expected.count);
  CHECK(gemm.m == expected.m);
  CHECK(gemm.n == expected.n);
  CHECK(gemm.k == expected.k);
}

}  // namespace

TEST_CASE("FRACTAL_NZ is whole blocks where nothing tells more") {
  const Graph graph = read(Timeline()
                               .kernel("MatMul", 7.5,
                                       {{"FRACTAL_NZ", "FLOAT16", "156,1000,16,16"},
                                        {"FRACTAL_NZ", "FLOAT16", "64,156,16,16"}},
                                       {{"FRACTAL_NZ", "FLOAT32", "64,1000,16,16"}})
                               .text());
  check_gemm(graph, 0, {1, 16000, 1024, 2496});
  CHECK(graph.operators[0].input_dtype == DType::fp16);
  CHECK(graph.operators[0].output_dtype == DType::fp32);
  CHECK(measured_us(graph) == Approx(7.5));
}

TEST_CASE("conversions in the file tell the shapes that padding hides") {
  const Graph graph = read(
      Timeline()
          .kernel("TransData", 1, {{"DefaultFormat", "FLOAT16", "30,50"}},
                  {{"FRACTAL_NZ", "FLOAT16", "4,2,16,16"}})
          .kernel("TransData", 1, {{"DefaultFormat", "FLOAT16", "50,1"}},
                  {{"FRACTAL_NZ", "FLOAT16", "1,4,16,16"}})
          .kernel("MatMul", 2,
                  {{"FRACTAL_NZ", "FLOAT16", "4,2,16,16"}, {"FRACTAL_NZ", "FLOAT16", "1,4,16,16"}},
                  {{"FRACTAL_NZ", "FLOAT32", "1,2,16,16"}})
          .kernel("TransData", 1, {{"FRACTAL_NZ", "FLOAT32", "1,2,16,16"}},
                  {{"DefaultFormat", "FLOAT32", "30,1"}})
          .text());
  check_gemm(graph, 2, {1, 30, 1, 50});
}

TEST_CASE("the output tells which operand of a product is transposed") {
  const auto product = [](const char* a, const char* b, const char* c) {
    return read(
        std::string(kHeader) +
        row("MatMulV2",
            fmt::format("1,2,0,24,\"{};{}\",FLOAT16;FLOAT16,ND;ND,\"{}\",FLOAT16,ND", a, b, c)));
  };
  check_gemm(product("64,128", "128,256", "64,256"), 0, {1, 64, 256, 128});
  check_gemm(product("64,128", "256,128", "64,256"), 0, {1, 64, 256, 128});
  check_gemm(product("128,64", "256,128", "64,256"), 0, {1, 64, 256, 128});
  check_gemm(product("4,8,64,128", "4,8,128,32", "4,8,64,32"), 0, {32, 64, 32, 128});
  check_gemm(product("4,64,128", "128,32", "4,64,32"), 0, {1, 256, 32, 128});
}

TEST_CASE("a convolution in blocks has the window and stride that its images tell") {
  const Graph graph = read(
      Timeline()
          .kernel("Conv2D", 3,
                  {{"NC1HWC0", "FLOAT16", "8,4,56,56,16"}, {"FRACTAL_Z", "FLOAT16", "36,8,16,16"}},
                  {{"NC1HWC0", "FLOAT16", "8,8,28,28,16"}})
          .text());
  const auto& conv = std::get<Conv2d>(graph.operators.at(0).work);
  CHECK(conv.channels == 64);
  CHECK(conv.filters == 128);
  CHECK(conv.filter_height == 3);
  CHECK(conv.stride_width == 2);
  CHECK(conv.output_height() == 28);
  CHECK(macs_of(graph) == Macs{8} * 28 * 28 * 128 * 64 * 9);
}

TEST_CASE("attention finds its heads in the statistics of its softmax") {
  const Graph graph =
      read(std::string(kHeader) +
           row("FlashAttentionScore",
               "1,2,0,24,\"2,64,128;2,64,128;2,64,128\",FLOAT16;FLOAT16;FLOAT16,ND;ND;ND,"
               "\"2,4,64,8;2,4,64,8;2,64,128\",FLOAT;FLOAT;FLOAT16,ND;ND;ND"));
  const auto& attention = std::get<Attention>(graph.operators.at(0).work);
  CHECK(attention.heads == 4);
  CHECK(attention.head_dim == 32);
  CHECK(attention.query_length == 64);
}

TEST_CASE("collectives count once, and over as many chips as are told") {
  const std::string table =
      std::string(kHeader) +
      row("MatMulV2", "1,2,0,24,\"8,8;8,8\",FLOAT16;FLOAT16,ND;ND,\"8,8\",FLOAT16,ND") +
      row("hcom_allReduce_", "10,50,0,0,\"1024\",FLOAT16,ND,\"1024\",FLOAT16,ND", "COMMUNICATION",
          "hcom_allReduce__1") +
      row("Notify_Wait", "11,40,0,0,N/A,N/A,N/A,N/A,N/A,N/A", "COMMUNICATION", "Notify_Wait");
  const Graph alone = read(table);
  CHECK(measured_us(alone) == Approx(52));
  CHECK(kind_of(alone.operators.at(1)) == "opaque");
  CHECK(is_noted(alone, "left out: 1 tasks inside collectives"));
  ReadOptions options;
  options.parameters["ranks"] = "8";
  const Graph told = read(table, options);
  CHECK(std::get<Collective>(told.operators.at(1).work).ranks == 8);
}

TEST_CASE("msprof's columns have names of their own, and shapes may be quoted twice") {
  const Graph graph = read(
      "Op Name,OP Type,Task Type,Task Start Time(us),Task Duration(us),Input Shapes,"
      "Input Data Types,Input Formats,Output Shapes,Output Data Types,Output Formats\r\n"
      "m,BatchMatMulV2,AI_CORE,1,2.5,\"\"\"4,16,32;4,32,16\"\"\",DT_BF16;DT_BF16,ND;ND,"
      "\"\"\"4,16,16\"\"\",DT_BF16,ND\r\n");
  check_gemm(graph, 0, {4, 16, 16, 32});
  CHECK(graph.operators[0].input_dtype == DType::bf16);
}

TEST_CASE("profiles of Ascend that make no sense are refused at their place") {
  const std::string header = kHeader;
  CHECK_THAT(error_of(header + row("Add", "1,fast,0,1,\"8\",FLOAT,ND,\"8\",FLOAT,ND")),
             Catch::Contains(":2:") && Catch::Contains("'fast' is no time"));
  CHECK_THAT(error_of(header + row("Add", "1,-2,0,1,\"8\",FLOAT,ND,\"8\",FLOAT,ND")),
             Catch::Contains("expected at least 0"));
  CHECK_THAT(error_of(header + row("Add", "1,2,0,1,\"8,x\",FLOAT,ND,\"8\",FLOAT,ND")),
             Catch::Contains("'8,x' is no shape"));
  const std::string huge = "1000000000000,1000000000000,1000000000000";
  CHECK_THAT(
      error_of(header + row("Add", fmt::format("1,2,0,1,\"{}\",FLOAT,ND,\"8\",FLOAT,ND", huge))),
      Catch::Contains("elements"));
  CHECK_THAT(error_of(header), Catch::Contains("holds no kernel"));
  CHECK_THAT(error_of("Name,Duration(us),Input Shapes\nm,1,\"8\"\n"),
             Catch::Contains("expected the columns"));
}
