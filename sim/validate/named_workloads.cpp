#include "validate/named_workloads.hpp"

#include <functional>
#include <map>

#include "base/text.hpp"
#include "frontend/read_workload.hpp"

namespace systole::validate {

namespace {

using workload::Operator;
using Sizes = std::vector<std::int64_t>;

Operator operator_of(const std::string& name, workload::Work work) {
  Operator op;
  op.name = name;
  op.work = std::move(work);
  op.input_dtype = op.weight_dtype = op.output_dtype = DType::fp32;
  return op;
}

/// batch x H x W x Cin x Cout x kernel x stride x padding, or the m x k x n of its product.
std::vector<Operator> convolution(const Sizes& s) {
  if (s.size() == 3) return {operator_of("conv", workload::Gemm{1, s[0], s[2], s[1]})};
  if (s.size() != 8) return {};
  workload::Conv2d work;
  work.batch = s[0];
  work.height = s[1];
  work.width = s[2];
  work.channels = s[3];
  work.filters = s[4];
  work.filter_height = work.filter_width = s[5];
  work.stride_height = work.stride_width = s[6];
  work.pad_top = work.pad_left = work.pad_bottom = work.pad_right = s[7];
  return {operator_of("conv", work)};
}

/// m x k x n.
std::vector<Operator> product(const Sizes& s) {
  if (s.size() != 3) return {};
  return {operator_of("gemm", workload::Gemm{1, s[0], s[2], s[1]})};
}

/// count x m x k x n.
std::vector<Operator> products(const Sizes& s) {
  if (s.size() != 4) return {};
  return {operator_of("dotproduct", workload::Gemm{s[0], s[1], s[3], s[2]})};
}

std::vector<Operator> rows_of(workload::VectorKind kind, const Sizes& s) {
  if (s.size() != 2) return {};
  return {operator_of(std::string(name_of(kind)), workload::vector_work(kind, s[0], s[1]))};
}

/// heads x length x head dimension, not causal.
std::vector<Operator> attention(const Sizes& s) {
  if (s.size() != 3) return {};
  workload::Attention work;
  work.heads = work.kv_heads = s[0];
  work.query_length = work.key_length = s[1];
  work.head_dim = work.value_dim = s[2];
  return {operator_of("attention", work)};
}

using Make = std::function<std::vector<Operator>(const Sizes&)>;

const std::map<std::string, Make>& makers() {
  static const std::map<std::string, Make> kMakers{
      {"conv", convolution},
      {"gemm", product},
      {"dotproduct", products},
      {"attention", attention},
      {"layernorm", [](const Sizes& s) { return rows_of(workload::VectorKind::layer_norm, s); }},
      {"softmax", [](const Sizes& s) { return rows_of(workload::VectorKind::softmax, s); }}};
  return kMakers;
}

Sizes sizes_of(std::string_view text) {
  Sizes sizes;
  for (const std::string_view part : split(text, 'x')) {
    const auto size = parse_int64(part);
    if (!size || *size < 0) return {};
    sizes.push_back(*size);
  }
  return sizes;
}

/// A network that ships with the program, with the parameters that make it the measured one.
struct Network {
  const char* kind;
  const char* workload;
  std::map<std::string, std::string> parameters;
};

/// bert_*: one encoder block of 512 tokens with heads of 64 elements, as the source's
/// experiments/BERT.py makes it (https://github.com/PSAL-POSTECH/PyTorchSim); images: a batch of
/// one, which the source does not state. Elements are of 32 bits, the frameworks' default, which
/// the source does not change.
const std::map<std::string, Network>& networks() {
  static const std::map<std::string, Network> kNetworks{
      {"resnet18", {"network", "resnet18", {}}},
      {"resnet50", {"network", "resnet50", {}}},
      {"bert_base", {"encoder_block", "transformer_block", {{"hidden", "768"}, {"heads", "12"}}}},
      {"bert_large", {"encoder_block", "transformer_block", {{"hidden", "1024"}, {"heads", "16"}}}},
      {"bert_xlarge",
       {"encoder_block", "transformer_block", {{"hidden", "2048"}, {"heads", "32"}}}}};
  return kNetworks;
}

/// Whether `op` adds a tensor to what `product` makes.
bool adds_to(const Operator& product, const Operator& op) {
  const auto* work = std::get_if<workload::Vector>(&op.work);
  const bool is_product = std::holds_alternative<workload::Conv2d>(product.work) ||
                          std::holds_alternative<workload::Gemm>(product.work);
  return is_product && work != nullptr && work->kind == workload::VectorKind::add &&
         work->elements_written == workload::elements_of(product, Operand::output);
}

/// XLA adds a residual to the later of the two products before that leaves the chip
/// (https://cloud.google.com/tpu/docs/tensorflow-performance-guide: convolutions support fusing
/// into their results).
std::vector<Operator> with_sums_joined(const std::vector<Operator>& written) {
  std::vector<Operator> joined;
  std::vector<std::size_t> places;
  for (Operator op : written) {
    for (std::size_t& before : op.depends_on) before = places.at(before);
    if (!joined.empty() && adds_to(joined.back(), op)) {
      joined.back().epilogue.push_back(workload::VectorKind::add);
    } else {
      joined.push_back(std::move(op));
    }
    places.push_back(joined.size() - 1);
  }
  return joined;
}

std::vector<Operator> operators_of(const Network& network) {
  frontend::ReadOptions options;
  options.parameters = network.parameters;
  options.default_dtype = DType::fp32;
  Diagnostics diagnostics;
  return with_sums_joined(
      frontend::read_workload(network.workload, options, diagnostics).operators);
}

std::vector<Operator> operators_of(const std::string& name) {
  const std::size_t gap = name.find('_');
  if (gap == std::string::npos) return {};
  const auto maker = makers().find(name.substr(0, gap));
  if (maker == makers().end()) return {};
  return maker->second(sizes_of(std::string_view(name).substr(gap + 1)));
}

}  // namespace

Measured measured_of_name(const std::string& name) {
  Measured row;
  row.kind = name.substr(0, name.find('_'));
  row.dtype = "fp32";
  row.shape = name;
  row.fold = name;
  const auto network = networks().find(name);
  if (network != networks().end()) {
    row.kind = network->second.kind;
    row.operators = operators_of(network->second);
    return row;
  }
  row.operators = operators_of(name);
  if (row.operators.empty()) row.left_out = "its name says no shape";
  return row;
}

}  // namespace systole::validate
