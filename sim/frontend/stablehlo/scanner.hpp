// Text of MLIR, bracket by bracket: where groups end, and where lines do.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"

namespace systole::frontend::stablehlo {

class Scanner {
 public:
  Scanner(std::string path, std::string_view text) : path_(std::move(path)), text_(text) {}

  std::string_view text() const { return text_; }
  /// One past the bracket that closes the one at `open`; throws UserError where there is none, or
  /// brackets nest too deep. The `>` of an arrow closes nothing, texts between quotes are skipped.
  std::size_t behind_group(std::size_t open) const;
  /// One past the quote that closes the one at `open`.
  std::size_t behind_quotes(std::size_t open) const;
  std::size_t skip_blanks(std::size_t at) const;
  int line_of(std::size_t at) const;
  [[noreturn]] void fail(std::size_t at, const std::string& what) const;

 private:
  std::string path_;
  std::string_view text_;
};

/// The text with comments as blanks.
std::string without_comments(std::string text);

}  // namespace systole::frontend::stablehlo
