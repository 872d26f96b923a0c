// Small programs of PaddlePaddle for tests, written byte by byte as protocol buffers are.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "frontend/onnx/model_writer.hpp"

namespace systole::frontend::paddle_test {

using onnx_test::Dims;
using onnx_test::Message;
using Names = std::vector<std::string>;

/// "Input" = {"x"}
struct Slot {
  std::string parameter;
  Names names;
};

struct Attribute {
  std::string name;
  std::variant<int, bool, float, std::string, Dims> value;
};

class ProgramWriter {
 public:
  ProgramWriter& variable(const std::string& name, const Dims& dims, int element = 5) {
    return add_variable(name, dims, element, 0);
  }
  ProgramWriter& weight(const std::string& name, const Dims& dims) {
    return add_variable(name, dims, 5, 1);
  }

  ProgramWriter& op(const std::string& type, const std::vector<Slot>& inputs,
                    const std::vector<Slot>& outputs,
                    const std::vector<Attribute>& attributes = {}) {
    Message message;
    for (const Slot& slot : inputs) message.add(1, message_of(slot));
    for (const Slot& slot : outputs) message.add(2, message_of(slot));
    message.bytes(3, type);
    for (const Attribute& attribute : attributes) message.add(4, message_of(attribute));
    operations_ += Message().add(4, message).content();
    return *this;
  }

  ProgramWriter& feed(const std::string& variable) {
    return op("feed", {{"X", {"feed"}}}, {{"Out", {variable}}});
  }
  ProgramWriter& fetch(const std::string& variable) {
    return op("fetch", {{"X", {variable}}}, {{"Out", {"fetch"}}});
  }

  std::string content() const {
    const std::string numbers = Message().number(1, 0).number(2, -1).content();
    return Message().bytes(1, numbers + variables_ + operations_).content();
  }

 private:
  ProgramWriter& add_variable(const std::string& name, const Dims& dims, int element,
                              int persistable) {
    Message tensor;
    tensor.number(1, element);
    for (const std::int64_t size : dims) tensor.number(2, size);
    const Message type = Message().number(1, 7).add(3, Message().add(1, tensor));
    const Message made = Message().bytes(1, name).add(2, type).number(3, persistable);
    variables_ += Message().add(3, made).content();
    return *this;
  }

  static Message message_of(const Slot& slot) {
    Message message;
    message.bytes(1, slot.parameter);
    for (const std::string& name : slot.names) message.bytes(2, name);
    return message;
  }

  static Message message_of(const Attribute& attribute) {
    Message message;
    message.bytes(1, attribute.name);
    if (const auto* number = std::get_if<int>(&attribute.value)) message.number(3, *number);
    if (const auto* truth = std::get_if<bool>(&attribute.value)) message.number(10, *truth ? 1 : 0);
    if (const auto* real = std::get_if<float>(&attribute.value)) message.real(4, *real);
    if (const auto* text = std::get_if<std::string>(&attribute.value)) message.bytes(5, *text);
    if (const auto* list = std::get_if<Dims>(&attribute.value)) {
      for (const std::int64_t value : *list) message.number(6, value);
    }
    return message;
  }

  std::string variables_;
  std::string operations_;
};

}  // namespace systole::frontend::paddle_test
