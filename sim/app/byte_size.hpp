// Sizes as people write them.
#pragma once

#include <string>

#include "base/units.hpp"

namespace systole::app {

/// "64MiB", "1 GB", "4096". Throws UserError, naming the option, when it is none, or more than a
/// tebibyte.
Bytes bytes_from(const std::string& option, const std::string& text);

}  // namespace systole::app
