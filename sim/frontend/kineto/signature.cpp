#include "frontend/kineto/signature.hpp"

#include <algorithm>

#include "base/checked.hpp"
#include "base/text.hpp"

namespace systole::frontend::kineto {

namespace {

constexpr char kOpen = '\x02';
constexpr char kClose = '\x03';
constexpr char kEndOfValue = '\x1F';
constexpr char kEndOfPart = '\x1E';
constexpr std::size_t kLongestPart = std::size_t{256} << 10;

/// A value, or a list of them.
struct Node {
  std::string_view text;
  std::vector<Node> items;
  bool is_list = false;
};

/// Reads what SignatureText wrote. The depth is bounded by that of the file.
Node parse_node(std::string_view& text) {
  Node node;
  if (text.front() != kOpen) {
    const std::size_t end = std::min(text.find(kEndOfValue), text.size());
    node.text = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return node;
  }
  node.is_list = true;
  text.remove_prefix(1);
  while (!text.empty() && text.front() != kClose) node.items.push_back(parse_node(text));
  if (!text.empty()) text.remove_prefix(1);
  return node;
}

/// The integers of a list; empty when it holds anything else.
Dims integers_of(const Node& node) {
  Dims dims;
  for (const Node& item : node.items) {
    const auto number = parse_int64(item.text);
    if (item.is_list || !number) return {};
    dims.push_back(*number);
  }
  return dims;
}

void take_dims(const Node& node, Argument& argument) {
  const bool lists = std::any_of(node.items.begin(), node.items.end(),
                                 [](const Node& item) { return item.is_list; });
  if (!lists) {
    argument.dims = integers_of(node);
    return;
  }
  for (const Node& item : node.items) argument.list.push_back(integers_of(item));
}

std::vector<Node> items_of(std::string_view part) {
  if (part.empty() || part.front() != kOpen) return {};
  return parse_node(part).items;
}

bool is_type_of_tensor(std::string_view type) {
  return !type.empty() && type.find("Scalar") == std::string_view::npos &&
         type.find("List") == std::string_view::npos;
}

}  // namespace

bool Argument::is_tensor() const {
  const bool positive =
      std::all_of(dims.begin(), dims.end(), [](std::int64_t size) { return size > 0; });
  return positive && list.empty() && (!dims.empty() || is_type_of_tensor(type));
}

const Dims* Call::dims(std::size_t index) const {
  if (index >= arguments.size() || !arguments[index].is_tensor()) return nullptr;
  return &arguments[index].dims;
}

Dims Call::integers(std::size_t index) const {
  if (index >= arguments.size()) return {};
  std::string_view text = trim(arguments[index].value);
  if (text.size() >= 2 && text.front() == '[') text = text.substr(1, text.size() - 2);
  Dims numbers;
  if (text.empty()) return numbers;
  for (const std::string_view field : split(text, ',')) {
    const auto number = parse_int64(trim(field));
    if (!number) return {};
    numbers.push_back(*number);
  }
  return numbers;
}

std::optional<bool> Call::boolean(std::size_t index) const {
  if (index >= arguments.size()) return std::nullopt;
  const std::string value = lower(arguments[index].value);
  if (value == "true" || value == "1") return true;
  if (value == "false" || value == "0") return false;
  return std::nullopt;
}

std::string_view Call::type(std::size_t index) const {
  return index < arguments.size() ? arguments[index].type : std::string_view();
}

void SignatureText::clear() {
  for (std::string& part : parts_) part.clear();
}

void SignatureText::put(std::string_view text) {
  if (parts_[part_].size() <= kLongestPart) parts_[part_] += text;
}

std::string SignatureText::text(bool with_values) const {
  const auto& [dims, types, values] = parts_;
  if (dims.empty()) return "";
  if (std::max({dims.size(), types.size(), values.size()}) > kLongestPart) return "";
  return dims + kEndOfPart + types + kEndOfPart + (with_values ? values : "");
}

Call parse_call(std::string_view name, std::string_view text) {
  Call call;
  call.name = name;
  std::vector<std::string_view> parts = split(text, kEndOfPart);
  parts.resize(3);
  for (const Node& node : items_of(parts[0])) take_dims(node, call.arguments.emplace_back());
  const std::vector<Node> types = items_of(parts[1]);
  const std::vector<Node> values = items_of(parts[2]);
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    Argument& argument = call.arguments[i];
    if (i < types.size()) {
      argument.type =
          types[i].is_list && !types[i].items.empty() ? types[i].items.front().text : types[i].text;
    }
    if (i < values.size()) argument.value = values[i].text;
  }
  return call;
}

std::int64_t elements_of(const Dims& dims) {
  std::int64_t elements = 1;
  for (const std::int64_t size : dims)
    elements = checked_mul(elements, size, "elements of a tensor");
  return elements;
}

}  // namespace systole::frontend::kineto
