#include "frontend/stablehlo/lower.hpp"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/text.hpp"

namespace systole::frontend::stablehlo {

namespace {

using workload::Operator;
using workload::Vector;
using workload::VectorKind;

constexpr std::int64_t kFewScalars = 4;

/// How the elements of an operation on vectors are counted.
enum class Counting {
  all,      ///< every operand is read, every result is written
  written,  ///< as many are read as written: a slice
  updated,  ///< only the update is read and written, in place
  reduced   ///< rows of elements become one
};

struct Rule {
  VectorKind kind = VectorKind::unknown;
  Counting counting = Counting::all;
};

const std::unordered_map<std::string, Rule>& rules() {
  using Kind = VectorKind;
  static const std::unordered_map<std::string, Rule> all{
      {"transpose", {Kind::transpose, Counting::all}},
      {"concatenate", {Kind::copy, Counting::all}},
      {"pad", {Kind::copy, Counting::all}},
      {"reverse", {Kind::copy, Counting::all}},
      {"slice", {Kind::copy, Counting::written}},
      {"dynamic_slice", {Kind::copy, Counting::written}},
      {"dynamic_update_slice", {Kind::copy, Counting::updated}},
      {"gather", {Kind::embedding, Counting::written}},
      {"dynamic_gather", {Kind::embedding, Counting::written}},
      {"scatter", {Kind::gather, Counting::updated}},
      {"reduce", {Kind::reduce, Counting::reduced}},
      {"reduce_window", {Kind::pooling, Counting::reduced}},
      {"select_and_scatter", {Kind::pooling, Counting::all}},
      {"sort", {Kind::top_k, Counting::all}},
      {"top_k", {Kind::top_k, Counting::all}},
      {"rng_bit_generator", {Kind::elementwise, Counting::all}},
      {"rng", {Kind::elementwise, Counting::all}},
      {"uniform_quantize", {Kind::quantize, Counting::all}},
      {"uniform_dequantize", {Kind::dequantize, Counting::all}}};
  return all;
}

const std::unordered_map<std::string, VectorKind>& elementwise_kinds() {
  using Kind = VectorKind;
  static const std::unordered_map<std::string, Kind> all = [] {
    std::unordered_map<std::string, Kind> made{{"add", Kind::add},
                                               {"subtract", Kind::add},
                                               {"multiply", Kind::multiply},
                                               {"exponential", Kind::exp},
                                               {"logistic", Kind::sigmoid},
                                               {"tanh", Kind::tanh},
                                               {"exponential_minus_one", Kind::exp}};
    for (const char* name : {"abs",
                             "and",
                             "atan2",
                             "cbrt",
                             "ceil",
                             "clamp",
                             "compare",
                             "complex",
                             "convert",
                             "cosine",
                             "count_leading_zeros",
                             "divide",
                             "floor",
                             "imag",
                             "is_finite",
                             "log",
                             "log_plus_one",
                             "maximum",
                             "minimum",
                             "negate",
                             "not",
                             "or",
                             "popcnt",
                             "power",
                             "real",
                             "reduce_precision",
                             "remainder",
                             "round_nearest_afz",
                             "round_nearest_even",
                             "rsqrt",
                             "select",
                             "shift_left",
                             "shift_right_arithmetic",
                             "shift_right_logical",
                             "sign",
                             "sine",
                             "sqrt",
                             "tan",
                             "xor",
                             "erf",
                             "erf_inv",
                             "square",
                             "lgamma",
                             "map"})
      made.emplace(name, Kind::elementwise);
    return made;
  }();
  return all;
}

std::optional<Rule> rule_of(const std::string& name) {
  if (const auto kind = elementwise_kind(name)) return Rule{*kind, Counting::all};
  const auto found = rules().find(name);
  if (found == rules().end()) return std::nullopt;
  return found->second;
}

std::int64_t total_read(const Operation& operation, const Program& program) {
  std::int64_t sum = 0;
  for (const ValueId operand : operation.operands) {
    const Value& value = program.values[operand];
    if (value.type.is_tensor) sum = checked_add(sum, value.stored, "elements of an operation");
  }
  return sum;
}

std::int64_t total_written(const Operation& operation, const Program& program) {
  std::int64_t sum = 0;
  for (const ValueId result : operation.results) {
    const Value& value = program.values[result];
    if (value.type.is_tensor) sum = checked_add(sum, value.stored, "elements of an operation");
  }
  return sum;
}

/// The tensor that stands for the operation's shape and type: the largest of its results.
const Type* shaping_type(const Operation& operation, const Program& program) {
  const Type* best = nullptr;
  for (const ValueId result : operation.results) {
    const Type& type = program.values[result].type;
    if (type.is_tensor && (best == nullptr || elements_of(type.dims) > elements_of(best->dims)))
      best = &type;
  }
  return best;
}

std::int64_t updated(const Operation& operation, const Program& program) {
  const std::size_t at = operation.statement->name == "scatter" ? 2 : 1;
  if (operation.operands.size() <= at) throw UserError("has too few operands");
  return program.values[operation.operands[at]].stored;
}

std::optional<Vector> vector_of(const Operation& operation, const Program& program, Rule rule) {
  const Type* shape = shaping_type(operation, program);
  if (shape == nullptr) return std::nullopt;
  Vector work;
  work.kind = rule.kind;
  work.elements_read = total_read(operation, program);
  work.elements_written = total_written(operation, program);
  if (rule.counting == Counting::written) work.elements_read = work.elements_written;
  if (rule.counting == Counting::updated)
    work.elements_read = work.elements_written = updated(operation, program);
  if (work.elements_written == 0) return std::nullopt;
  // Counters of loops and the like: whoever drives the chip computes them.
  if (shape->dims.empty() && work.elements_read <= kFewScalars) return std::nullopt;
  const std::int64_t elements =
      rule.counting == Counting::reduced ? work.elements_read : work.elements_written;
  work.cols = rule.counting == Counting::reduced
                  ? std::max<std::int64_t>(work.elements_read / work.elements_written, 1)
                  : (shape->dims.empty() ? 1 : shape->dims.back());
  work.cols = std::clamp<std::int64_t>(work.cols, 1, std::max<std::int64_t>(elements, 1));
  work.rows = std::max<std::int64_t>(elements / work.cols, 1);
  return work;
}

std::optional<workload::CollectiveKind> collective_kind(const std::string& name) {
  using Kind = workload::CollectiveKind;
  if (name == "all_reduce") return Kind::all_reduce;
  if (name == "all_gather") return Kind::all_gather;
  if (name == "reduce_scatter") return Kind::reduce_scatter;
  if (name == "all_to_all") return Kind::all_to_all;
  if (name == "collective_broadcast") return Kind::broadcast;
  if (name == "collective_permute") return Kind::send_receive;
  return std::nullopt;
}

/// The last size of "replica_groups = dense<...> : tensor<1x4xi64>".
std::int64_t ranks_of(const std::string& attributes) {
  const std::size_t key = attributes.find("replica_groups");
  const std::size_t type = attributes.find("tensor<", key == std::string::npos ? 0 : key);
  if (key == std::string::npos || type == std::string::npos) return 2;
  const std::string inside = attributes.substr(type + 7, attributes.find('>', type) - type - 7);
  const std::vector<std::string_view> sizes = split(inside, 'x');
  if (sizes.size() < 2) return 2;
  return std::clamp<std::int64_t>(parse_int64(sizes[sizes.size() - 2]).value_or(2), 1,
                                  workload::kMaxDimension);
}

workload::Work collective_of(const Operation& operation, const Program& program,
                             workload::CollectiveKind kind) {
  return workload::Collective{kind, total_read(operation, program),
                              ranks_of(operation.statement->attributes)};
}

void set_types(Operator& op, const Operation& operation, const Program& program) {
  const auto type_at = [&](std::size_t index) {
    const Type& type = program.values[operation.operands[index]].type;
    return type.is_tensor ? std::optional<DType>(type.dtype) : std::nullopt;
  };
  const Type* result = shaping_type(operation, program);
  op.output_dtype = result == nullptr ? DType::fp32 : result->dtype;
  op.input_dtype = op.output_dtype;
  if (!operation.operands.empty()) op.input_dtype = type_at(0).value_or(op.output_dtype);
  op.weight_dtype = op.input_dtype;
  if (operation.operands.size() > 1) op.weight_dtype = type_at(1).value_or(op.input_dtype);
  if (std::holds_alternative<Vector>(op.work)) op.weight_dtype = op.input_dtype;
}

std::optional<workload::Work> work_of(const Operation& operation, const Program& program) {
  const std::string& name = operation.statement->name;
  if (name == "dot_general" || name == "dot") return product_of(operation, program);
  if (name == "convolution") return convolution_of(operation, program);
  if (const auto kind = collective_kind(name)) return collective_of(operation, program, *kind);
  const auto vector = vector_of(operation, program, rule_of(name).value_or(Rule{}));
  if (!vector) return std::nullopt;
  return *vector;
}

}  // namespace

std::optional<VectorKind> elementwise_kind(const std::string& name) {
  const auto found = elementwise_kinds().find(name);
  if (found == elementwise_kinds().end()) return std::nullopt;
  return found->second;
}

std::optional<Operator> lower(const Operation& operation, const Program& program) {
  const auto work = work_of(operation, program);
  if (!work) return std::nullopt;
  Operator op;
  op.work = *work;
  set_types(op, operation, program);
  const bool multiplies = std::holds_alternative<workload::Gemm>(op.work) ||
                          std::holds_alternative<workload::Conv2d>(op.work);
  if (multiplies && program.values[operation.operands[1]].origin == Origin::computed)
    op.weight_role = workload::WeightRole::activation;
  return op;
}

std::vector<std::int64_t> list_behind(std::string_view text, std::string_view key) {
  const std::size_t at = text.find(key);
  if (at == std::string_view::npos) return {};
  std::string_view rest = text.substr(at + key.size());
  const std::size_t begin = rest.find_first_of("[<");
  if (begin == std::string_view::npos) return {};
  // "[1, 2]", "[[3, 3], [3, 3]]", "dense<1>", "array<i64: 2, 2>"
  const char close = rest[begin] == '[' ? ']' : '>';
  std::size_t end = begin;
  int depth = 0;
  for (; end < rest.size(); ++end) {
    if (rest[end] == rest[begin]) ++depth;
    if (rest[end] == close && --depth == 0) break;
  }
  std::vector<std::int64_t> numbers;
  std::string digits;
  for (const char c : rest.substr(begin, end - begin)) {
    if ((c >= '0' && c <= '9') || c == '-') {
      digits += c;
      continue;
    }
    if (const auto number = parse_int64(digits)) numbers.push_back(*number);
    digits = c == 'i' ? "i" : "";  // "i64" is no number
  }
  if (const auto number = parse_int64(digits)) numbers.push_back(*number);
  return numbers;
}

std::optional<std::int64_t> number_behind(std::string_view text, std::string_view key) {
  const std::size_t at = text.find(key);
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view rest = trim(text.substr(at + key.size()));
  if (!starts_with(rest, "=")) return std::nullopt;
  rest = trim(rest.substr(1));
  return parse_int64(trim(rest.substr(0, rest.find_first_of(" :,}>\n"))));
}

std::int64_t elements_of(const Dims& dims) {
  std::int64_t count = 1;
  for (const std::int64_t size : dims) count = checked_mul(count, size, "elements of a tensor");
  return count;
}

}  // namespace systole::frontend::stablehlo
