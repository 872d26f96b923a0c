#include "serve/kv_blocks.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.hpp"

namespace systole::serve {

std::int64_t KvBlocks::available(std::int64_t kept) const {
  const auto found = prefixes_.find(kept);
  return free_ + idle_ - (found == prefixes_.end() ? 0 : found->second.idle());
}

void KvBlocks::take(std::int64_t blocks) {
  if (blocks > free_) evict(blocks - free_);
  free_ -= blocks;
}

void KvBlocks::give_back(std::int64_t blocks) { free_ += blocks; }

/// Changes a prefix, and then what is known of all of them.
template <class Change>
void KvBlocks::change(std::int64_t name, const Change& change) {
  Prefix& prefix = prefixes_[name];
  idle_ -= prefix.idle();
  idle_order_.erase({prefix.left, name});
  change(prefix);
  idle_ += prefix.idle();
  if (prefix.idle() > 0) idle_order_.insert({prefix.left, name});
  if (prefix.blocks == 0 && prefix.users.empty()) prefixes_.erase(name);
}

void KvBlocks::evict(std::int64_t blocks) {
  // From the end of a prefix, so that what is left of it is still one.
  while (blocks > 0 && !idle_order_.empty()) {
    change(idle_order_.begin()->second, [&](Prefix& prefix) {
      const std::int64_t given = std::min(blocks, prefix.idle());
      prefix.blocks -= given;
      free_ += given;
      blocks -= given;
    });
  }
  if (blocks > 0) throw ModelError("serve: blocks were taken that are not there");
}

std::int64_t KvBlocks::cached(std::int64_t prefix) const {
  const auto found = prefixes_.find(prefix);
  return found == prefixes_.end() ? 0 : found->second.blocks;
}

void KvBlocks::use(std::int64_t prefix, std::int64_t blocks) {
  change(prefix, [&](Prefix& entry) { ++entry.users[blocks]; });
}

void KvBlocks::leave(std::int64_t prefix, std::int64_t blocks) {
  change(prefix, [&](Prefix& entry) {
    const auto users = entry.users.find(blocks);
    if (--users->second == 0) entry.users.erase(users);
    entry.left = ++clock_;
  });
}

void KvBlocks::extend(std::int64_t prefix, std::int64_t from, std::int64_t to) {
  const std::int64_t added = std::max<std::int64_t>(0, to - cached(prefix));
  change(prefix, [&](Prefix& entry) {
    entry.blocks += added;
    ++entry.users[to];
  });
  leave(prefix, from);
  give_back(to - from - added);
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
