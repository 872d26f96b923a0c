// The parameters of a native workload and their values from the command line.
#pragma once

#include <map>
#include <string>

#include "base/document.hpp"
#include "frontend/expression.hpp"

namespace systole::frontend {

/// The values of the map `parameters` (nullptr: none): each an expression over those above it, or
/// what `overrides` says instead. An override of something that is no parameter is an error that
/// lists what there is.
Parameters read_parameters(const Node* parameters,
                           const std::map<std::string, std::string>& overrides,
                           Diagnostics& diagnostics);

}  // namespace systole::frontend
