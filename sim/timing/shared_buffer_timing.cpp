#include "timing/shared_buffer_timing.hpp"

#include <algorithm>
#include <limits>

#include "base/checked.hpp"

namespace systole::timing {

namespace {

constexpr std::int64_t kEmpty = -1;  ///< the number of a block that is not there
constexpr std::uint64_t kFilling = std::numeric_limits<std::uint64_t>::max();

/// Cores of a cluster are no farther apart than their slots let them.
constexpr std::size_t kMostDeliveries = 64;

std::size_t index_of(Operand operand) { return static_cast<std::size_t>(operand); }

/// Transfers of one kind that follow each other in memory become one.
void add(std::vector<MemoryTransfer>& transfers, const MemoryTransfer& next) {
  if (!transfers.empty()) {
    MemoryTransfer& last = transfers.back();
    const bool same = last.kind == next.kind && last.operand == next.operand;
    if (same && last.fill == next.fill && last.piece.end() == next.piece.address) {
      last.piece.bytes += next.piece.bytes;
      return;
    }
  }
  transfers.push_back(next);
}

void widen(Piece& extent, const Piece& piece) {
  if (extent.bytes == 0) {
    extent = piece;
    return;
  }
  const Address end = std::max(extent.end(), piece.end());
  extent.address = std::min(extent.address, piece.address);
  extent.bytes = static_cast<Bytes>(end - extent.address);
}

}  // namespace

/// The bytes of a request that lie in one block.
struct SharedBufferTiming::Part {
  std::int64_t number = 0;
  Piece piece;
};

SharedBufferTiming::SharedBufferTiming(const config::SharedBufferConfig& config, const Clock& clock)
    : config_(config),
      sets_(config.bytes_for_all() / (config.slices * config.ways * config.block_bytes)),
      slice_bytes_per_second_(config.bytes_per_cycle * clock.hertz()),
      latency_(clock.start_of(config.latency_cycles)),
      numbers_(static_cast<std::size_t>(sets_ * config.slices * config.ways), kEmpty),
      stamps_(numbers_.size(), 0),
      blocks_(numbers_.size()),
      free_at_(static_cast<std::size_t>(config.slices), 0),
      load_(static_cast<std::size_t>(config.slices), 0) {}

Bytes SharedBufferTiming::dirty_bytes() const {
  const auto dirty =
      std::count_if(blocks_.begin(), blocks_.end(), [](const Block& block) { return block.dirty; });
  return dirty * config_.block_bytes;
}

bool SharedBufferTiming::keeps(Operand operand) const {
  if (operand == Operand::input) return !config_.bypass_input;
  return operand == Operand::weight ? !config_.bypass_weight : !config_.bypass_output;
}

Piece SharedBufferTiming::piece_of(std::int64_t number) const {
  return {static_cast<Address>(number * config_.block_bytes), config_.block_bytes};
}

// Blocks go round the slices, and then on to the next set of each; in this order the ways of
// neighbouring blocks are neighbours too.
SharedBufferTiming::Way SharedBufferTiming::first_way(std::int64_t number) const {
  return static_cast<Way>(number % (config_.slices * sets_) * config_.ways);
}

std::optional<SharedBufferTiming::Way> SharedBufferTiming::lookup(std::int64_t number,
                                                                  Way first) const {
  const auto begin = numbers_.begin() + static_cast<std::ptrdiff_t>(first);
  const auto found = std::find(begin, begin + config_.ways, number);
  if (found == begin + config_.ways) return std::nullopt;
  return first + static_cast<Way>(found - begin);
}

std::optional<SharedBufferTiming::Way> SharedBufferTiming::victim(Way first) const {
  const auto begin = stamps_.begin() + static_cast<std::ptrdiff_t>(first);
  const auto oldest = std::min_element(begin, begin + config_.ways);
  if (*oldest == kFilling) return std::nullopt;
  return first + static_cast<Way>(oldest - begin);
}

template <class Visit>
void SharedBufferTiming::for_each_part(const Request& request, const Visit& visit) const {
  for_each_piece(request.region, request.granule, [&](const Piece& piece) {
    Address at = piece.address;
    while (at < piece.end()) {
      const auto number = static_cast<std::int64_t>(at) / config_.block_bytes;
      const Address end = std::min(piece.end(), piece_of(number).end());
      visit(Part{number, {at, static_cast<Bytes>(end - at)}});
      at = end;
    }
  });
}

const SharedBufferTiming::Answer& SharedBufferTiming::request(const Request& request) {
  answer_.served = 0;
  answer_.hits = false;
  answer_.looked_up = request.at + latency_;
  answer_.transfers.clear();
  answer_.waits_for.clear();
  delivery_ = delivery_for(request);
  Piece& extent = extents_[index_of(request.operand)];
  for_each_part(request, [&](const Part& part) {
    widen(extent, part.piece);
    touch(request, part);
  });
  finish_answer(request.at);
  remember_delivery(request);
  return answer_;
}

// One bit for each member, so that a core that reads again does not come with itself.
const SharedBufferTiming::Delivery* SharedBufferTiming::delivery_for(const Request& request) {
  const program::ClusterPlace& place = request.cluster;
  if (request.write || place.cores < 2) return nullptr;
  const auto number = static_cast<std::size_t>(place.number);
  if (number >= clusters_.size()) clusters_.resize(number + 1);
  const std::uint64_t own = std::uint64_t{1} << place.member;
  for (Delivery& delivery : clusters_[number]) {
    const bool same = delivery.piece.address == request.region.address &&
                      delivery.piece.bytes == request.region.bytes();
    if (!same || (delivery.asked & own) != 0) continue;
    delivery.asked |= own;
    return &delivery;
  }
  return nullptr;
}

void SharedBufferTiming::remember_delivery(const Request& request) {
  const program::ClusterPlace& place = request.cluster;
  if (request.write || place.cores < 2 || delivery_ != nullptr) return;
  std::deque<Delivery>& deliveries = clusters_[static_cast<std::size_t>(place.number)];
  deliveries.push_front({{request.region.address, request.region.bytes()},
                         std::uint64_t{1} << place.member,
                         answer_.served});
  if (deliveries.size() > kMostDeliveries) deliveries.pop_back();
}

bool SharedBufferTiming::hold(const Request& request) {
  bool held = keeps(request.operand);
  for_each_part(request, [&](const Part& part) { held = held && hold(request, part); });
  return held;
}

bool SharedBufferTiming::hold(const Request& request, const Part& part) {
  const Way first = first_way(part.number);
  std::optional<Way> way = lookup(part.number, first);
  if (!way) way = lookup(kEmpty, first);
  if (!way) return false;
  numbers_[*way] = part.number;
  Block& block = blocks_[*way];
  block.used = stamps_[*way] = ++uses_;
  if (!request.write) return true;
  block.dirty = true;
  block.writer = request.operand;
  return true;
}

void SharedBufferTiming::clear() {
  std::fill(numbers_.begin(), numbers_.end(), kEmpty);
  std::fill(stamps_.begin(), stamps_.end(), 0);
  std::fill(blocks_.begin(), blocks_.end(), Block{});
  uses_ = 0;
}

// What leaves makes room before what comes in asks for it; reads and writes past the buffer come
// last.
void SharedBufferTiming::finish_answer(Femtoseconds at) {
  for (std::vector<MemoryTransfer>& transfers : asked_) {
    answer_.transfers.insert(answer_.transfers.end(), transfers.begin(), transfers.end());
    transfers.clear();
  }
  std::sort(answer_.waits_for.begin(), answer_.waits_for.end());
  answer_.waits_for.erase(std::unique(answer_.waits_for.begin(), answer_.waits_for.end()),
                          answer_.waits_for.end());
  const Femtoseconds served =
      delivery_ != nullptr ? std::max(at + latency_, delivery_->served) : serve(at) + latency_;
  answer_.served = std::max(answer_.served, served);
}

void SharedBufferTiming::ask(const MemoryTransfer& transfer) {
  add(asked_[static_cast<std::size_t>(transfer.kind)], transfer);
}

void SharedBufferTiming::load_slices(const Part& part) {
  if (lies_in_lines()) {
    spread_load_ += part.piece.bytes;
    return;
  }
  const auto slice = static_cast<std::size_t>(part.number % config_.slices);
  if (load_[slice] == 0) loaded_.push_back(slice);
  load_[slice] += part.piece.bytes;
}

void SharedBufferTiming::touch(const Request& request, const Part& part) {
  if (delivery_ == nullptr) load_slices(part);
  const Way first = first_way(part.number);
  if (const auto way = lookup(part.number, first)) return find(request, part, *way);
  const std::optional<Way> room = keeps(request.operand) ? victim(first) : std::nullopt;
  if (!room) return pass_by(request, part);
  install(request, part, *room);
}

void SharedBufferTiming::find(const Request& request, const Part& part, Way way) {
  Block& block = blocks_[way];
  block.used = ++uses_;
  if (block.fill == 0) stamps_[way] = block.used;
  const std::size_t operand = index_of(request.operand);
  if (request.write) {
    if (!block.dirty) statistics_.dirtied[operand] += config_.block_bytes;
    block.dirty = true;
    block.writer = request.operand;
    statistics_.written[operand] += part.piece.bytes;
    return;
  }
  statistics_.hit[operand] += part.piece.bytes;
  if (delivery_ != nullptr) statistics_.multicast[operand] += part.piece.bytes;
  answer_.served = std::max(answer_.served, block.ready);
  answer_.hits = answer_.hits || (block.fill == 0 && block.ready <= request.at);
  if (block.fill != 0) answer_.waits_for.push_back(block.fill);
}

void SharedBufferTiming::pass_by(const Request& request, const Part& part) {
  const auto kind =
      request.write ? MemoryTransfer::Kind::direct_write : MemoryTransfer::Kind::direct_read;
  ask({kind, part.piece, request.operand, 0});
  auto& passed = request.write ? statistics_.passed_written : statistics_.passed_read;
  passed[index_of(request.operand)] += part.piece.bytes;
}

// Neighbours that are missing together come together, under one number.
std::uint64_t SharedBufferTiming::fetch(const Request& request, std::int64_t number) {
  const Piece piece = piece_of(number);
  const auto& fills = asked_[static_cast<std::size_t>(MemoryTransfer::Kind::fill)];
  const bool goes_on = !fills.empty() && fills.back().piece.end() == piece.address;
  const std::uint64_t fill = goes_on ? fills.back().fill : ++fills_;
  ask({MemoryTransfer::Kind::fill, piece, request.operand, fill});
  statistics_.filled[index_of(request.operand)] += piece.bytes;
  return fill;
}

void SharedBufferTiming::install(const Request& request, const Part& part, Way way) {
  evict(way);
  const std::size_t operand = index_of(request.operand);
  const bool overwritten = request.write && part.piece.bytes == config_.block_bytes;
  numbers_[way] = part.number;
  Block& block = blocks_[way];
  block = Block{};
  block.used = ++uses_;
  block.dirty = request.write;
  block.writer = request.operand;
  if (request.write) statistics_.dirtied[operand] += config_.block_bytes;
  if (!overwritten) block.fill = fetch(request, part.number);
  stamps_[way] = overwritten ? block.used : kFilling;
  (request.write ? statistics_.written : statistics_.missed)[operand] += part.piece.bytes;
}

void SharedBufferTiming::evict(Way way) {
  const Block& block = blocks_[way];
  if (!block.dirty) return;
  const Piece piece = piece_of(numbers_[way]);
  ask({MemoryTransfer::Kind::write_back, piece, block.writer, 0});
  statistics_.written_back[index_of(block.writer)] += piece.bytes;
}

void SharedBufferTiming::filled(const MemoryTransfer& fill, Femtoseconds at) {
  const auto first = static_cast<std::int64_t>(fill.piece.address) / config_.block_bytes;
  for (std::int64_t i = 0; i < fill.piece.bytes / config_.block_bytes; ++i) {
    const std::optional<Way> way = lookup(first + i, first_way(first + i));
    if (!way || blocks_[*way].fill != fill.fill) continue;
    blocks_[*way].fill = 0;
    blocks_[*way].ready = at;
    stamps_[*way] = blocks_[*way].used;
  }
}

SharedBufferTiming::BlockState SharedBufferTiming::state_of(Way way) const {
  const Block& block = blocks_[way];
  return {piece_of(numbers_[way]).address, block.used, block.dirty, block.writer};
}

std::vector<SharedBufferTiming::BlockState> SharedBufferTiming::blocks() const {
  std::vector<BlockState> states;
  for (Way way = 0; way < numbers_.size(); ++way) {
    if (numbers_[way] >= 0) states.push_back(state_of(way));
  }
  return states;
}

std::optional<SharedBufferTiming::BlockState> SharedBufferTiming::block_at(Address address) const {
  const auto number = static_cast<std::int64_t>(address) / config_.block_bytes;
  const std::optional<Way> way = lookup(number, first_way(number));
  if (!way) return std::nullopt;
  return state_of(*way);
}

std::size_t SharedBufferTiming::set_of(Address address) const {
  const auto number = static_cast<std::int64_t>(address) / config_.block_bytes;
  return first_way(number) / static_cast<std::size_t>(config_.ways);
}

std::int64_t SharedBufferTiming::dirty_victims(const std::vector<std::int32_t>& incoming,
                                               const std::function<bool(Address)>& stays) const {
  const auto ways = static_cast<std::size_t>(config_.ways);
  std::int64_t dirty = 0;
  std::vector<BlockState> others;
  for (std::size_t set = 0; set < sets(); ++set) {
    if (incoming[set] == 0) continue;
    others.clear();
    std::size_t free = 0;
    for (Way way = set * ways; way < (set + 1) * ways; ++way) {
      if (numbers_[way] < 0) ++free;
      if (numbers_[way] >= 0 && !stays(piece_of(numbers_[way]).address)) {
        others.push_back(state_of(way));
      }
    }
    std::sort(others.begin(), others.end(),
              [](const auto& a, const auto& b) { return a.stamp < b.stamp; });
    const auto wanted = static_cast<std::size_t>(incoming[set]);
    const std::size_t pushed_out = std::min(others.size(), wanted - std::min(wanted, free));
    dirty += std::count_if(others.begin(), others.begin() + static_cast<std::ptrdiff_t>(pushed_out),
                           [](const BlockState& block) { return block.dirty; });
  }
  return dirty;
}

void SharedBufferTiming::put(const BlockState& state) {
  const auto number = static_cast<std::int64_t>(state.address) / config_.block_bytes;
  const Way first = first_way(number);
  std::optional<Way> way = lookup(number, first);
  if (!way) way = victim(first);
  if (!way) return;
  numbers_[*way] = number;
  blocks_[*way] = {++uses_, 0, 0, state.dirty, state.writer};
  stamps_[*way] = uses_;
}

// Most slices of most requests move whole blocks.
Femtoseconds SharedBufferTiming::service_time(Bytes bytes) {
  if (bytes != last_load_) last_service_ = transfer_time(bytes, slice_bytes_per_second_);
  last_load_ = bytes;
  return last_service_;
}

// The lines of a block lie in as many slices, so all cores may read one block at the rate of all of
// them; a request alone is no faster than the slices that its own lines lie in.
Femtoseconds SharedBufferTiming::serve_lines(Femtoseconds at) {
  const std::int64_t lines = ceil_div(spread_load_, kLineBytes);
  const std::int64_t own_slices = std::clamp<std::int64_t>(lines, 1, config_.slices);
  const Femtoseconds busy = service_time(spread_load_);
  lines_free_at_ = std::max(lines_free_at_, at) + busy / config_.slices;
  statistics_.busy += busy;
  spread_load_ = 0;
  return std::max(lines_free_at_, at + busy / own_slices);
}

Femtoseconds SharedBufferTiming::serve(Femtoseconds at) {
  if (lies_in_lines()) return serve_lines(at);
  Femtoseconds done = at;
  for (const std::size_t slice : loaded_) {
    const Femtoseconds service = service_time(load_[slice]);
    free_at_[slice] = std::max(free_at_[slice], at) + service;
    statistics_.busy += service;
    done = std::max(done, free_at_[slice]);
    load_[slice] = 0;
  }
  loaded_.clear();
  return done;
}

}  // namespace systole::timing
