#include "frontend/ranks_parameter.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "workload/graph.hpp"

namespace systole::frontend {

std::optional<std::int64_t> ranks_parameter(const ReadOptions& options, std::string_view what) {
  std::optional<std::int64_t> ranks;
  for (const auto& [name, value] : options.parameters) {
    if (name != "ranks") {
      throw UserError(
          fmt::format("--param {}: {} has no such parameter (known: ranks, the chips that "
                      "collectives ran over)",
                      name, what));
    }
    ranks = parse_int64(value);
    if (!ranks || *ranks < 1 || *ranks > workload::kMaxDimension)
      throw UserError(fmt::format("--param ranks={}: expected a number of chips", value));
  }
  return ranks;
}

}  // namespace systole::frontend
