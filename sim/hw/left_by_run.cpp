#include "hw/left_by_run.hpp"

namespace systole::hw {

bool LeftByRun::add(const program::Kernel& kernel, const std::array<Address, 3>& placement) {
  placement_ = placement;
  held_.clear();
  program::Command command;
  for (std::int64_t core = 0; core < kernel.header.cores; ++core) {
    const auto source = kernel.open(core);
    while (source->next(command)) {
      if (!add(command.action)) return false;
    }
  }
  return true;
}

bool LeftByRun::add(const program::Action& action) {
  if (const auto* load = std::get_if<program::Load>(&action)) {
    return add(load->region, load->operand, false);
  }
  if (const auto* store = std::get_if<program::Store>(&action)) {
    return add(store->region, store->operand, true);
  }
  return true;
}

bool LeftByRun::add(const program::Region& region, Operand operand, bool write) {
  if (region.gather) return false;  // lists of addresses are long, and seldom come again
  const Held held{region.address, region.planes * region.rows, region.row_bytes, operand, write};
  if (!held_.insert(held).second) return true;
  timing::SharedBufferTiming::Request request;
  request.region = region;
  request.region.address += placement_[static_cast<std::size_t>(operand)];
  request.granule = granule_;
  request.write = write;
  request.operand = operand;
  return buffer_.hold(request);
}

}  // namespace systole::hw
