// Values as bytes, between processes of the same program.
#pragma once

#include <cstring>
#include <string>
#include <type_traits>

#include "base/error.hpp"

namespace systole::sweep {

class ByteWriter {
 public:
  template <class Number>
  void put(Number number) {
    static_assert(std::is_arithmetic_v<Number>);
    bytes_.append(reinterpret_cast<const char*>(&number), sizeof number);
  }
  void put(const std::string& text) {
    put(text.size());
    bytes_ += text;
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class ByteReader {
 public:
  explicit ByteReader(const std::string& bytes) : bytes_(bytes) {}

  template <class Number>
  Number number() {
    Number value{};
    std::memcpy(&value, take(sizeof value), sizeof value);
    return value;
  }
  std::string text() {
    const auto size = number<std::size_t>();
    return std::string(take(size), size);
  }

 private:
  const char* take(std::size_t size) {
    if (size > bytes_.size() - at_) throw ModelError("a worker's message ends in the middle");
    const char* from = bytes_.data() + at_;
    at_ += size;
    return from;
  }

  const std::string& bytes_;
  std::size_t at_ = 0;
};

}  // namespace systole::sweep
