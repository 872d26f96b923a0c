#include "serve/kv_blocks.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.hpp"

namespace systole::serve {

std::int64_t KvBlocks::available(std::int64_t kept) const {
  const auto found = prefixes_.find(kept);
  const std::int64_t untouchable =
      found != prefixes_.end() && is_idle(found->second) ? found->second.blocks : 0;
  return free_ + idle_ - untouchable;
}

void KvBlocks::take(std::int64_t blocks) {
  if (blocks > free_) evict(blocks - free_);
  free_ -= blocks;
}

void KvBlocks::give_back(std::int64_t blocks) { free_ += blocks; }

void KvBlocks::evict(std::int64_t blocks) {
  // From the end of a prefix, so that what is left of it is still one.
  while (blocks > 0 && !idle_order_.empty()) {
    const auto oldest = idle_order_.begin();
    Prefix& prefix = prefixes_.at(oldest->second);
    const std::int64_t given = std::min(blocks, prefix.blocks);
    prefix.blocks -= given;
    idle_ -= given;
    free_ += given;
    blocks -= given;
    if (prefix.blocks > 0) continue;
    prefixes_.erase(oldest->second);
    idle_order_.erase(oldest);
  }
  if (blocks > 0) throw ModelError("serve: blocks were taken that are not there");
}

std::int64_t KvBlocks::cached(std::int64_t prefix) const {
  const auto found = prefixes_.find(prefix);
  return found == prefixes_.end() ? 0 : found->second.blocks;
}

void KvBlocks::use(std::int64_t prefix) {
  Prefix& entry = prefixes_[prefix];
  if (is_idle(entry)) {
    idle_ -= entry.blocks;
    idle_order_.erase({entry.left, prefix});
  }
  ++entry.users;
}

void KvBlocks::leave(std::int64_t prefix) {
  Prefix& entry = prefixes_.at(prefix);
  if (--entry.users > 0) return;
  if (entry.blocks == 0) {
    prefixes_.erase(prefix);
    return;
  }
  entry.left = ++clock_;
  idle_ += entry.blocks;
  idle_order_.insert({entry.left, prefix});
}

std::int64_t KvBlocks::donate(std::int64_t prefix, std::int64_t blocks) {
  Prefix& entry = prefixes_.at(prefix);
  const std::int64_t added = std::max<std::int64_t>(0, blocks - entry.blocks);
  entry.blocks += added;
  return added;
}

void KvBlocks::check(std::int64_t of_sequences) const {
  std::int64_t of_prefixes = 0;
  for (const auto& [name, prefix] : prefixes_) of_prefixes += prefix.blocks;
  if (free_ >= 0 && free_ + of_sequences + of_prefixes == total_) return;
  throw ModelError(
      fmt::format("serve: {} free KV blocks, {} of sequences and {} of prefixes are not the {} "
                  "that there are",
                  free_, of_sequences, of_prefixes, total_));
}

}  // namespace systole::serve
