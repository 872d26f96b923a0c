#include "frontend/execution_trace/observed.hpp"

#include "base/text.hpp"
#include "frontend/kineto/signature.hpp"

namespace systole::frontend::execution_trace {

namespace {

using json::Value;
using kineto::SignatureText;

constexpr std::string_view kTensor = "Tensor(";

bool is_tensor(std::string_view type) {
  return starts_with(type, kTensor) && type.find("nullptr") == std::string_view::npos;
}

bool is_tensor_list(std::string_view type) {
  return !starts_with(type, kTensor) && type.find(kTensor) != std::string_view::npos;
}

/// "c10::Half" of "Tensor(c10::Half)"; of a list, that of its first tensor.
std::string_view element_type(std::string_view type) {
  const std::size_t begin = type.find(kTensor) + kTensor.size();
  return type.substr(begin, type.find(')', begin) - begin);
}

const Value* at(const Value* list, std::size_t index) {
  return list != nullptr && index < list->items.size() ? &list->items[index] : nullptr;
}

void put_numbers(SignatureText& text, const Value& shape) {
  text.open();
  for (const Value& size : shape.items) text.value(size.text);
  text.close();
}

/// The shapes of a list of tensors, however deep it nests.
void put_shapes(SignatureText& text, const Value& shapes) {
  for (const Value& shape : shapes.items) {
    const bool nests = !shape.items.empty() && shape.items.front().is_list();
    if (nests) {
      put_shapes(text, shape);
    } else if (shape.is_list()) {
      put_numbers(text, shape);
    }
  }
}

void put_dims(SignatureText& text, std::string_view type, const Value* shape) {
  if (shape != nullptr && is_tensor(type)) return put_numbers(text, *shape);
  text.open();
  if (shape != nullptr && is_tensor_list(type)) put_shapes(text, *shape);
  text.close();
}

void put_type(SignatureText& text, std::string_view type) {
  const bool has_elements = is_tensor(type) || is_tensor_list(type);
  text.value(has_elements ? element_type(type) : "Scalar");
}

/// As PyTorch writes it: True, [1, 1].
std::string written(const Value& value) {
  if (value.kind == Value::Kind::boolean) return value.text == "true" ? "True" : "False";
  if (!value.is_list()) return value.text == "<None>" ? "" : value.text;
  std::string list = "[";
  for (const Value& item : value.items) {
    if (list.size() > 1) list += ", ";
    list += item.is_list() ? "" : written(item);
  }
  return list + "]";
}

void collect(const Value& value, std::vector<TensorPlace>& places) {
  if (!value.is_list()) return;
  // [tensor, storage, offset, elements, bytes of one, "device"]
  constexpr std::size_t kParts = 6;
  const bool is_place = value.items.size() == kParts &&
                        value.items.back().kind == Value::Kind::string &&
                        value.items.front().kind == Value::Kind::number;
  if (!is_place) {
    for (const Value& item : value.items) collect(item, places);
    return;
  }
  const std::string& device = value.items.back().text;
  if (!device.empty()) places.push_back({value.items[1].text, starts_with(device, "cpu")});
}

}  // namespace

Observed observed_in(const Value* io) {
  if (io == nullptr) return {};
  return {io->find("values"), io->find("shapes"), io->find("types")};
}

std::string signature_of(const Observed& inputs, bool with_values) {
  if (inputs.types == nullptr || inputs.types->items.empty()) return "";
  SignatureText text;
  const std::vector<Value>& types = inputs.types->items;
  text.begin(SignatureText::Part::dims);
  text.open();
  for (std::size_t i = 0; i < types.size(); ++i)
    put_dims(text, types[i].text, at(inputs.shapes, i));
  text.close();
  text.begin(SignatureText::Part::types);
  text.open();
  for (const Value& type : types) put_type(text, type.text);
  text.close();
  text.begin(SignatureText::Part::values);
  text.open();
  for (std::size_t i = 0; i < types.size(); ++i) {
    const Value* value = at(inputs.values, i);
    const bool is_told = value != nullptr && types[i].text.find(kTensor) == std::string::npos;
    text.value(is_told ? written(*value) : "");
  }
  text.close();
  return text.text(with_values);
}

std::vector<TensorPlace> tensors_of(const Observed& observed) {
  std::vector<TensorPlace> places;
  if (observed.values != nullptr) collect(*observed.values, places);
  return places;
}

}  // namespace systole::frontend::execution_trace
