#include "timing/shared_buffer_timing.hpp"

#include <algorithm>

namespace systole::timing {

namespace {

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

}  // namespace

/// The bytes of a request that lie in one block.
struct SharedBufferTiming::Part {
  std::int64_t number = 0;
  Piece piece;
};

SharedBufferTiming::SharedBufferTiming(const config::SharedBufferConfig& config, const Clock& clock)
    : config_(config),
      sets_(config.size_kib * kKib / (config.slices * config.ways * config.block_bytes)),
      slice_bytes_per_second_(config.bytes_per_cycle * clock.hertz()),
      latency_(clock.start_of(config.latency_cycles)),
      blocks_(static_cast<std::size_t>(sets_ * config.slices * config.ways)),
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

SharedBufferTiming::Block* SharedBufferTiming::set_of(std::int64_t number) {
  const std::int64_t slice = number % config_.slices;
  const std::int64_t set = number / config_.slices % sets_;
  return &blocks_[static_cast<std::size_t>((slice * sets_ + set) * config_.ways)];
}

SharedBufferTiming::Block* SharedBufferTiming::lookup(std::int64_t number) {
  Block* const set = set_of(number);
  Block* const end = set + config_.ways;
  Block* const found =
      std::find_if(set, end, [&](const Block& block) { return block.number == number; });
  return found == end ? nullptr : found;
}

SharedBufferTiming::Block* SharedBufferTiming::victim(std::int64_t number) {
  Block* const set = set_of(number);
  Block* oldest = nullptr;
  for (Block* block = set; block != set + config_.ways; ++block) {
    if (block->fill != 0) continue;
    if (oldest == nullptr || block->used < oldest->used) oldest = block;
  }
  return oldest;
}

SharedBufferTiming::Answer SharedBufferTiming::request(const Request& request) {
  Answer answer;
  answer.looked_up = request.at + latency_;
  for_each_piece(request.region, request.granule, [&](const Piece& piece) {
    Address at = piece.address;
    while (at < piece.end()) {
      const auto number = static_cast<std::int64_t>(at) / config_.block_bytes;
      const Address end = std::min(piece.end(), piece_of(number).end());
      touch(request, {number, {at, static_cast<Bytes>(end - at)}}, answer);
      at = end;
    }
  });
  // What leaves makes room before what comes in asks for it; reads and writes past the buffer come
  // last.
  std::stable_sort(
      answer.transfers.begin(), answer.transfers.end(),
      [](const MemoryTransfer& a, const MemoryTransfer& b) { return a.kind < b.kind; });
  std::vector<MemoryTransfer> merged;
  for (const MemoryTransfer& transfer : answer.transfers) add(merged, transfer);
  answer.transfers = std::move(merged);
  std::sort(answer.waits_for.begin(), answer.waits_for.end());
  answer.waits_for.erase(std::unique(answer.waits_for.begin(), answer.waits_for.end()),
                         answer.waits_for.end());
  answer.served = std::max(answer.served, serve(request.at) + latency_);
  return answer;
}

void SharedBufferTiming::touch(const Request& request, const Part& part, Answer& answer) {
  const auto slice = static_cast<std::size_t>(part.number % config_.slices);
  if (load_[slice] == 0) loaded_.push_back(slice);
  load_[slice] += part.piece.bytes;
  if (Block* block = lookup(part.number)) return find(request, part, *block, answer);
  Block* const room = keeps(request.operand) ? victim(part.number) : nullptr;
  if (room == nullptr) return pass_by(request, part, answer);
  install(request, part, *room, answer);
}

void SharedBufferTiming::find(const Request& request, const Part& part, Block& block,
                              Answer& answer) {
  block.used = ++uses_;
  const std::size_t operand = index_of(request.operand);
  if (request.write) {
    block.dirty = true;
    block.writer = request.operand;
    statistics_.written[operand] += part.piece.bytes;
    return;
  }
  statistics_.hit[operand] += part.piece.bytes;
  answer.served = std::max(answer.served, block.ready);
  answer.hits = answer.hits || (block.fill == 0 && block.ready <= request.at);
  if (block.fill != 0) answer.waits_for.push_back(block.fill);
}

void SharedBufferTiming::pass_by(const Request& request, const Part& part, Answer& answer) {
  const auto kind =
      request.write ? MemoryTransfer::Kind::direct_write : MemoryTransfer::Kind::direct_read;
  add(answer.transfers, {kind, part.piece, request.operand, 0});
  auto& passed = request.write ? statistics_.passed_written : statistics_.passed_read;
  passed[index_of(request.operand)] += part.piece.bytes;
}

std::uint64_t SharedBufferTiming::fetch(const Request& request, std::int64_t number,
                                        Answer& answer) {
  // Neighbours that are missing together come together, under one number.
  const Piece piece = piece_of(number);
  const auto last =
      std::find_if(answer.transfers.rbegin(), answer.transfers.rend(),
                   [](const auto& t) { return t.kind == MemoryTransfer::Kind::fill; });
  const bool goes_on = last != answer.transfers.rend() && last->piece.end() == piece.address;
  const std::uint64_t fill = goes_on ? last->fill : ++fills_;
  answer.transfers.push_back({MemoryTransfer::Kind::fill, piece, request.operand, fill});
  statistics_.filled[index_of(request.operand)] += piece.bytes;
  return fill;
}

void SharedBufferTiming::install(const Request& request, const Part& part, Block& block,
                                 Answer& answer) {
  evict(block, answer);
  const std::size_t operand = index_of(request.operand);
  const bool overwritten = request.write && part.piece.bytes == config_.block_bytes;
  block = Block{};
  block.number = part.number;
  block.used = ++uses_;
  block.dirty = request.write;
  block.writer = request.operand;
  if (!overwritten) block.fill = fetch(request, part.number, answer);
  (request.write ? statistics_.written : statistics_.missed)[operand] += part.piece.bytes;
}

void SharedBufferTiming::evict(Block& block, Answer& answer) {
  if (!block.dirty) return;
  const Piece piece = piece_of(block.number);
  answer.transfers.push_back({MemoryTransfer::Kind::write_back, piece, block.writer, 0});
  statistics_.written_back[index_of(block.writer)] += piece.bytes;
}

void SharedBufferTiming::filled(const MemoryTransfer& fill, Femtoseconds at) {
  const auto first = static_cast<std::int64_t>(fill.piece.address) / config_.block_bytes;
  for (std::int64_t i = 0; i < fill.piece.bytes / config_.block_bytes; ++i) {
    Block* const block = lookup(first + i);
    if (block == nullptr || block->fill != fill.fill) continue;
    block->fill = 0;
    block->ready = at;
  }
}

Femtoseconds SharedBufferTiming::serve(Femtoseconds at) {
  Femtoseconds done = at;
  for (const std::size_t slice : loaded_) {
    const Femtoseconds service = transfer_time(load_[slice], slice_bytes_per_second_);
    free_at_[slice] = std::max(free_at_[slice], at) + service;
    statistics_.busy += service;
    done = std::max(done, free_at_[slice]);
    load_[slice] = 0;
  }
  loaded_.clear();
  return done;
}

}  // namespace systole::timing
