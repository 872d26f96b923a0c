#include <algorithm>

#include <catch2/catch.hpp>

#include "helpers.hpp"

using namespace systole;
using namespace systole::frontend;
using namespace systole::workload;
using Catch::Matchers::Contains;

namespace {

const std::string kConvHeader =
    "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, "
    "Strides,\n";

Graph conv(const std::string& rows) { return read(kConvHeader + rows); }
std::string conv_error(const std::string& rows) { return error_of(kConvHeader + rows); }

}  // namespace

TEST_CASE("a topology's convolution has one stride, no padding, and rounds its output up") {
  const Graph graph = conv("Conv1,224,224,7,7,3,64,2,\n");
  REQUIRE(graph.operators.size() == 1);
  const Operator& op = graph.operators[0];
  CHECK(op.name == "Conv1");
  CHECK(op.place.line == 2);
  CHECK(gemm_of(op) == Gemm{1, 110 * 110, 64, 147});
  CHECK(std::get<Conv2d>(op.work).stride_width == 2);
  CHECK(graph.name == "net");
  CHECK(graph.notes.empty());
}

TEST_CASE("layers follow each other and have the type that the run offers") {
  ReadOptions options;
  options.default_dtype = DType::bf16;
  const Graph graph = read("Layer,M,N,K,\na,1,2,3,\nb,4,5,6,\n", options);
  CHECK(graph.operators[0].depends_on.empty());
  CHECK(graph.operators[1].depends_on == std::vector<std::size_t>{0});
  CHECK(graph.operators[1].weight_dtype == DType::bf16);
  CHECK(read("Layer,M,N,K,\na,1,2,3,\n").operators[0].input_dtype == DType::int8);
}

TEST_CASE("a GEMM topology is told by its header or by its three numbers") {
  const auto header = GENERATE(as<std::string>{}, "Layer,M,N,K,\n", "Layer Name, M, N, K,\n",
                               "layer,m,n,k\n", "Layer,rows,columns,depth\n", "");
  CAPTURE(header);
  const Graph graph = read(header + "qkv, 128, 1536, 512,\n");
  REQUIRE(graph.operators.size() == 1);
  CHECK(gemm_of(graph.operators[0]) == Gemm{1, 128, 1536, 512});
}

TEST_CASE("rows are read however their lines end and whatever surrounds their fields") {
  const auto text =
      GENERATE(as<std::string>{}, "Layer,M,N,K,\na,1,2,3,\nb,4,5,6,\n",
               "Layer,M,N,K,\r\na,1,2,3,\r\nb,4,5,6", "Layer,M,N,K\ra,1,2,3\rb,4,5,6\r",
               "\xEF\xBB\xBFLayer,M,N,K\na,1,2,3\nb,4,5,6\n",
               "Layer,M,N,K,\n,,,,,\n\n  a\t, 1 ,\t2, 3 ,,\n# c,7,8,9\n// d,1,1,1\nb,4,5,6 # "
               "seven, eight\n,",
               "\n\n,,,\nLayer,M,N,K,\na,1,2,3,,,,\nb,4,5,6, # note\n");
  CAPTURE(text);
  const Graph graph = read(text);
  REQUIRE(graph.operators.size() == 2);
  CHECK(graph.operators[0].name == "a");
  CHECK(gemm_of(graph.operators[0]) == Gemm{1, 1, 2, 3});
  CHECK(gemm_of(graph.operators[1]) == Gemm{1, 4, 5, 6});
}

TEST_CASE("lines are counted the same for every line end") {
  const auto end = GENERATE(as<std::string>{}, "\n", "\r\n", "\r");
  const std::string text = "Layer,M,N,K" + end + end + "a,1,x,3" + end;
  CHECK_THAT(error_of(text), Contains("net.txt:3:5: N: 'x', expected an integer"));
}

TEST_CASE("extra columns are left out with one note for the file") {
  const Graph graph = conv("a,9,9,3,3,1,1,1,,,7,7,49\nb,9,9,3,3,1,1,1,,,7,7,49\n");
  CHECK(graph.operators.size() == 2);
  REQUIRE(graph.notes.size() == 1);
  CHECK_THAT(graph.notes[0], Contains("net.txt:2:19") && Contains("6 in this file"));
}

TEST_CASE("a second stride and a batch are read where the header names them") {
  const Graph strided = read(
      "Layer name,IFMAP height,IFMAP width,Filter height,Filter width,Channels,Num filter,"
      "Stride height,Stride width,\nc,9,9,3,3,1,1,2,1,\n");
  CHECK(gemm_of(strided.operators[0]).m == 4 * 7);
  const Graph batched = read("Layer,M,N,K,Batch,\na,1,2,3,12,\n");
  CHECK(gemm_of(batched.operators[0]) == Gemm{12, 1, 2, 3});
}

TEST_CASE("sparsity shortens K and 1:1 means dense") {
  CHECK(gemm_of(read("Layer,M,N,K,S,\na,8,8,11,2:4,\n").operators[0]).k == 6);
  CHECK(gemm_of(conv("a,9,9,3,3,4,1,1, 1:4 ,\n").operators[0]).k == 9);
  CHECK_FALSE(conv("a,9,9,3,3,4,1,1,1:1,\n").operators[0].sparsity);
  CHECK_THAT(conv_error("a,9,9,3,3,4,1,1,5:4,\n"),
             Contains("net.txt:2:17: sparsity: '5:4', expected N:M"));
}

TEST_CASE("DP in a name splits the layer into its channels, each with all filters of the row") {
  const Operator one = conv("DP_conv,9,9,3,3,32,1,1,\n").operators[0];
  CHECK(gemm_of(one) == Gemm{32, 49, 1, 9});
  CHECK(kind_of(one) == "depthwise_conv2d");
  const Operator two = conv("layer1_DP,9,9,3,3,32,2,1,\n").operators[0];
  CHECK(gemm_of(two) == Gemm{32, 49, 2, 9});
}

TEST_CASE("a file without a header is read from its first line, with a note") {
  const Graph graph = read("Conv1,9,9,3,3,1,1,1,\nConv2,7,7,3,3,1,1,1,\n");
  CHECK(graph.operators.size() == 2);
  REQUIRE(graph.notes.size() == 1);
  CHECK_THAT(graph.notes[0], Contains("no header line"));
}

TEST_CASE("a name without numbers is a heading, with one note") {
  const Graph graph = conv("AlphaGoZero,\nConv,19,19,3,3,17,256,1,\nResNet,,\n");
  CHECK(graph.operators.size() == 1);
  REQUIRE(graph.notes.size() == 1);
  CHECK_THAT(graph.notes[0], Contains("headings (2 in this file)"));
}

TEST_CASE("too few numbers are reported with what was expected") {
  CHECK_THAT(conv_error("a,9,9,3,3,1,1,\n"),
             Contains("net.txt:2:13: 6 numbers after the name, expected 7: name, IFMAP height"));
  CHECK_THAT(error_of("Layer,M,N,K\na,1,2\n"), Contains("2 numbers after the name, expected 3"));
}

TEST_CASE("numbers that cannot be sizes are reported with line and column") {
  const auto number = GENERATE(as<std::string>{}, "0", "-3", "1.5", "1000000000000000000",
                               "99999999999999999999", "abc", "0x10", "010", "");
  CAPTURE(number);
  CHECK_THAT(conv_error("ok,9,9,3,3,1,1,1,\nbad,9," + number + ",3,3,1,1,1,\n"),
             Contains("net.txt:3:7: IFMAP width: '" + number + "', expected an integer from 1 to"));
}

TEST_CASE("a filter larger than its input is reported at the filter") {
  CHECK_THAT(conv_error("a,9,9,11,3,1,1,1,\n"),
             Contains("net.txt:2:7: filter height: 11 is larger than the IFMAP height, 9"));
  CHECK_THAT(conv_error("a,9,9,3,11,1,1,1,\n"),
             Contains("net.txt:2:9: filter width: 11 is larger than the IFMAP width, 9"));
}

TEST_CASE("all mistakes of a topology are reported in one go") {
  const std::string error = conv_error("a,9,x,0,3,1,1,1,\nb,9,9\nc,3,3,9,9,1,1,1,\n");
  CHECK(std::count(error.begin(), error.end(), '\n') == 4);
}

TEST_CASE("a flood of mistakes ends after a hundred") {
  std::string rows;
  for (int i = 0; i < 10'000; ++i) rows += "a,x,y,z,1,1,1,1,\n";
  const std::string error = conv_error(rows);
  CHECK_THAT(error, Contains("too many mistakes"));
  CHECK(std::count(error.begin(), error.end(), '\n') < 110);
}

TEST_CASE("a layer whose work leaves 64 bits is reported at its line") {
  CHECK_THAT(error_of("Layer,M,N,K\na,1000000000000,1000000000000,1000000000000,\n"),
             Contains("net.txt:2:1: a: multiply-accumulates") && Contains("does not fit"));
  CHECK_THAT(conv_error("DP,9,9,3,3,1000000000000,1000000000000,1,\n"),
             Contains("net.txt:2:26: filters of all channels"));
}

TEST_CASE("a topology without layers and one with parameters are refused") {
  CHECK_THAT(error_of("Layer,M,N,K,\n"), Contains("the file holds no layers"));
  ReadOptions options;
  options.parameters["batch"] = "8";
  CHECK_THAT(error_of("Layer,M,N,K,\na,1,2,3,\n", options), Contains("have no parameters"));
}

TEST_CASE("layers may share a name or have none") {
  const Graph graph = read("Layer,M,N,K,\na,1,2,3\na,1,2,3\n,1,2,3\n");
  CHECK(graph.operators[1].name == "a");
  CHECK(graph.operators[2].name == "line4");
  CHECK(read("Layer,M,N,K\nConv#1,1,2,3 # one\n").operators[0].name == "Conv#1");
}
