#include "hw/known_runs.hpp"

#include <algorithm>

namespace systole::hw {

namespace {

constexpr std::int64_t kEighths = 8;

std::uint8_t eighths(Bytes part, Bytes whole) {
  if (whole <= 0) return 0;
  return static_cast<std::uint8_t>((part * kEighths + whole / 2) / whole);
}

bool holds(const timing::Piece& piece, Address address) {
  return address >= piece.address && address < piece.end();
}

}  // namespace

KnownRuns::State KnownRuns::state_of(const Blocks& blocks, const Extents& extents,
                                     const Placement& placement) const {
  std::array<std::array<Bytes, kParts>, 3> resident{};
  std::array<std::array<Bytes, kParts>, 3> dirty{};
  Bytes others = 0;
  for (const auto& block : blocks) {
    bool own = false;
    for (std::size_t i = 0; i < extents.size(); ++i) {
      const Address offset = block.address - placement[i];
      if (!holds(extents[i], offset)) continue;
      own = true;
      const auto part = static_cast<std::size_t>(offset - extents[i].address) * kParts /
                        static_cast<std::size_t>(extents[i].bytes);
      resident[i][part] += buffer_.block_bytes();
      if (block.dirty) dirty[i][part] += buffer_.block_bytes();
    }
    if (!own && block.dirty) others += buffer_.block_bytes();
  }
  State state{};
  std::size_t at = 0;
  for (std::size_t i = 0; i < extents.size(); ++i) {
    const Bytes part_bytes = std::max<Bytes>(1, extents[i].bytes / static_cast<Bytes>(kParts));
    for (std::size_t part = 0; part < kParts; ++part) {
      state[at++] = eighths(resident[i][part], part_bytes);
      state[at++] = eighths(dirty[i][part], part_bytes);
    }
  }
  state[at] = eighths(others, buffer_.size_bytes());
  return state;
}

const KernelMeasurement* KnownRuns::recall(const program::Kernel& kernel,
                                           const Placement& placement) {
  const auto known = known_.find(&kernel);
  if (known == known_.end()) return nullptr;
  const State state = state_of(buffer_.blocks(), known->second.extents, placement);
  const auto& runs = known->second.runs;
  const auto run = std::find_if(runs.begin(), runs.end(),
                                [&](const Run& earlier) { return earlier.state == state; });
  if (run == runs.end()) return nullptr;
  leave(*run, placement);
  return &run->measured;
}

void KnownRuns::leave(const Run& run, const Placement& placement) {
  for (const Left& left : run.left) {
    const Address address = left.offset + placement[static_cast<std::size_t>(left.operand)];
    buffer_.put({address, 0, left.dirty, left.writer});
  }
}

void KnownRuns::begin(const program::Kernel& kernel, const Placement& placement) {
  kernel_ = &kernel;
  placement_ = placement;
  before_ = buffer_.blocks();
  stamp_before_ = buffer_.latest_stamp();
  buffer_.take_extents();
}

void KnownRuns::end(const KernelMeasurement& measured) {
  Extents extents = buffer_.take_extents();
  for (std::size_t i = 0; i < extents.size(); ++i) extents[i].address -= placement_[i];
  Known& known = known_[kernel_];
  known.extents = extents;
  known.runs.push_back({state_of(before_, extents, placement_), measured, left_behind(extents)});
}

std::vector<KnownRuns::Left> KnownRuns::left_behind(const Extents& extents) const {
  Blocks used;
  for (const auto& block : buffer_.blocks()) {
    if (block.stamp > stamp_before_) used.push_back(block);
  }
  std::sort(used.begin(), used.end(),
            [](const auto& a, const auto& b) { return a.stamp < b.stamp; });
  std::vector<Left> left;
  for (const auto& block : used) {
    for (const Operand operand : kOperands) {
      const auto i = static_cast<std::size_t>(operand);
      const Address offset = block.address - placement_[i];
      if (!holds(extents[i], offset)) continue;
      left.push_back({operand, offset, block.dirty, block.writer});
      break;
    }
  }
  return left;
}

}  // namespace systole::hw
