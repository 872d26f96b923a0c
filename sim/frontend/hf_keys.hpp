// The keys of a Hugging Face config.json, which families spell differently.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>

#include "base/document.hpp"

namespace systole::frontend {

/// A value has the first of its names that stands in the file and is not null. Mistakes are
/// reported at their place.
class HfKeys {
 public:
  using Names = std::initializer_list<std::string_view>;

  HfKeys(const Node& map, Diagnostics& diagnostics) : map_(map), diagnostics_(diagnostics) {}

  const Node* find(Names names) const;
  bool has(Names names) const { return find(names) != nullptr; }
  /// Reports an absent one under its first name, and gives 1 after any mistake.
  std::int64_t required(Names names) const;
  std::int64_t integer(Names names, std::int64_t fallback) const;
  bool flag(Names names, bool fallback) const;
  double number(Names names, double fallback) const;
  std::string text(Names names, const std::string& fallback) const;

  void error(const Node& node, std::string_view name, const std::string& message) const;

 private:
  std::int64_t dimension(const Node& node, std::string_view name) const;

  const Node& map_;
  Diagnostics& diagnostics_;
};

}  // namespace systole::frontend
