#include "frontend/stablehlo/types.hpp"

#include <cctype>
#include <optional>

#include <fmt/format.h>

#include "base/text.hpp"
#include "workload/graph.hpp"

namespace systole::frontend::stablehlo {

namespace {

constexpr std::size_t kMostDims = 32;
constexpr std::size_t kMostTypes = 10'000;

std::optional<DType> element_type(std::string_view name) {
  if (name == "f32") return DType::fp32;
  if (name == "f16") return DType::fp16;
  if (name == "bf16") return DType::bf16;
  if (name == "tf32") return DType::tf32;
  if (starts_with(name, "f8")) return DType::fp8;
  if (starts_with(name, "f4")) return DType::fp4;
  if (name == "f64" || name == "i64" || name == "ui64") return DType::int64;
  if (name == "i32" || name == "ui32") return DType::int32;
  if (name == "i16" || name == "ui16") return DType::int16;
  if (name == "i8" || name == "ui8" || name == "i1") return DType::int8;
  if (name == "i4" || name == "ui4" || name == "i2" || name == "ui2") return DType::int4;
  if (starts_with(name, "complex")) return DType::int64;
  if (starts_with(name, "!quant.uniform<")) {
    const std::string_view stored = name.substr(name.find('<') + 1);
    return element_type(stored.substr(0, stored.find_first_of(":<")));
  }
  return std::nullopt;
}

std::size_t behind_word(std::string_view text, std::size_t at) {
  while (at < text.size() && (std::isalnum(static_cast<unsigned char>(text[at])) != 0 ||
                              text[at] == '_' || text[at] == '.' || text[at] == '!'))
    ++at;
  return at;
}

bool is_here(std::string_view text, std::size_t at, std::string_view word) {
  return text.substr(at, word.size()) == word;
}

}  // namespace

Type take_type(const Scanner& scanner, std::size_t& at) {
  constexpr std::string_view kTensor = "tensor<";
  const std::string_view text = scanner.text();
  at = scanner.skip_blanks(at);
  const std::size_t begin = at;
  if (!is_here(text, at, kTensor)) {  // a token, a tuple, a number
    at = behind_word(text, at);
    if (at < text.size() && text[at] == '<') at = scanner.behind_group(at);
    if (at == begin) scanner.fail(at, "expected a type, as tensor<8x16xf32>");
    return {};
  }
  at = scanner.behind_group(at + kTensor.size() - 1);
  std::string_view inside = text.substr(begin + kTensor.size(), at - 1 - begin - kTensor.size());
  Type type;
  type.is_tensor = true;
  for (std::size_t x = inside.find('x'); x != std::string_view::npos; x = inside.find('x')) {
    const std::string_view size = trim(inside.substr(0, x));
    if (size == "?") {
      scanner.fail(begin,
                   "a tensor whose size is open: lower the function for fixed shapes "
                   "(jax.jit(f).lower(*arrays))");
    }
    const auto number = parse_int64(size);
    if (!number) break;  // the element type has an x of its own
    if (*number < 0 || *number > workload::kMaxDimension || type.dims.size() >= kMostDims)
      scanner.fail(begin, fmt::format("impossible sizes: tensor<{}>", inside.substr(0, 60)));
    type.dims.push_back(*number);
    inside.remove_prefix(x + 1);
  }
  std::string_view element = trim(inside);
  if (!starts_with(element, "!")) element = trim(element.substr(0, element.find(',')));
  const auto dtype = element_type(element);
  if (!dtype) scanner.fail(begin, fmt::format("unknown element type '{}'", element.substr(0, 40)));
  type.dtype = *dtype;
  return type;
}

namespace {

/// Types with commas between, in round brackets or not.
std::vector<Type> take_types(const Scanner& scanner, std::size_t& at) {
  const std::string_view text = scanner.text();
  std::vector<Type> types;
  at = scanner.skip_blanks(at);
  const bool in_brackets = at < text.size() && text[at] == '(';
  const std::size_t end = in_brackets ? scanner.behind_group(at) : text.size();
  if (in_brackets) at = scanner.skip_blanks(at + 1);
  while (at < end && text[at] != ')') {
    types.push_back(take_type(scanner, at));
    if (types.size() > kMostTypes) scanner.fail(at, "too many types");
    at = scanner.skip_blanks(at);
    if (at < end && text[at] == '{') at = scanner.skip_blanks(scanner.behind_group(at));
    if (at >= end || text[at] != ',') break;
    at = scanner.skip_blanks(at + 1);
  }
  if (in_brackets) at = end;
  return types;
}

}  // namespace

Signature take_signature(const Scanner& scanner, std::size_t& at) {
  Signature signature;
  signature.operands = take_types(scanner, at);
  const std::size_t next = scanner.skip_blanks(at);
  if (is_here(scanner.text(), next, "->")) {
    at = next + 2;
    signature.results = take_types(scanner, at);
  }
  return signature;
}

}  // namespace systole::frontend::stablehlo
