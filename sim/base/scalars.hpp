// Typed values out of a document's scalars, and texts into scalars. Mistakes say what was expected.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/document.hpp"

namespace systole {

// Each reads a scalar, or reports at the node's place, under the dotted `path`, why it cannot, and
// gives nothing.

/// Integers may be written 1e9; a leading zero (010), a fraction and quotes are refused with
/// advice.
std::optional<std::int64_t> integer_of(const Node& node, const std::string& path,
                                       Diagnostics& diagnostics);
std::optional<double> number_of(const Node& node, const std::string& path,
                                Diagnostics& diagnostics);
/// true or false, in any case; nothing else (YAML 1.1's "no" and "on" surprise people).
std::optional<bool> bool_of(const Node& node, const std::string& path, Diagnostics& diagnostics);
std::optional<std::string> text_of(const Node& node, const std::string& path,
                                   Diagnostics& diagnostics);

/// `text` as a YAML scalar that reads back as the same text: plain where that is safe, else in
/// double quotes.
std::string yaml_text(std::string_view text);
/// `text`, which is UTF-8, as a JSON string.
std::string json_text(std::string_view text);

}  // namespace systole
