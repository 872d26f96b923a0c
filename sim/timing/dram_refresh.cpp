#include "timing/dram_refresh.hpp"

#include <limits>

#include "timing/dram_refresh_all.hpp"
#include "timing/dram_refresh_bank.hpp"

namespace systole::timing {

namespace {

class NoRefresh : public DramRefresher {
 public:
  Cycles next_due() const override { return std::numeric_limits<Cycles>::max(); }
  void update(Cycles /*now*/) override {}
  std::optional<DramStep> step(Cycles /*now*/) const override { return std::nullopt; }
  void issued(const DramStep& /*step*/) override {}
};

}  // namespace

std::unique_ptr<DramRefresher> make_dram_refresher(const config::MemoryConfig& memory,
                                                   DramBanks& banks) {
  const config::DramTimings t = config::resolved(memory);
  const Cycles ticks = banks.rules().ticks_per_clock;
  switch (memory.controller.refresh) {
    case config::DramRefresh::all_bank:
      return std::make_unique<AllBankRefresh>(t.trefi * ticks, banks);
    case config::DramRefresh::per_bank:
      return std::make_unique<PerBankRefresh>(t.trefi_pb * ticks, banks);
    case config::DramRefresh::none:
      break;
  }
  return std::make_unique<NoRefresh>();
}

}  // namespace systole::timing
