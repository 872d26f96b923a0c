// The paged cache: who has a block, and who gives it up.
#include "serve/kv_blocks.hpp"

#include <catch2/catch.hpp>

#include "base/error.hpp"

using namespace systole;
using systole::serve::KvBlocks;

TEST_CASE("blocks are taken and given back") {
  KvBlocks blocks(10, 16);
  CHECK(blocks.blocks_for(1) == 1);
  CHECK(blocks.blocks_for(16) == 1);
  CHECK(blocks.blocks_for(17) == 2);
  blocks.take(7);
  CHECK(blocks.available(-1) == 3);
  CHECK(blocks.busy() == 7);
  blocks.check(7);
  blocks.give_back(7);
  blocks.check(0);
  CHECK_THROWS_AS(blocks.check(1), ModelError);
}

TEST_CASE("a prefix stays when its last user leaves, until its blocks are needed") {
  KvBlocks blocks(10, 16);
  blocks.use(1, 0);
  blocks.take(4);
  blocks.extend(1, 0, 3);
  blocks.check(1);
  blocks.give_back(1);
  CHECK(blocks.busy() == 3);
  blocks.leave(1, 3);
  CHECK(blocks.busy() == 0);
  CHECK(blocks.used() == 3);
  CHECK(blocks.cached(1) == 3);
  CHECK(blocks.available(-1) == 10);
  CHECK(blocks.available(1) == 7);  // without giving up the prefix itself
  blocks.take(8);
  CHECK(blocks.cached(1) == 2);  // its end went first
  blocks.check(8);
}

TEST_CASE("two who computed a prefix at the same time keep it once") {
  KvBlocks blocks(10, 16);
  for (int i = 0; i < 2; ++i) {
    blocks.use(7, 0);
    blocks.take(4);
  }
  blocks.extend(7, 0, 3);
  blocks.extend(7, 0, 3);
  CHECK(blocks.cached(7) == 3);
  CHECK(blocks.used() == 3 + 2);
  blocks.check(2);
}

TEST_CASE("of a prefix only what is used is kept") {
  KvBlocks blocks(10, 16);
  blocks.use(1, 0);
  blocks.take(6);
  blocks.extend(1, 0, 6);
  blocks.use(1, 2);
  blocks.leave(1, 6);
  CHECK(blocks.busy() == 2);
  blocks.take(8);
  CHECK(blocks.cached(1) == 2);
  CHECK_THROWS_AS(blocks.take(1), ModelError);
}

TEST_CASE("the prefix that was left first goes first") {
  KvBlocks blocks(9, 16);
  for (const std::int64_t prefix : {1, 2, 3}) {
    blocks.use(prefix, 0);
    blocks.take(3);
    blocks.extend(prefix, 0, 3);
  }
  blocks.leave(2, 3);
  blocks.leave(1, 3);
  blocks.use(2, 3);
  blocks.leave(2, 3);
  CHECK(blocks.available(-1) == 6);
  blocks.take(3);
  CHECK(blocks.cached(1) == 0);
  CHECK(blocks.cached(2) == 3);
  CHECK(blocks.cached(3) == 3);
}
