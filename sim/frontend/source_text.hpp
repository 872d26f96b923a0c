// The text of a workload file, checked to be text at all.
#pragma once

#include <string>

#include "base/error.hpp"

namespace systole::frontend {

struct SourceText {
  std::string path;  ///< as messages show it
  std::string text;  ///< UTF-8 without a byte order mark

  /// The file's name without folder and extension, for formats that carry no name of their own.
  std::string stem() const;
};

/// A file's name without folder and extensions (.gz and the one before it).
std::string stem_of(const std::string& path);

/// Reads a file whole. Throws UserError when it is missing, empty, a directory, binary or not
/// UTF-8.
SourceText load_source(const std::string& path);
/// The same checks for text that is at hand already.
SourceText source_from(std::string path, std::string text);

}  // namespace systole::frontend
