// The work of one operator of the native workload format, of any kind.
#pragma once

#include <optional>

#include "frontend/native_keys.hpp"
#include "workload/work.hpp"

namespace systole::frontend {

/// Reads `kind` and the keys of that kind. Nothing when the kind is missing or unknown, which is
/// reported; the other keys cannot be judged then.
std::optional<workload::Work> read_work(NativeKeys& keys);

}  // namespace systole::frontend
