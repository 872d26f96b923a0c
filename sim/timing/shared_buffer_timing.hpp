// The buffer that all cores share (L2, global buffer): set-associative blocks, least recently used
// first out, written back when they leave; slices with a bandwidth and a latency. Plain state and
// integer time.
//
// Blocks go round the slices, and within a slice round its sets. A request is one run; what it
// misses becomes fills of whole blocks, what it pushes out becomes write-backs, and both are told
// to whoever drives the memory. A block on its way in is not pushed out: a request that finds
// nothing but such blocks passes by the buffer.
#pragma once

#include <array>
#include <deque>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "config/chip.hpp"
#include "timing/clock.hpp"
#include "timing/transfer_shape.hpp"

namespace systole::timing {

/// What the memory behind the buffer has to do for a request.
struct MemoryTransfer {
  enum class Kind { write_back, fill, direct_read, direct_write };
  Kind kind = Kind::fill;
  Piece piece;
  Operand operand = Operand::input;  ///< on whose behalf; for a write-back, who wrote
  std::uint64_t fill = 0;            ///< number of a fill, for `filled`
  bool is_write() const { return kind == Kind::write_back || kind == Kind::direct_write; }
};

class SharedBufferTiming {
 public:
  struct Request {
    program::Region region;
    Bytes granule = 1;  ///< the region is moved in whole, aligned pieces of this size
    bool write = false;
    Operand operand = Operand::input;
    Femtoseconds at = 0;  ///< requests must come in order of time
    /// Who asks. What a core of a cluster reads, the others get with it (multicast): when they ask,
    /// the slices have delivered it already.
    program::ClusterPlace cluster{};
  };

  struct Answer {
    Femtoseconds served = 0;     ///< slices have delivered or taken the bytes, and hits are there
    bool hits = false;           ///< some of the bytes are in the buffer already
    Femtoseconds looked_up = 0;  ///< when transfers may be asked of the memory
    std::vector<MemoryTransfer> transfers;  ///< in the order in which they must be asked for
    std::vector<std::uint64_t>
        waits_for;  ///< fills of earlier requests that are still on their way
  };

  /// Bytes by Operand.
  struct Statistics {
    std::array<Bytes, 3> hit{};      ///< read, and found
    std::array<Bytes, 3> missed{};   ///< read, and fetched into the buffer first
    std::array<Bytes, 3> written{};  ///< written into the buffer
    std::array<Bytes, 3> dirtied{};  ///< blocks that memory had, and no longer has, as they are
    std::array<Bytes, 3> filled{};   ///< read from memory, in whole blocks
    std::array<Bytes, 3> written_back{};  ///< written to memory, in whole blocks
    std::array<Bytes, 3> passed_read{};   ///< read past the buffer
    std::array<Bytes, 3> passed_written{};
    std::array<Bytes, 3> multicast{};  ///< of the hits: had come with what another core read
    Femtoseconds busy = 0;             ///< slices transfer data, summed over slices
  };

  SharedBufferTiming(const config::SharedBufferConfig& config, const Clock& clock);

  /// The answer stands until the next call.
  const Answer& request(const Request& request);
  /// What cores of a cluster read so far is of no use to those that ask from now on.
  void forget_clusters() { clusters_.clear(); }
  /// Has the bytes of a request here, as if they had come long ago; no time passes and nothing is
  /// counted. False where a block would have to leave for it, or where it is not for the buffer.
  bool hold(const Request& request);
  /// As after construction, but for what was counted.
  void clear();
  /// A fill is complete at `at`.
  void filled(const MemoryTransfer& fill, Femtoseconds at);

  /// From the first to the last byte that requests have touched since the last call, by Operand.
  std::array<Piece, 3> take_extents() { return std::exchange(extents_, {}); }
  /// Stamps rise with every use.
  std::uint64_t latest_stamp() const { return uses_; }
  struct BlockState {
    Address address = 0;
    std::uint64_t stamp = 0;
    bool dirty = false;
    Operand writer = Operand::output;
  };
  /// Of all blocks that are there, in no order.
  std::vector<BlockState> blocks() const;
  /// Of the block that holds `address`, where it is there.
  std::optional<BlockState> block_at(Address address) const;
  /// Where a block lies: sets of all slices are numbered from 0.
  std::size_t sets() const { return numbers_.size() / static_cast<std::size_t>(config_.ways); }
  std::size_t set_of(Address address) const;
  /// Blocks that `incoming[set]` new blocks in each set would push out, and that are dirty; those
  /// for which `stays(address)` are left where they are.
  std::int64_t dirty_victims(const std::vector<std::int32_t>& incoming,
                             const std::function<bool(Address)>& stays) const;
  /// Puts a block in as though it had just been used, without asking the memory for anything.
  void put(const BlockState& block);

  const Statistics& statistics() const { return statistics_; }
  /// Bytes of blocks that memory does not have yet.
  Bytes dirty_bytes() const;
  Femtoseconds latency() const { return latency_; }
  Bytes block_bytes() const { return config_.block_bytes; }
  Bytes size_bytes() const { return config_.bytes_for_all(); }
  /// All slices together.
  std::int64_t bytes_per_second() const { return slice_bytes_per_second_ * config_.slices; }

 private:
  /// What neighbouring slices hold in turn. Larger blocks are kept whole, and lie in several.
  static constexpr Bytes kLineBytes = 128;

  struct Block {
    std::uint64_t used = 0;  ///< stamp of the latest use
    std::uint64_t fill = 0;  ///< number of the fill that brings it; 0 when it is here
    Femtoseconds ready = 0;
    bool dirty = false;
    Operand writer = Operand::output;
  };
  /// What a core of a cluster has read and others may have got with it.
  struct Delivery {
    Piece piece;
    std::uint64_t asked = 0;  ///< by which members, a bit each
    Femtoseconds served = 0;
  };
  /// Place of a block in the buffer.
  using Way = std::size_t;
  struct Part;

  const Delivery* delivery_for(const Request& request);
  void remember_delivery(const Request& request);
  void load_slices(const Part& part);
  template <class Visit>
  void for_each_part(const Request& request, const Visit& visit) const;
  void touch(const Request& request, const Part& part);
  bool hold(const Request& request, const Part& part);
  void find(const Request& request, const Part& part, Way way);
  void pass_by(const Request& request, const Part& part);
  void install(const Request& request, const Part& part, Way way);
  std::uint64_t fetch(const Request& request, std::int64_t number);
  void evict(Way way);
  void ask(const MemoryTransfer& transfer);
  void finish_answer(Femtoseconds at);
  BlockState state_of(Way way) const;
  std::optional<Way> lookup(std::int64_t number, Way first) const;
  std::optional<Way> victim(Way first) const;
  Way first_way(std::int64_t number) const;
  bool keeps(Operand operand) const;
  Piece piece_of(std::int64_t number) const;
  Femtoseconds serve(Femtoseconds at);
  Femtoseconds serve_lines(Femtoseconds at);
  bool lies_in_lines() const { return config_.block_bytes > kLineBytes; }
  Femtoseconds service_time(Bytes bytes);

  config::SharedBufferConfig config_;
  std::int64_t sets_;  ///< of one slice
  std::int64_t slice_bytes_per_second_;
  Femtoseconds latency_;
  std::vector<std::int64_t> numbers_;  ///< by way: address / block_bytes; -1 when empty
  /// By way: stamp of the latest use; the highest of all while a fill is on its way.
  std::vector<std::uint64_t> stamps_;
  std::vector<Block> blocks_;  ///< by way
  std::vector<Femtoseconds> free_at_;
  std::vector<Bytes> load_;          ///< bytes of the request at hand, by slice
  std::vector<std::size_t> loaded_;  ///< slices that have any
  Bytes spread_load_ = 0;            ///< of the request at hand, where its blocks lie in lines
  Femtoseconds lines_free_at_ = 0;
  std::vector<std::deque<Delivery>> clusters_;  ///< by number, the latest in front
  const Delivery* delivery_ = nullptr;          ///< that the request at hand came with
  Bytes last_load_ = 0;
  Femtoseconds last_service_ = 0;
  std::uint64_t uses_ = 0;
  std::uint64_t fills_ = 0;
  Statistics statistics_;
  std::array<Piece, 3> extents_{};
  Answer answer_;
  std::array<std::vector<MemoryTransfer>, 4> asked_;  ///< of the request at hand, by kind
};

}  // namespace systole::timing
