// What the readers of configurations complain about, as one text.
#pragma once

#include <string>
#include <vector>

#include "config/chip_io.hpp"

namespace systole::config {

inline std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

inline std::string errors_of(const std::string& text,
                             const std::vector<std::string>& overrides = {}) {
  Diagnostics diagnostics;
  parse_chip(text, "c.yaml", overrides, diagnostics);
  return joined(diagnostics.errors());
}

}  // namespace systole::config
