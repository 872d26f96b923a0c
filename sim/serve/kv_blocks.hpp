// The KV cache of one engine in blocks of equal size: taken one by one as sequences grow, and kept
// for prefixes that many requests share.
#pragma once

#include <cstdint>
#include <map>
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

  /// Blocks that hold something, prefixes that nobody uses included.
  std::int64_t used() const { return total_ - free_; }
  /// Blocks of sequences, and of prefixes as far as they use them.
  std::int64_t busy() const { return total_ - free_ - idle_; }
  /// Blocks that can be had; none of `kept` is given up for it.
  std::int64_t available(std::int64_t kept) const;

  /// Takes blocks, and gives up what nobody uses of the prefixes left longest ago where there are
  /// too few free ones. There are that many available.
  void take(std::int64_t blocks);
  void give_back(std::int64_t blocks);

  /// Blocks that are kept of a prefix.
  std::int64_t cached(std::int64_t prefix) const;
  /// A sequence uses the first `blocks` of a prefix, which are cached ...
  void use(std::int64_t prefix, std::int64_t blocks);
  /// ... and no longer does.
  void leave(std::int64_t prefix, std::int64_t blocks);
  /// A user of the first `from` blocks has computed all up to `to`, in blocks of its own. From now
  /// on it uses the prefix's: those that the prefix did not have are given to it, of the others
  /// there were two, and one is free.
  void extend(std::int64_t prefix, std::int64_t from, std::int64_t to);

  /// Throws ModelError unless every block is free, of a sequence or of a prefix.
  void check(std::int64_t of_sequences) const;

 private:
  struct Prefix {
    std::int64_t blocks = 0;
    std::map<std::int64_t, std::int64_t> users;  ///< by the blocks that they use
    std::int64_t left = 0;                       ///< when a user last did, as a number that grows
    std::int64_t in_use() const { return users.empty() ? 0 : users.rbegin()->first; }
    std::int64_t idle() const { return blocks - in_use(); }
  };
  template <class Change>
  void change(std::int64_t name, const Change& change);
  void evict(std::int64_t blocks);

  std::int64_t total_;
  std::int64_t block_tokens_;
  std::int64_t free_;
  std::int64_t idle_ = 0;  ///< blocks of prefixes that nobody uses
  std::int64_t clock_ = 0;
  std::unordered_map<std::int64_t, Prefix> prefixes_;
  std::set<std::pair<std::int64_t, std::int64_t>>
      idle_order_;  ///< when left, and which; those with idle blocks
};

}  // namespace systole::serve
