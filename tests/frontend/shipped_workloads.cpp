// The shipped workloads against what their papers and reference implementations state.
#include <catch2/catch.hpp>

#include "base/data_files.hpp"
#include "helpers.hpp"

using namespace systole;
using namespace systole::frontend;
using namespace systole::workload;

namespace {

Graph shipped(const std::string& name, const std::map<std::string, std::string>& parameters = {}) {
  ReadOptions options;
  options.parameters = parameters;
  Diagnostics diagnostics;
  return read_workload(name, options, diagnostics);
}

/// Weights of all operators whose names start with `prefix`, biases left out.
double parameters_of(const Graph& graph, const std::string& prefix = "") {
  std::int64_t sum = 0;
  for (const Operator& op : graph.operators) {
    const bool counts =
        op.weight_role == WeightRole::parameter && op.name.compare(0, prefix.size(), prefix) == 0;
    if (counts) sum += elements_of(op, Operand::weight);
  }
  return static_cast<double>(sum);
}

double gigamacs_of(const Graph& graph) { return static_cast<double>(macs_of(graph)) / 1e9; }

/// Within half a percent.
Approx about(double value) { return Approx(value).epsilon(0.005); }

int count_of(const Graph& graph, const std::string& kind) {
  int count = 0;
  for (const Operator& op : graph.operators) count += kind_of(op) == kind;
  return count;
}

/// How often the work is done on the output of a product before it leaves the chip.
int epilogues_of(const Graph& graph, VectorKind kind) {
  int count = 0;
  for (const Operator& op : graph.operators) {
    for (const VectorKind joined : op.epilogue) count += joined == kind;
  }
  return count;
}

const Operator& named(const Graph& graph, const std::string& name) {
  for (const Operator& op : graph.operators) {
    if (op.name == name) return op;
  }
  throw std::runtime_error("no operator is called " + name);
}

}  // namespace

TEST_CASE("convolutional networks have the published numbers of MACs and parameters") {
  struct Published {
    std::string name;
    double gigamacs;
    double parameters;
  };
  // torchvision's model table (GFLOPS there counts MACs); MobileNet v1: arXiv:1704.04861, table 8.
  const Published published = GENERATE(values<Published>({{"alexnet", 0.714, 61'100'840},
                                                          {"resnet18", 1.814, 11'689'512},
                                                          {"resnet50", 4.089, 25'557'032},
                                                          {"mobilenet_v1", 0.569, 4.2e6},
                                                          {"mobilenet_v2", 0.301, 0}}));
  const Graph graph = shipped(published.name);
  CAPTURE(published.name);
  CHECK(gigamacs_of(graph) == about(published.gigamacs));
  if (published.parameters > 0) CHECK(parameters_of(graph) == about(published.parameters));
}

TEST_CASE("the applications of the first TPU have the published weights and operations per byte") {
  struct Published {
    std::string name;
    double weights, operations_per_byte;
  };
  // Jouppi et al. 2017, table 1. Widths are assumed, so 4 % are left to them.
  const Published published = GENERATE(values<Published>({{"tpu_v1_mlp0", 20e6, 200},
                                                          {"tpu_v1_mlp1", 5e6, 168},
                                                          {"tpu_v1_lstm0", 52e6, 64},
                                                          {"tpu_v1_lstm1", 34e6, 96},
                                                          {"tpu_v1_cnn0", 8e6, 2888},
                                                          {"tpu_v1_cnn1", 100e6, 1750}}));
  const Graph graph = shipped(published.name);
  CAPTURE(published.name);
  CHECK(parameters_of(graph) == Approx(published.weights).epsilon(0.04));
  CHECK(1e9 * gigamacs_of(graph) / parameters_of(graph) ==
        Approx(published.operations_per_byte).epsilon(0.04));
}

TEST_CASE("MobileNet v2 has the published parameters without its normalization's") {
  // torchvision: 3,504,872, of which 34,112 are scales and shifts and 1,000 the classifier's
  // biases.
  CHECK(parameters_of(shipped("mobilenet_v2")) == 3'504'872 - 34'112 - 1'000);
}

TEST_CASE("ViT-B/16 has the published MACs with attention, and parameters") {
  // torchvision's vit_b_16: 17.564 G; 86,567,656 parameters, 152,064 of them class token and
  // positions.
  const Graph graph = shipped("vit_b16");
  CHECK(gigamacs_of(graph) == about(17.564));
  CHECK(parameters_of(graph) == about(86'567'656 - 152'064));
  CHECK(count_of(graph, "attention") == 12);
}

TEST_CASE("transformer layers have the published parameters") {
  // arXiv:1810.04805 and the GPT-2 report: 12 layers of 7,087,872 parameters each; 24 of 12,596,224
  // in BERT-large.
  CHECK(parameters_of(shipped("bert_base"), "layer") == about(12 * 7'087'872));
  CHECK(parameters_of(shipped("bert_large"), "layer") == about(24 * 12'596'224));
  CHECK(parameters_of(shipped("gpt2"), "layer") == about(12 * 7'087'872));
  CHECK(parameters_of(shipped("gpt2"), "layer7.") == about(7'087'872));
  CHECK(parameters_of(shipped("transformer_block")) == about(7'087'872));
  // arXiv:2407.21783, table 3: 218,112,000 with the two normalizations.
  CHECK(parameters_of(shipped("llama3_8b_layer")) == about(218'112'000));
}

TEST_CASE("grouped queries do the work of all heads and read each key-value head once") {
  const Graph graph = shipped("llama3_8b_layer", {{"batch", "2"}, {"seq", "128"}});
  const Operator& attention = named(graph, "attention");
  const std::int64_t pairs = 128 * 129 / 2;  // of a query and a key that is not behind it
  CHECK(macs_of(attention) == 2 * 2LL * 32 * pairs * 128);
  CHECK(elements_of(attention, Operand::weight) == 2 * 2LL * 8 * 128 * 128);
}

TEST_CASE("decoders attend to what came before, encoders to everything") {
  const std::int64_t pairs = 1024LL * 1025 / 2;
  CHECK(macs_of(named(shipped("gpt2"), "layer0.attention")) == 2 * 12 * pairs * 64);
  CHECK(macs_of(named(shipped("bert_base"), "layer0.attention")) == 2LL * 12 * 384 * 384 * 64);
  CHECK(macs_of(named(shipped("transformer_block"), "attention")) == 2LL * 12 * 512 * 512 * 64);
}

TEST_CASE("a shipped transformer does the work of its configuration read as a model") {
  // The same layers from the keys that GPT-2's config.json has; the output layer reads all tokens.
  ReadOptions options;
  options.parameters = {{"input_len", "1024"}, {"logits", "all"}};
  const Graph config = read(
      R"({"model_type": "gpt2", "n_embd": 768, "n_head": 12, "n_layer": 12, "n_positions": 1024,
          "vocab_size": 50257})",
      options);
  CHECK(macs_of(shipped("gpt2")) == macs_of(config));
}

TEST_CASE("a step of generation multiplies one token with the whole cache") {
  const Graph graph = shipped("llama3_8b_layer", {{"seq", "1"}, {"past", "2047"}});
  const double attention = 2.0 * 32 * 2048 * 128;
  CHECK(static_cast<double>(macs_of(graph)) == Approx(218'103'808 + attention));
}

TEST_CASE("the batch multiplies the work of every shipped workload") {
  for (const std::string& name : list_data_files("workloads")) {
    CAPTURE(name);
    CHECK(macs_of(shipped(name, {{"batch", "3"}})) == 3 * macs_of(shipped(name)));
  }
}

TEST_CASE("every network brings its vector work") {
  CHECK(count_of(shipped("resnet50"), "add") == 16);
  CHECK(count_of(shipped("resnet50"), "pooling") == 2);
  CHECK(count_of(shipped("alexnet"), "pooling") == 3);
  CHECK(count_of(shipped("mobilenet_v2"), "add") == 10);
  CHECK(count_of(shipped("mobilenet_v1"), "depthwise_conv2d") == 13);
  CHECK(epilogues_of(shipped("gpt2"), VectorKind::gelu) == 12);
  CHECK(epilogues_of(shipped("gpt2"), VectorKind::add) == 24);
  CHECK(count_of(shipped("bert_base"), "layer_norm") == 25);
  CHECK(count_of(shipped("transformer_block"), "layer_norm") == 2);
  CHECK(count_of(shipped("llama3_8b_layer"), "rms_norm") == 2);
}

TEST_CASE("the layers of a shipped network fit together") {
  // Every convolution but a shortcut reads as many elements as the operator before it wrote.
  const auto name = GENERATE(as<std::string>{}, "alexnet", "resnet18", "resnet50", "mobilenet_v1",
                             "mobilenet_v2");
  const Graph graph = shipped(name);
  for (std::size_t i = 1; i < graph.operators.size(); ++i) {
    const Operator& op = graph.operators[i];
    const auto* pass = std::get_if<Vector>(&op.work);
    const std::size_t source = op.depends_on.empty() ? i : op.depends_on.front();
    CAPTURE(name, op.name, graph.operators[source].name);
    const std::int64_t tensors = pass != nullptr && pass->kind == VectorKind::add ? 2 : 1;
    CHECK(elements_of(op, Operand::input) ==
          tensors * elements_of(graph.operators[source], Operand::output));
  }
}

TEST_CASE("other image sizes keep a network's layers together") {
  CHECK(gigamacs_of(shipped("resnet50", {{"image", "448"}})) == Approx(4 * 4.087).epsilon(0.005));
  CHECK_THROWS_AS(shipped("resnet50", {{"image", "225"}}), UserError);
}
