// Messages through pipes and sockets: a length, then so many bytes.
#pragma once

#include <optional>
#include <string>

namespace systole::sweep {

/// False when the other side is gone.
bool send_message(int descriptor, const std::string& bytes);
/// Nothing when the other side is gone, also in the middle of a message.
std::optional<std::string> receive_message(int descriptor);

}  // namespace systole::sweep
