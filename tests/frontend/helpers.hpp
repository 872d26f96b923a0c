// What the tests of this floor share: reading a text, and the message with which it is refused.
#pragma once

#include <string>

#include "frontend/read_workload.hpp"

namespace systole::frontend {

inline workload::Graph read(const std::string& text, const ReadOptions& options = {}) {
  Diagnostics diagnostics;
  return read_workload_text("net.txt", text, options, diagnostics);
}

/// The error that reading gives, "" when it gives none. Anything but a UserError leaves the test
/// with a failure.
inline std::string error_of(const std::string& text, const ReadOptions& options = {}) {
  try {
    read(text, options);
  } catch (const UserError& error) {
    return error.what();
  }
  return "";
}

/// A native workload around one operator or more, each line indented as an item of `operators`.
inline std::string native(const std::string& operators) {
  return "name: net\nparameters: {batch: 2, seq: 512, heads: 12}\noperators:\n" + operators;
}

}  // namespace systole::frontend
