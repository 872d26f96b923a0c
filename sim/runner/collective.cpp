#include "runner/collective.hpp"

#include "runner/child.hpp"
#include "runner/wire.hpp"

namespace systole::runner {

result::CollectiveRun run_in_child(const config::NetworkConfig& network,
                                   const std::vector<timing::CollectiveJob>& jobs,
                                   const system::CollectiveOptions& options) {
  return collective_from_bytes(
      in_child([&] { return to_bytes(system::simulate(network, jobs, options)); }));
}

}  // namespace systole::runner
