// A Result as bytes, for the pipe between a child and its parent (same program, same machine).
#pragma once

#include <string>

#include "result/collective_run.hpp"
#include "result/result.hpp"

namespace systole::runner {

std::string to_bytes(const result::Result& result);
/// Throws ModelError when the bytes are cut short.
result::Result from_bytes(const std::string& bytes);

std::string to_bytes(const result::CollectiveRun& run);
/// Throws ModelError when the bytes are cut short.
result::CollectiveRun collective_from_bytes(const std::string& bytes);

}  // namespace systole::runner
