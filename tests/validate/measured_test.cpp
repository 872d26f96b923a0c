#include "validate/measured.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

using namespace systole;
using Catch::Matchers::Contains;
using validate::Measured;
using validate::parse_measured;

namespace {

std::string message_of(const std::string& text) {
  try {
    parse_measured(text, "my.csv");
  } catch (const UserError& error) {
    return error.what();
  }
  return "nothing was thrown";
}

}  // namespace

TEST_CASE("a table of GEMMs is recognised by its header and gives one product per row") {
  const std::vector<Measured> rows = parse_measured(
      "chip,dtype,m,n,k,batch,latency_us,software,source\n"
      "a,bf16,1,32,64,1,2.5,vllm,aic\n"
      "b,fp16,8,16,32,,40,\"cuBLAS, launch included\",llmc\n",
      "my.csv");
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].chip == "a");
  CHECK(rows[0].seconds == Approx(2.5e-6));
  CHECK(rows[0].timing == validate::Timing::kernel);
  const auto& gemm = std::get<workload::Gemm>(rows[0].operators.front().work);
  CHECK((gemm.m == 1 && gemm.n == 32 && gemm.k == 64));
  CHECK(rows[1].software == "cuBLAS, launch included");
  CHECK(rows[1].timing == validate::Timing::launch_included);
  CHECK(rows[1].place.line == 3);
}

TEST_CASE("a linear layer in fp8 is a kernel that quantises and one that multiplies") {
  const std::string header = "dtype,m,n,k,latency_us,software\n";
  const Measured linear =
      parse_measured(header + "fp8,64,128,256,9,CutlassFP8ScaledMMLinearKernel\n", "my.csv")[0];
  REQUIRE(linear.operators.size() == 2);
  CHECK(linear.operators[0].input_dtype == DType::bf16);
  CHECK(linear.operators[0].output_dtype == DType::fp8);
  CHECK(linear.operators[1].depends_on == std::vector<std::size_t>{0});
  CHECK(linear.operators[1].output_dtype == DType::bf16);
  const Measured product = parse_measured(header + "fp8,64,128,256,9,cublas\n", "my.csv")[0];
  CHECK(product.operators.size() == 1);
}

TEST_CASE("attention rows tell phases, windows and the type of keys and values apart") {
  const std::vector<Measured> rows = parse_measured(
      "phase,dtype,kv_dtype,batch,q_len,kv_len,heads,kv_heads,head_dim,window,latency_us\n"
      "prefill,bf16,fp8,2,128,256,8,2,64,32,10\n"
      "decode,bf16,bf16,4,1,512,8,8,128,0,11\n",
      "my.csv");
  CHECK(rows[0].kind == "attention_prefill");
  CHECK(rows[0].dtype == "bf16 kv fp8");
  const auto& work = std::get<workload::Attention>(rows[0].operators.front().work);
  CHECK((work.causal && work.window == 32 && work.key_length == 256 && work.kv_heads == 2));
  CHECK(rows[0].operators.front().weight_dtype == DType::fp8);
  CHECK(rows[1].kind == "attention_decode");
}

TEST_CASE("rows whose shape stands in a word become operators, and others say why they do not") {
  const std::vector<Measured> rows = parse_measured(
      "workload,latency_us\nconv_64x56x56x64x64x3x1x1,1592\nsoftmax_512x512,13.7\nstage_0,515\n"
      "gemm_8x16x32,1\n",
      "my.csv");
  CHECK(std::holds_alternative<workload::Conv2d>(rows[0].operators.front().work));
  CHECK(std::holds_alternative<workload::Vector>(rows[1].operators.front().work));
  CHECK(rows[2].operators.empty());
  CHECK_THAT(rows[2].left_out, Contains("no shape"));
  const auto& product = std::get<workload::Gemm>(rows[3].operators.front().work);  // m x k x n
  CHECK((product.m == 8 && product.k == 16 && product.n == 32));
}

namespace {

std::vector<workload::Operator> named(const std::string& workload) {
  return parse_measured("chip,workload,latency_us\na," + workload + ",100\n", "my.csv")
      .front()
      .operators;
}

}  // namespace

TEST_CASE("heads of the measured encoder blocks have 64 elements") {
  for (const char* name : {"bert_base", "bert_large", "bert_xlarge"}) {
    INFO(name);
    const std::vector<workload::Operator> block = named(name);
    const auto found = std::find_if(block.begin(), block.end(), [](const workload::Operator& op) {
      return std::holds_alternative<workload::Attention>(op.work);
    });
    REQUIRE(found != block.end());
    CHECK(std::get<workload::Attention>(found->work).head_dim == 64);
  }
}

TEST_CASE("a measured network adds residuals to the later of two products") {
  const std::vector<workload::Operator> network = named("resnet18");
  std::size_t sums = 0;
  for (std::size_t i = 0; i < network.size(); ++i) {
    CHECK(workload::kind_of(network[i]) != "add");
    sums += network[i].epilogue.size();
    for (const std::size_t before : network[i].depends_on) CHECK(before < i);
  }
  CHECK(sums == 8);
}

TEST_CASE("mistakes in a table are reported all at once, with their lines") {
  const std::string text = message_of(
      "dtype,m,n,k,latency_us\n"
      "bf17,1,32,64,2.5\n"
      "bf16,0,32,64,2.5\n"
      "bf16,1,32,64,-1\n"
      "bf16,1,32,64,1,surplus\n");
  CHECK_THAT(text, Contains("my.csv:5") && Contains("columns"));
  const std::string values = message_of("dtype,m,n,k,latency_us\nbf17,0,32,64,fast\n");
  CHECK_THAT(values, Contains("my.csv:2: dtype") && Contains("'bf17'") && Contains("my.csv:2: m") &&
                         Contains("latency_us") && Contains("'fast'"));
}

TEST_CASE("a header of no known set is told which sets there are") {
  CHECK_THAT(message_of("a,b\n1,2\n"), Contains("a, b") && Contains("gemm: dtype, m, n, k"));
  CHECK_THAT(message_of("dtype,m,n,k,latency_us\n"), Contains("no rows below the header"));
}
