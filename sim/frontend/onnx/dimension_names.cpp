#include "frontend/onnx/dimension_names.hpp"

#include <cctype>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.hpp"
#include "workload/graph.hpp"

namespace systole::frontend::onnx {

namespace {

/// A dimension without a name is called after where it stands.
Dimension named(const ValueInfo& input, std::size_t axis) {
  Dimension dimension = (*input.shape)[axis];
  if (dimension.value < 1 && dimension.name.empty())
    dimension.name = fmt::format("{}.{}", input.name, axis);
  return dimension;
}

bool is_name_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// The names in "past + 2*sequence"; a text that is no expression is one name ("batch-size?").
std::vector<std::string> names_in(const std::string& text) {
  constexpr std::size_t kLongestExpression = 200;
  if (is_parameter_name(text) || text.size() > kLongestExpression) return {text};
  std::vector<std::string> names;
  Parameters trial;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && is_name_character(text[end])) ++end;
    const std::string word = text.substr(i, end - i);
    if (is_parameter_name(word)) {
      names.push_back(word);
      trial[word] = 60;  // many divisors
    }
    i = std::max(end, i + 1);
  }
  try {
    evaluate(text, trial);
    return names;
  } catch (const ExpressionError&) {
    return {text};
  }
}

}  // namespace

void DimensionNames::declare(const ValueInfo& input) {
  for (std::size_t axis = 0; axis < input.shape->size(); ++axis) {
    const Dimension dimension = named(input, axis);
    if (dimension.value >= 1) continue;
    for (const std::string& name : names_in(dimension.name)) {
      const bool leads = axis == 0 && input.shape->size() > 1 && name == dimension.name;
      const auto [role, is_new] = roles_.emplace(name, leads ? Role::leading : Role::inner);
      if (!leads) role->second = Role::inner;
      places_.emplace(name, fmt::format("{} (axis {} of '{}')", name, axis, input.name));
    }
  }
}

void DimensionNames::resolve(const std::string& path, Diagnostics& diagnostics) {
  std::vector<std::string> missing;
  std::vector<std::string> options;
  for (const auto& [name, role] : roles_) {
    const auto given = given_.find(name);
    if (given != given_.end()) {
      read_given(name, given->second, path, diagnostics);
    } else if (role == Role::leading) {
      values_[name] = 1;
      diagnostics.note(
          {path}, fmt::format("dimension '{}' taken as 1; --param {}=N gives another", name, name));
    } else {
      missing.push_back(places_.at(name));
      options.push_back(fmt::format("--param {}=N", name));
    }
  }
  if (missing.empty()) return;
  diagnostics.error({path}, "",
                    fmt::format("the model leaves dimensions open: {}; give them with {}",
                                fmt::join(missing, ", "), fmt::join(options, " ")));
}

void DimensionNames::read_given(const std::string& name, const std::string& text,
                                const std::string& path, Diagnostics& diagnostics) {
  const auto value = parse_integral(text);
  if (value && *value >= 0 && *value <= workload::kMaxDimension) {
    values_[name] = *value;
    return;
  }
  values_[name] = 1;
  diagnostics.error(
      {path}, name,
      fmt::format("expected an integer from 0 to {}, got '{}'", workload::kMaxDimension, text));
}

std::vector<std::string> DimensionNames::names() const {
  std::vector<std::string> all;
  for (const auto& entry : roles_) all.push_back(entry.first);
  return all;
}

std::optional<std::int64_t> DimensionNames::value_of(const Dimension& dimension) const {
  if (dimension.value >= 1) return dimension.value;
  const auto found = values_.find(dimension.name);
  if (found != values_.end()) return found->second;
  try {
    return evaluate(dimension.name, values_);
  } catch (const ExpressionError&) {
    return std::nullopt;
  }
}

Dims DimensionNames::dims_of(const ValueInfo& input) const {
  Dims dims;
  for (std::size_t axis = 0; axis < input.shape->size(); ++axis) {
    const Dimension dimension = named(input, axis);
    const auto value = value_of(dimension);
    if (!value || *value < 0)
      throw UserError(
          fmt::format("input '{}': dimension '{}' has no valid value", input.name, dimension.name));
    dims.push_back(*value);
  }
  return dims;
}

std::optional<Dims> DimensionNames::known_dims_of(const ValueInfo& info) const {
  if (!info.shape) return std::nullopt;
  Dims dims;
  for (const Dimension& dimension : *info.shape) {
    const auto value = value_of(dimension);
    if (!value || *value < 0) return std::nullopt;
    dims.push_back(*value);
  }
  return dims;
}

}  // namespace systole::frontend::onnx
