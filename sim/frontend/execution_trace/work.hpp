// Which calls of an execution trace put work on a device. The file does not say: it has calls, not
// kernels.
#pragma once

#include <cstddef>
#include <vector>

#include "frontend/execution_trace/nodes.hpp"

namespace systole::frontend::execution_trace {

struct Selection {
  std::vector<kineto::Id> calls;  ///< into trace.ops, in their order
  std::size_t on_host = 0;        ///< operators that touch no tensor on the device
  std::size_t transfers = 0;      ///< copies between host and device
};

/// The innermost calls that compute: of a chain such as linear, addmm only the last one does. A
/// call that a table knows counts beside what it calls where that is of another kind, such as the
/// fill inside a sum.
Selection select_work(const Recording& recording);

}  // namespace systole::frontend::execution_trace
