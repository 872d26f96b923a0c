#include "hw/known_runs.hpp"

#include <algorithm>

#include "base/checked.hpp"

namespace systole::hw {

namespace {

constexpr std::int64_t kEighths = 8;
constexpr std::int64_t kThirtySeconds = 32;

std::uint8_t share_in(std::int64_t units, std::int64_t part, std::int64_t whole) {
  if (whole <= 0) return 0;
  return static_cast<std::uint8_t>((part * units + whole / 2) / whole);
}

bool holds(const timing::Piece& piece, Address address) {
  return address >= piece.address && address < piece.end();
}

}  // namespace

/// Looks up every block of a kernel's operands.
class KnownRuns::Survey {
 public:
  Survey(const timing::SharedBufferTiming& buffer, const Extents& extents,
         const Placement& placement)
      : buffer_(buffer), pieces_(extents), incoming_(buffer.sets(), 0) {
    for (std::size_t i = 0; i < pieces_.size(); ++i) pieces_[i].address += placement[i];
    for (const timing::Piece& piece : pieces_) look_up(piece);
    const auto own = [this](Address address) {
      return std::any_of(pieces_.begin(), pieces_.end(),
                         [&](const timing::Piece& piece) { return holds(piece, address); });
    };
    state_[at_] = share_in(kThirtySeconds, buffer.dirty_victims(incoming_, own), missing_);
  }
  const State& state() const { return state_; }

 private:
  /// What does not fit the buffer twice pushes itself out.
  void look_up(const timing::Piece& piece) {
    const Bytes block = buffer_.block_bytes();
    const std::int64_t blocks =
        std::min(ceil_div(piece.bytes, block), 2 * buffer_.size_bytes() / block);
    const auto parts = static_cast<std::int64_t>(kParts);
    for (std::int64_t part = 0; part < parts; ++part) {
      const std::int64_t begin = blocks * part / parts;
      add_part(piece, begin, blocks * (part + 1) / parts - begin);
    }
  }

  void add_part(const timing::Piece& piece, std::int64_t first, std::int64_t count) {
    std::int64_t resident = 0;
    std::int64_t dirty = 0;
    for (std::int64_t i = first; i < first + count; ++i) {
      const Address address = piece.address + static_cast<Address>(i * buffer_.block_bytes());
      if (const auto block = buffer_.block_at(address)) {
        ++resident;
        dirty += block->dirty ? 1 : 0;
      } else {
        ++incoming_[buffer_.set_of(address)];
        ++missing_;
      }
    }
    state_[at_++] = share_in(kEighths, resident, count);
    state_[at_++] = share_in(kEighths, dirty, count);
  }

  const timing::SharedBufferTiming& buffer_;
  Extents pieces_;
  std::vector<std::int32_t> incoming_;  ///< missing blocks, by set
  std::int64_t missing_ = 0;
  State state_{};
  std::size_t at_ = 0;
};

KnownRuns::State KnownRuns::state_of(const timing::SharedBufferTiming& buffer,
                                     const Extents& extents, const Placement& placement) {
  return Survey(buffer, extents, placement).state();
}

const KernelMeasurement* KnownRuns::recall(const program::Kernel& kernel,
                                           const Placement& placement) {
  const auto known = known_.find(&kernel);
  if (known == known_.end()) return nullptr;
  const State state = state_of(buffer_, known->second.extents, placement);
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
  const auto known = known_.find(&kernel);
  if (buffer_.latest_stamp() == 0) {
    state_before_ = {};  // nothing is there yet
  } else if (known == known_.end()) {
    buffer_before_.emplace(buffer_);
  } else {
    state_before_ = state_of(buffer_, known->second.extents, placement);
  }
  stamp_before_ = buffer_.latest_stamp();
  buffer_.take_extents();
}

void KnownRuns::end(const KernelMeasurement& measured) {
  Extents extents = buffer_.take_extents();
  for (std::size_t i = 0; i < extents.size(); ++i) extents[i].address -= placement_[i];
  known_.try_emplace(kernel_, Known{extents, {}});
  if (buffer_before_) {
    state_before_ = state_of(*buffer_before_, extents, placement_);
    buffer_before_.reset();
  }
  known_[kernel_].runs.push_back({state_before_, measured, left_behind(extents)});
}

std::vector<KnownRuns::Left> KnownRuns::left_behind(const Extents& extents) const {
  std::vector<timing::SharedBufferTiming::BlockState> used;
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
