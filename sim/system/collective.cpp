#include "system/collective.hpp"

#include <algorithm>

#include "base/checked.hpp"
#include "hw/network.hpp"
#include "system/elaboration.hpp"

namespace systole::system {

namespace {

using timing::RankDetail;

/// Numbers of the messages of each job: from `begin` up to that of the next.
using Begins = std::vector<std::size_t>;

RankDetail detail_of(const config::NetworkConfig& network,
                     const std::vector<timing::CollectiveJob>& jobs,
                     const CollectiveOptions& options) {
  const bool one = jobs.size() == 1 && !options.every_rank &&
                   timing::ranks_are_alike(network, jobs.front().planned.plan);
  return one ? RankDetail::one_for_all : RankDetail::every_rank;
}

std::vector<Femtoseconds> ends_of(const hw::Network& network, const Begins& begins) {
  const auto& arrivals = network.arrivals();
  std::vector<Femtoseconds> ends;
  for (std::size_t job = 0; job + 1 < begins.size(); ++job) {
    const auto first = arrivals.begin() + static_cast<std::ptrdiff_t>(begins[job]);
    const auto last = arrivals.begin() + static_cast<std::ptrdiff_t>(begins[job + 1]);
    ends.push_back(first == last ? 0 : *std::max_element(first, last));
  }
  return ends;
}

void ask_for(const timing::MessageSchedule& schedule, result::CollectiveRun& run) {
  for (const timing::Message& message : schedule.messages()) {
    if (message.first_link == timing::kNone) continue;
    const int links = message.second_link == timing::kNone ? 1 : 2;
    run.payload = checked_add(run.payload, message.bytes, "the bytes of a collective");
    run.wire = checked_add(run.wire, links * message.wire, "the bytes of a collective");
    ++run.messages;
  }
}

void collect(const hw::Network& network, const std::vector<timing::FabricLink>& links,
             result::CollectiveRun& run) {
  for (std::size_t i = 0; i < links.size(); ++i) {
    const hw::LinkTraffic& traffic = network.links()[i]->traffic();
    run.links.push_back({links[i].name, traffic.messages, traffic.bytes_in, traffic.bytes_out,
                         traffic.busy, traffic.waited});
  }
  for (const auto& [chip, endpoint] : network.endpoints()) {
    run.chips.push_back({chip, endpoint->traffic().sent, endpoint->traffic().received});
  }
  run.activations = network.activations();
}

}  // namespace

result::CollectiveRun simulate(const config::NetworkConfig& network,
                               const std::vector<timing::CollectiveJob>& jobs,
                               const CollectiveOptions& options) {
  const RankDetail detail = detail_of(network, jobs, options);
  timing::FabricLinks links(network);
  timing::MessageSchedule schedule;
  Begins begins{0};
  for (const timing::CollectiveJob& job : jobs) {
    timing::add_collective(network, job, detail, links, schedule);
    begins.push_back(schedule.messages().size());
  }
  elaborate_once();
  hw::Network hardware("network", links.all(), schedule);
  hardware.run();
  result::CollectiveRun run;
  run.ends = ends_of(hardware, begins);
  run.ranks_per_chip = detail == RankDetail::one_for_all ? jobs.front().request.ranks : 1;
  ask_for(schedule, run);
  collect(hardware, links.all(), run);
  result::check_books(run);
  return run;
}

}  // namespace systole::system
