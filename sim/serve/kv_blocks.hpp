// The KV cache of one engine in blocks of equal size: taken one by one as sequences grow, and kept
// for prefixes that many requests share.
#pragma once

#include <cstdint>
#include <set>
#include <unordered_map>
#include <utility>

#include "base/checked.hpp"

namespace systole::serve {

class KvBlocks {
 public:
  KvBlocks(std::int64_t blocks, std::int64_t block_tokens)
      : total_(blocks), block_tokens_(block_tokens), free_(blocks) {}

  std::int64_t total() const { return total_; }
  std::int64_t block_tokens() const { return block_tokens_; }
  std::int64_t blocks_for(std::int64_t tokens) const { return ceil_div(tokens, block_tokens_); }

  /// Blocks that hold something, a prefix that nobody uses now included.
  std::int64_t used() const { return total_ - free_; }
  /// Blocks of sequences and of prefixes that they use.
  std::int64_t busy() const { return total_ - free_ - idle_; }
  /// Blocks that can be had; those of `kept` are not given up for it.
  std::int64_t available(std::int64_t kept) const;

  /// Takes blocks, and gives up the prefixes used longest ago where there are too few free ones.
  /// There are that many available.
  void take(std::int64_t blocks);
  void give_back(std::int64_t blocks);

  /// Blocks that are kept of a prefix.
  std::int64_t cached(std::int64_t prefix) const;
  void use(std::int64_t prefix);
  void leave(std::int64_t prefix);
  /// Makes the first `blocks` of a sequence the prefix's, whose user it becomes; returns how many
  /// of them the prefix did not have yet: those are no longer the sequence's own.
  std::int64_t donate(std::int64_t prefix, std::int64_t blocks);

  /// Throws ModelError unless every block is free, of a sequence or of a prefix.
  void check(std::int64_t of_sequences) const;

 private:
  struct Prefix {
    std::int64_t blocks = 0;
    std::int64_t users = 0;
    std::int64_t left = 0;  ///< when the last user did, as a number that grows
  };
  bool is_idle(const Prefix& prefix) const { return prefix.users == 0; }
  void evict(std::int64_t blocks);

  std::int64_t total_;
  std::int64_t block_tokens_;
  std::int64_t free_;
  std::int64_t idle_ = 0;  ///< blocks of prefixes without users
  std::int64_t clock_ = 0;
  std::unordered_map<std::int64_t, Prefix> prefixes_;
  std::set<std::pair<std::int64_t, std::int64_t>> idle_order_;  ///< when left, and which
};

}  // namespace systole::serve
