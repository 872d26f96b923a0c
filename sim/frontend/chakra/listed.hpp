// Lists written as text, as Python shows them: "[[5, 6, 'cpu'], False, '<None>']".
#pragma once

#include <string_view>

#include "frontend/json/value.hpp"

namespace systole::frontend::chakra {

/// Null where the text is no such list, nests too deep or is too long.
json::Value listed(std::string_view text);

}  // namespace systole::frontend::chakra
