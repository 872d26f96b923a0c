#include "timing/dram_scheduler.hpp"

#include "timing/dram_fcfs.hpp"
#include "timing/dram_fr_fcfs.hpp"

namespace systole::timing {

std::unique_ptr<DramScheduler> make_dram_scheduler(config::DramScheduling kind,
                                                   const DramBanks& banks) {
  if (kind == config::DramScheduling::fcfs) return std::make_unique<Fcfs>(banks);
  return std::make_unique<FrFcfs>(banks);
}

}  // namespace systole::timing
