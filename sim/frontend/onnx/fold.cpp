#include "frontend/onnx/fold.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "base/checked.hpp"
#include "frontend/onnx/network.hpp"

namespace systole::frontend::onnx {

namespace {

using Integers = std::vector<std::int64_t>;
using Reals = std::vector<double>;
using Integer = std::optional<std::int64_t>;

struct BinaryFold {
  std::string_view op_type;
  Integer (*integers)(std::int64_t, std::int64_t);
  double (*reals)(double, double);
  bool gives_truth = false;  ///< an integer, whatever the operands are
};

Integer add(std::int64_t a, std::int64_t b) {
  std::int64_t r = 0;
  return __builtin_add_overflow(a, b, &r) ? Integer() : Integer(r);
}

Integer subtract(std::int64_t a, std::int64_t b) {
  std::int64_t r = 0;
  return __builtin_sub_overflow(a, b, &r) ? Integer() : Integer(r);
}

Integer multiply(std::int64_t a, std::int64_t b) {
  std::int64_t r = 0;
  return __builtin_mul_overflow(a, b, &r) ? Integer() : Integer(r);
}

bool can_divide(std::int64_t a, std::int64_t b) {
  return b != 0 && !(b == -1 && a == std::numeric_limits<std::int64_t>::min());
}

Integer divide(std::int64_t a, std::int64_t b) {
  return can_divide(a, b) ? Integer(a / b) : Integer();
}

/// The remainder has the sign of the divisor.
Integer modulo(std::int64_t a, std::int64_t b) {
  if (!can_divide(a, b)) return {};
  const std::int64_t rest = a % b;
  return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

Integer power(std::int64_t a, std::int64_t b) {
  if (b < 0 || b > 63) return {};
  Integer result = 1;
  for (std::int64_t i = 0; i < b && result; ++i) result = multiply(*result, a);
  return result;
}

template <typename Compare>
Integer compare_integers(std::int64_t a, std::int64_t b) {
  return Compare()(a, b) ? 1 : 0;
}

template <typename Compare>
double compare_reals(double a, double b) {
  return Compare()(a, b) ? 1 : 0;
}

template <typename Compare>
BinaryFold comparison(std::string_view op_type) {
  return {op_type, compare_integers<Compare>, compare_reals<Compare>, true};
}

const BinaryFold* binary_fold(std::string_view op_type) {
  static const std::vector<BinaryFold> table{
      {"Add", add, [](double a, double b) { return a + b; }},
      {"Sum", add, [](double a, double b) { return a + b; }},
      {"Sub", subtract, [](double a, double b) { return a - b; }},
      {"Mul", multiply, [](double a, double b) { return a * b; }},
      {"Div", divide, [](double a, double b) { return a / b; }},
      {"Mod", modulo, [](double a, double b) { return std::fmod(a, b); }},
      {"Pow", power, [](double a, double b) { return std::pow(a, b); }},
      {"Min", [](std::int64_t a, std::int64_t b) { return Integer(std::min(a, b)); },
       [](double a, double b) { return std::min(a, b); }},
      {"Max", [](std::int64_t a, std::int64_t b) { return Integer(std::max(a, b)); },
       [](double a, double b) { return std::max(a, b); }},
      comparison<std::equal_to<>>("Equal"),
      comparison<std::less<>>("Less"),
      comparison<std::less_equal<>>("LessOrEqual"),
      comparison<std::greater<>>("Greater"),
      comparison<std::greater_equal<>>("GreaterOrEqual"),
      comparison<std::logical_and<>>("And"),
      comparison<std::logical_or<>>("Or"),
      comparison<std::not_equal_to<>>("Xor"),
  };
  const auto found = std::find_if(table.begin(), table.end(),
                                  [&](const BinaryFold& fold) { return fold.op_type == op_type; });
  return found == table.end() ? nullptr : &*found;
}

/// Where element `index` of the broadcast result stands in a tensor of shape `dims`.
std::size_t source_index(std::size_t index, const Dims& result, const Dims& dims) {
  std::size_t source = 0;
  std::size_t stride = 1;
  for (std::size_t i = 0; i < result.size(); ++i) {
    const auto size = static_cast<std::size_t>(result[result.size() - 1 - i]);
    const std::size_t at = index % size;
    index /= size;
    if (i >= dims.size()) continue;
    const auto own = static_cast<std::size_t>(dims[dims.size() - 1 - i]);
    if (own != 1) source += at * stride;
    stride *= own;
  }
  return source;
}

/// Whether a result of that shape is small enough to hold, and the operand agrees with its shape.
bool is_small(const Dims& dims) {
  std::int64_t count = 1;
  for (const std::int64_t dim : dims) {
    if (dim < 0 || dim > static_cast<std::int64_t>(kMostConstants)) return false;
    count *= dim;
    if (count > static_cast<std::int64_t>(kMostConstants)) return false;
  }
  return true;
}

Integer floor_of(double value) {
  constexpr double kLimit = 9.2e18;
  if (!(value > -kLimit && value < kLimit)) return {};
  return static_cast<std::int64_t>(value);
}

std::optional<double> unary_real(std::string_view op_type, double a) {
  if (op_type == "Floor") return std::floor(a);
  if (op_type == "Ceil") return std::ceil(a);
  if (op_type == "Round") return std::nearbyint(a);
  if (op_type == "Neg") return -a;
  if (op_type == "Abs") return std::fabs(a);
  if (op_type == "Sqrt") return std::sqrt(a);
  if (op_type == "Reciprocal") return 1 / a;
  if (op_type == "Exp") return std::exp(a);
  if (op_type == "Log") return std::log(a);
  return std::nullopt;
}

Integer unary_integer(std::string_view op_type, std::int64_t a) {
  if (op_type == "Neg") return subtract(0, a);
  if (op_type == "Abs") return a < 0 ? subtract(0, a) : Integer(a);
  if (op_type == "Not") return a == 0 ? 1 : 0;
  if (op_type == "Sign") return (a > 0) - (a < 0);
  if (op_type == "BitwiseNot") return ~a;
  return {};
}

}  // namespace

std::size_t size_of(const Constant& a) {
  return std::visit([](const auto& list) { return list.size(); }, a);
}

Constant as_integers(const Constant& a) {
  if (std::holds_alternative<Integers>(a)) return a;
  Integers list;
  for (const double value : std::get<Reals>(a)) list.push_back(floor_of(value).value_or(0));
  return list;
}

Constant as_reals(const Constant& a) {
  if (std::holds_alternative<Reals>(a)) return a;
  const auto& integers = std::get<Integers>(a);
  return Reals(integers.begin(), integers.end());
}

std::optional<Constant> fold_unary(std::string_view op_type, const Constant& a) {
  if (const auto* reals = std::get_if<Reals>(&a)) {
    Reals result;
    for (const double value : *reals) {
      const auto one = unary_real(op_type, value);
      if (!one) return std::nullopt;
      result.push_back(*one);
    }
    return result;
  }
  Integers result;
  for (const std::int64_t value : std::get<Integers>(a)) {
    const Integer one = unary_integer(op_type, value);
    if (!one) return std::nullopt;
    result.push_back(*one);
  }
  return result;
}

Constant picked(const Constant& a, const std::vector<std::size_t>& indices) {
  return std::visit(
      [&](const auto& list) {
        std::decay_t<decltype(list)> result;
        for (const std::size_t index : indices) result.push_back(list.at(index));
        return Constant(result);
      },
      a);
}

std::optional<Constant> broadcast_to(const Known& a, const Dims& dims) {
  if (!is_small(dims)) return std::nullopt;
  std::vector<std::size_t> indices;
  const auto count = static_cast<std::size_t>(elements_of(dims));
  for (std::size_t i = 0; i < count; ++i) indices.push_back(source_index(i, dims, a.dims));
  return picked(a.elements, indices);
}

std::vector<std::int64_t> strides_of(const Dims& dims) {
  std::vector<std::int64_t> strides(dims.size(), 1);
  for (std::size_t i = dims.size(); i-- > 1;)
    strides[i - 1] = checked_mul(strides[i], dims[i], "strides of a tensor");
  return strides;
}

Constant viewed(const Constant& a, const View& view, const Dims& dims) {
  std::vector<std::size_t> indices;
  const std::int64_t count = elements_of(dims);
  for (std::int64_t i = 0; i < count; ++i) {
    std::int64_t at = view.offset;
    std::int64_t rest = i;
    for (std::size_t axis = dims.size(); axis-- > 0;) {
      at += rest % dims[axis] * view.strides[axis];
      rest /= dims[axis];
    }
    indices.push_back(static_cast<std::size_t>(at));
  }
  return picked(a, indices);
}

std::optional<Constant> fold_binary(std::string_view op_type, const Known& a, const Known& b,
                                    const Dims& dims) {
  const BinaryFold* fold = binary_fold(op_type);
  if (fold == nullptr) return std::nullopt;
  const auto left = broadcast_to(a, dims);
  const auto right = broadcast_to(b, dims);
  if (!left || !right) return std::nullopt;
  if (std::holds_alternative<Integers>(*left) && std::holds_alternative<Integers>(*right)) {
    Integers result;
    const auto& x = std::get<Integers>(*left);
    const auto& y = std::get<Integers>(*right);
    for (std::size_t i = 0; i < x.size(); ++i) {
      const Integer one = fold->integers(x[i], y[i]);
      if (!one) return std::nullopt;
      result.push_back(*one);
    }
    return result;
  }
  Reals result;
  const Constant x = as_reals(*left);
  const Constant y = as_reals(*right);
  for (std::size_t i = 0; i < size_of(x); ++i)
    result.push_back(fold->reals(std::get<Reals>(x)[i], std::get<Reals>(y)[i]));
  return fold->gives_truth ? as_integers(result) : Constant(result);
}

std::optional<Constant> fold_where(const Known& condition, const Known& a, const Known& b,
                                   const Dims& dims) {
  const auto chosen = broadcast_to(condition, dims);
  const auto left = broadcast_to(a, dims);
  const auto right = broadcast_to(b, dims);
  if (!chosen || !left || !right || left->index() != right->index()) return std::nullopt;
  const Constant choice = as_integers(*chosen);
  return std::visit(
      [&](const auto& x) {
        auto result = x;
        const auto& y = std::get<std::decay_t<decltype(x)>>(*right);
        for (std::size_t i = 0; i < result.size(); ++i)
          if (std::get<Integers>(choice)[i] == 0) result[i] = y[i];
        return std::optional<Constant>(result);
      },
      *left);
}

std::optional<Constant> fold_reduce(std::string_view op_type, const Constant& a) {
  constexpr std::string_view kPrefix = "Reduce";
  const auto* list = std::get_if<Integers>(&a);
  if (list == nullptr || list->empty() || op_type.size() <= kPrefix.size()) return std::nullopt;
  const std::string_view what = op_type.substr(kPrefix.size());
  const std::string_view step = what == "Prod" ? "Mul" : what == "Sum" ? "Add" : what;
  if (step != "Mul" && step != "Add" && step != "Min" && step != "Max") return std::nullopt;
  Integer result = list->front();
  for (std::size_t i = 1; i < list->size() && result; ++i)
    result = binary_fold(step)->integers(*result, (*list)[i]);
  if (!result) return std::nullopt;
  return Integers{*result};
}

}  // namespace systole::frontend::onnx
