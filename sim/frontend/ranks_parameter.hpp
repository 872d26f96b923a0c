// `--param ranks=N`: over how many chips collectives ran, of traces that do not say it themselves.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "frontend/read_options.hpp"

namespace systole::frontend {

/// Nothing where it is not given. Throws UserError for any other parameter, and for what is no
/// number of chips; `what` ("a Chakra trace") stands in the message.
std::optional<std::int64_t> ranks_parameter(const ReadOptions& options, std::string_view what);

}  // namespace systole::frontend
