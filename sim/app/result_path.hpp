// What a user names as a result.
#pragma once

#include <string>

namespace systole::app {

struct ResultPath {
  std::string directory;
  std::string file;  ///< its result.json
};

/// A result directory or the result.json in it. Throws UserError with what is there instead.
ResultPath result_path(const std::string& named);

}  // namespace systole::app
