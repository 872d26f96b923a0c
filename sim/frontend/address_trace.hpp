// Plain address traces, the form that DRAM simulators read: one access a line, `0xADDR R|W
// [cycle]`.
#pragma once

#include <fstream>
#include <optional>
#include <string>

#include "base/units.hpp"

namespace systole::frontend {

struct TraceAccess {
  Address address = 0;
  bool write = false;
  Cycles cycle =
      0;  ///< of the memory's clock, when the access is asked for; 0 where the line does not say
};

/// Reads a trace line by line, so that its length does not matter. Addresses are hexadecimal with
/// 0x or decimal; R, W, READ and WRITE in any case; the order of the last two fields does not
/// matter, since both orders are in use. Blank lines and comments from # are skipped.
class AddressTrace {
 public:
  /// Throws UserError when the file cannot be read.
  explicit AddressTrace(const std::string& path);

  /// The next access, or nothing at the end. Throws UserError with file, line and column for a line
  /// that is none, and for cycles that go back.
  std::optional<TraceAccess> next();
  std::int64_t line() const { return line_; }

 private:
  [[noreturn]] void fail(std::size_t column, const std::string& message) const;
  TraceAccess parse(std::string_view text);

  std::string path_;
  std::ifstream file_;
  int line_ = 0;
  Cycles latest_ = 0;
};

}  // namespace systole::frontend
