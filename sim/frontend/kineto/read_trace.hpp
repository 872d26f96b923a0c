// The bytes of a trace file as records: a SAX reader, so that a file of any size passes through.
#pragma once

#include <istream>
#include <string>

#include "frontend/kineto/trace.hpp"

namespace systole::frontend::kineto {

/// Reads Chrome trace JSON as Kineto writes it. Throws UserError with line and column for what is
/// no JSON, nests too deep or holds impossible times.
Trace read_trace(std::istream& in, const std::string& path);

}  // namespace systole::frontend::kineto
