// The messages of a collective whose plan collective_time has made. Without contention they take
// exactly the plan's time.
#pragma once

#include "timing/collective.hpp"
#include "timing/fabric_links.hpp"
#include "timing/message_schedule.hpp"

namespace systole::timing {

/// Which ranks send messages of their own.
enum class RankDetail {
  every_rank,
  /// One rank stands for all of them, and sends to itself: what each does is the same.
  one_for_all
};

/// Whether all ranks do the same at the same time, so that one can stand for all.
bool ranks_are_alike(const config::NetworkConfig& network, const CollectivePlan& plan);

struct CollectiveJob {
  CollectiveRequest request;
  CollectiveTime planned;
  std::int64_t first_chip = 0;
  Femtoseconds start = 0;
};

/// Adds the messages of a job to `schedule`, over links that `links` numbers. Throws ModelError
/// where one rank cannot stand for all.
void add_collective(const config::NetworkConfig& network, const CollectiveJob& job,
                    RankDetail detail, FabricLinks& links, MessageSchedule& schedule);

}  // namespace systole::timing
