#include "frontend/hf_keys.hpp"

#include <fmt/format.h>

#include "base/scalars.hpp"

namespace systole::frontend {

namespace {

/// No dimension of a model is larger; products of a few of them stay within 64 bits.
constexpr std::int64_t kMostOfADimension = 1 << 26;

}  // namespace

const Node* HfKeys::find(Names names) const {
  for (const std::string_view name : names) {
    const Node* node = map_.find(name);
    if (node != nullptr && !node->is_null()) return node;
  }
  return nullptr;
}

std::int64_t HfKeys::dimension(const Node& node, std::string_view name) const {
  const auto value = integer_of(node, std::string(name), diagnostics_);
  if (value && (*value < 0 || *value > kMostOfADimension)) {
    error(node, name, fmt::format("is {}, expected 0 to {}", *value, kMostOfADimension));
    return 1;
  }
  return value.value_or(1);
}

std::int64_t HfKeys::required(Names names) const {
  const std::string_view first = *names.begin();
  const Node* node = find(names);
  if (node == nullptr) {
    diagnostics_.error(map_.place, std::string(first),
                       "is missing, and the model cannot be built without it");
    return 1;
  }
  const std::int64_t value = dimension(*node, first);
  if (value > 0) return value;
  error(*node, first, "is 0, expected at least 1");
  return 1;
}

std::int64_t HfKeys::integer(Names names, std::int64_t fallback) const {
  const Node* node = find(names);
  return node == nullptr ? fallback : dimension(*node, *names.begin());
}

bool HfKeys::flag(Names names, bool fallback) const {
  const Node* node = find(names);
  if (node == nullptr) return fallback;
  return bool_of(*node, std::string(*names.begin()), diagnostics_).value_or(fallback);
}

double HfKeys::number(Names names, double fallback) const {
  const Node* node = find(names);
  if (node == nullptr) return fallback;
  return number_of(*node, std::string(*names.begin()), diagnostics_).value_or(fallback);
}

std::string HfKeys::text(Names names, const std::string& fallback) const {
  const Node* node = find(names);
  if (node == nullptr) return fallback;
  return text_of(*node, std::string(*names.begin()), diagnostics_).value_or(fallback);
}

void HfKeys::error(const Node& node, std::string_view name, const std::string& message) const {
  diagnostics_.error(node.place, std::string(name), message);
}

}  // namespace systole::frontend
