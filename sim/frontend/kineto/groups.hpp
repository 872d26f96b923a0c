// The GPU events of one operator call together: a product may be a fill, a kernel and a reduction.
#pragma once

#include <cstddef>
#include <vector>

#include "frontend/kineto/links.hpp"
#include "frontend/kineto/trace.hpp"

namespace systole::frontend::kineto {

/// Why a group's work is what it is.
enum class Basis {
  known_op,    ///< an operator that the tables know
  other_op,    ///< the innermost operator, which no table knows
  kernel_only  ///< no operator with shapes: the kernel's name and time
};

struct Group {
  Basis basis = Basis::kernel_only;
  Id op = kNone;                    ///< the call that names the shapes
  std::vector<std::size_t> events;  ///< indices into Trace::gpu
};

/// In the order of their first events. Transfers between host and device stand alone, and so do
/// collectives and what has no operator.
std::vector<Group> group(const Trace& trace, const std::vector<Link>& links);

/// Whether a copy moves data between host and device.
bool crosses_to_host(std::string_view copy);

}  // namespace systole::frontend::kineto
