// Matrix products.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "frontend/onnx/rules.hpp"
#include "frontend/onnx/shapes.hpp"

namespace systole::frontend::onnx {

namespace {

/// A stack of matrices, the last two axes of a shape.
struct Matrices {
  Dims batch;
  std::int64_t rows = 1;
  std::int64_t cols = 1;
};

enum class Turned { no, yes };

Matrices matrices_of(const Dims& dims, Turned turned) {
  Matrices m;
  m.batch.assign(dims.begin(), dims.end() - 2);
  m.rows = dims[dims.size() - 2];
  m.cols = dims.back();
  if (turned == Turned::yes) std::swap(m.rows, m.cols);
  return m;
}

void check_inner(std::int64_t left, std::int64_t right) {
  if (left == right) return;
  throw UserError(
      fmt::format("rows of {} meet columns of {}: the inner sizes differ", left, right));
}

/// Stacks that share one right-hand matrix are one product with all their rows.
workload::Gemm product_of(const Matrices& a, const Matrices& b) {
  const std::int64_t left = elements_of(a.batch);
  if (elements_of(b.batch) == 1) return {1, checked_mul(left, a.rows, "rows"), b.cols, a.cols};
  return {elements_of(broadcast_dims(a.batch, b.batch)), a.rows, b.cols, a.cols};
}

/// The operand that never changes is the weight: W x is as good as x^T W^T.
void multiply_matrices(StepContext& step, Matrices a, Matrices b, std::size_t weight = 1) {
  check_inner(a.cols, b.rows);
  if (!step.input(0).is_fixed() || step.input(weight).is_fixed())
    return step.work(product_of(a, b), 0, weight);
  std::swap(a.rows, a.cols);
  std::swap(b.rows, b.cols);
  step.work(product_of(b, a), weight, 0);
}

/// numpy's matmul: one-dimensional operands gain an axis that the result loses again.
void multiply_stacks(StepContext& step, std::size_t weight, std::int64_t element) {
  Dims left = step.dims_of_rank(0, 1);
  Dims right = step.dims_of_rank(weight, 1);
  const bool is_row = left.size() == 1;
  const bool is_column = right.size() == 1;
  if (is_row) left.insert(left.begin(), 1);
  if (is_column) right.push_back(1);
  const Matrices a = matrices_of(left, Turned::no);
  const Matrices b = matrices_of(right, Turned::no);
  Dims output = broadcast_dims(a.batch, b.batch);
  if (!is_row) output.push_back(a.rows);
  if (!is_column) output.push_back(b.cols);
  step.output(0, output, element);
  multiply_matrices(step, a, b, weight);
}

Turned turned_by(const StepContext& step, std::string_view attribute) {
  return step.integer(attribute, 0) != 0 ? Turned::yes : Turned::no;
}

}  // namespace

void gemm(StepContext& step) {
  if (step.dims(0).size() != 2 || step.dims(1).size() != 2)
    throw UserError(fmt::format("expected two matrices, got {} and {}", to_string(step.dims(0)),
                                to_string(step.dims(1))));
  const Matrices a = matrices_of(step.dims(0), turned_by(step, "transA"));
  const Matrices b = matrices_of(step.dims(1), turned_by(step, "transB"));
  step.output(0, {a.rows, b.cols});
  multiply_matrices(step, a, b);
  const std::string activation = step.text("activation", "");  // FusedGemm
  if (!activation.empty())
    step.epilogue(activation == "Relu" ? workload::VectorKind::relu
                                       : workload::VectorKind::elementwise);
}

void matmul(StepContext& step) {
  const bool is_integer = step.op_type() == "MatMulInteger";
  multiply_stacks(step, 1, is_integer ? std::int64_t{int32} : step.input(0).element);
}

void qlinear_matmul(StepContext& step) {
  multiply_stacks(step, 3, step.has(7) ? step.input(7).element : step.input(0).element);
}

void fused_matmul(StepContext& step) {
  const Matrices a = matrices_of(step.dims_of_rank(0, 2), turned_by(step, "transA"));
  const Matrices b = matrices_of(step.dims_of_rank(1, 2), turned_by(step, "transB"));
  Dims output = broadcast_dims(a.batch, b.batch);
  output.insert(output.end(), {a.rows, b.cols});
  step.output(0, output);
  multiply_matrices(step, a, b);
}

/// com.microsoft: the weight is packed, K and N are attributes.
void matmul_n_bits(StepContext& step) {
  const std::int64_t k = step.integer("K", 0);
  const std::int64_t n = step.integer("N", 0);
  Dims output = step.dims_of_rank(0, 1);
  check_inner(output.back(), k);
  if (k < 1 || n < 1) throw UserError(fmt::format("K is {}, N is {}", k, n));
  const std::int64_t rows = elements_of(output) / k;
  output.back() = n;
  step.output(0, output);
  step.work(workload::Gemm{1, rows, n, k}, 0, 1);
  step.packed_weight(step.integer("bits", 4) > 4 ? DType::int8 : DType::int4);
}

namespace {

/// "bij,bjk->bik", blanks left out.
struct Equation {
  std::string left;
  std::string right;
  std::string result;
};

Equation equation_of(std::string text) {
  text.erase(std::remove(text.begin(), text.end(), ' '), text.end());
  const std::size_t comma = text.find(',');
  const std::size_t arrow = text.find("->");
  const bool has_shape = comma != std::string::npos && arrow != std::string::npos && comma < arrow;
  if (!has_shape || text.find('.') != std::string::npos ||
      text.find(',', comma + 1) != std::string::npos)
    throw UserError(
        fmt::format("equation '{}' is not of two operands, as \"bij,bjk->bik\" is", text));
  return {text.substr(0, comma), text.substr(comma + 1, arrow - comma - 1), text.substr(arrow + 2)};
}

using Sizes = std::map<char, std::int64_t>;

void add_sizes(const std::string& labels, const Dims& dims, Sizes& sizes) {
  if (labels.size() != dims.size())
    throw UserError(fmt::format("labels '{}' do not fit shape {}", labels, to_string(dims)));
  for (std::size_t i = 0; i < dims.size(); ++i) {
    const auto [entry, is_new] = sizes.emplace(labels[i], dims[i]);
    if (!is_new && entry->second != dims[i])
      throw UserError(
          fmt::format("label '{}' stands for {} and {}", labels[i], entry->second, dims[i]));
  }
}

bool holds(const std::string& labels, char label) {
  return labels.find(label) != std::string::npos;
}

}  // namespace

/// Labels in both operands and the result are the stack, those of one operand and the result rows
/// or columns, all others are summed.
void einsum(StepContext& step) {
  const Equation equation = equation_of(step.text("equation", ""));
  Sizes sizes;
  add_sizes(equation.left, step.dims(0), sizes);
  add_sizes(equation.right, step.dims(1), sizes);
  workload::Gemm work{1, 1, 1, 1};
  for (const auto& [label, size] : sizes) {
    const bool left = holds(equation.left, label);
    const bool right = holds(equation.right, label);
    std::int64_t& part = !holds(equation.result, label) ? work.k
                         : left && right                ? work.count
                         : left                         ? work.m
                                                        : work.n;
    part = checked_mul(part, size, "einsum");
  }
  Dims output;
  for (const char label : equation.result) {
    const auto found = sizes.find(label);
    if (found == sizes.end()) throw UserError(fmt::format("label '{}' has no size", label));
    output.push_back(found->second);
  }
  step.output(0, output);
  const bool swaps = step.input(0).is_fixed() && !step.input(1).is_fixed();
  if (swaps) std::swap(work.m, work.n);
  step.work(work, swaps ? 1 : 0, swaps ? 0 : 1);
}

}  // namespace systole::frontend::onnx
