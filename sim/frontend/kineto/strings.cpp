#include "frontend/kineto/strings.hpp"

namespace systole::frontend::kineto {

std::string as_utf8(std::string_view text) {
  std::string valid;
  while (const auto at = first_invalid_utf8(text)) {
    valid.append(text.substr(0, *at)).push_back('?');
    text.remove_prefix(*at + 1);
  }
  return valid.append(text);
}

}  // namespace systole::frontend::kineto
