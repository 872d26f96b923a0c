#include "timing/sram_conflicts.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <catch2/catch.hpp>

#include "base/checked.hpp"
#include "support/machines.hpp"

using namespace systole;
using config::BankLayout;
using timing::OperandFeed;

namespace {

/// Bank by bank and step by step, from the words that the elements lie in.
class BankCounter {
 public:
  BankCounter(const OperandFeed& feed, const config::SramConfig& sram) : feed_(feed), sram_(sram) {}

  Cycles lost(Bytes dma_bytes) const {
    Cycles cycles = 0;
    std::vector<std::int64_t> used(static_cast<std::size_t>(sram_.banks), 0);
    for (std::int64_t step = 0; step < feed_.steps; ++step) {
      const std::map<std::int64_t, std::int64_t> per_bank = accesses_in(step);
      Cycles taken = 1;
      for (const auto& [bank, words] : per_bank) {
        taken = std::max(taken, ceil_div(words, sram_.ports));
        used[static_cast<std::size_t>(bank)] += words;
      }
      cycles += taken;
    }
    return cycles + dma_tail(used, cycles, dma_bytes) - feed_.steps;
  }

 private:
  std::int64_t word_in_line(std::int64_t element) const {
    return element * feed_.element_bits / (8 * sram_.bank_width_bytes);
  }
  std::int64_t bank_of(std::int64_t line, std::int64_t word) const {
    if (sram_.layout == BankLayout::blocked) return (line + word) % sram_.banks;
    const std::int64_t line_words =
        ceil_div(feed_.line_elements * feed_.element_bits, 8 * sram_.bank_width_bytes);
    return (line * line_words + word) % sram_.banks;
  }
  std::map<std::int64_t, std::int64_t> accesses_in(std::int64_t step) const {
    std::set<std::pair<std::int64_t, std::int64_t>> words;
    for (std::int64_t i = 0; i < feed_.vector; ++i) {
      words.insert(feed_.along_line ? std::pair(step, word_in_line(i))
                                    : std::pair(i, std::int64_t{0}));
    }
    std::map<std::int64_t, std::int64_t> per_bank;
    for (const auto& [line, word] : words) per_bank[bank_of(line, word)] += feed_.accesses;
    return per_bank;
  }
  Cycles dma_tail(const std::vector<std::int64_t>& used, Cycles cycles, Bytes dma_bytes) const {
    const std::int64_t words = ceil_div(dma_bytes, sram_.bank_width_bytes);
    Cycles tail = 0;
    for (std::int64_t bank = 0; bank < sram_.banks; ++bank) {
      const std::int64_t own = words / sram_.banks + (bank < words % sram_.banks);
      const std::int64_t left = cycles * sram_.ports - used[static_cast<std::size_t>(bank)];
      tail = std::max(tail, ceil_div(std::max<std::int64_t>(0, own - left), sram_.ports));
    }
    return tail;
  }

  OperandFeed feed_;
  config::SramConfig sram_;
};

config::SramConfig sram_of(std::int64_t banks, std::int64_t ports, BankLayout layout) {
  config::SramConfig sram;
  sram.banks = banks;
  sram.ports = ports;
  sram.bank_width_bytes = 4;
  sram.layout = layout;
  return sram;
}

}  // namespace

TEST_CASE("The closed form of bank conflicts is the count over all banks and steps") {
  test::Dice dice(11);
  for (int i = 0; i < 3000; ++i) {
    const auto layout = dice.between(0, 1) == 0 ? BankLayout::row_major : BankLayout::blocked;
    config::SramConfig sram = sram_of(dice.between(1, 24), dice.between(1, 3), layout);
    sram.bank_width_bytes = std::int64_t{4} << dice.between(0, 2);
    OperandFeed feed;
    feed.vector = dice.between(1, 40);
    feed.along_line = dice.between(0, 1) == 0;
    feed.line_elements = feed.vector + dice.between(0, 60);
    feed.element_bits =
        std::array<std::int64_t, 4>{4, 8, 16, 32}[static_cast<std::size_t>(dice.between(0, 3))];
    feed.steps = dice.between(1, 20);
    feed.accesses = dice.between(1, 2);
    CAPTURE(sram.banks, sram.ports, sram.bank_width_bytes, feed.vector, feed.along_line,
            feed.line_elements, feed.element_bits, feed.steps, feed.accesses);
    const BankCounter counter(feed, sram);
    CHECK(timing::lost_cycles(feed, 0, sram) == counter.lost(0));
    const Bytes dma = dice.between(1, 3000);
    CHECK(timing::lost_cycles(feed, dma, sram) >= counter.lost(dma));
  }
}

TEST_CASE("With the array's load spread evenly, the count with DMA traffic is met too") {
  OperandFeed feed;
  feed.vector = 32;  // eight words of four bytes, one in each bank
  feed.line_elements = 32;
  feed.steps = 50;
  const config::SramConfig sram = sram_of(8, 1, BankLayout::row_major);
  for (const Bytes dma : {0, 32, 33, 1600, 5000}) {
    CHECK(timing::lost_cycles(feed, dma, sram) == BankCounter(feed, sram).lost(dma));
  }
  CHECK(timing::lost_cycles(feed, 1600, sram) == 50);
  CHECK(timing::lost_cycles(feed, 1600, sram_of(8, 2, BankLayout::row_major)) == 0);
}

TEST_CASE("Columns of a row-major operand fight for one bank, columns of a blocked one do not") {
  OperandFeed feed;
  feed.vector = 16;
  feed.along_line = false;
  feed.line_elements = 64;  // 16 words: a multiple of the banks
  feed.steps = 10;
  CHECK(timing::lost_cycles(feed, 0, sram_of(16, 1, BankLayout::row_major)) == 150);
  CHECK(timing::lost_cycles(feed, 0, sram_of(16, 1, BankLayout::blocked)) == 0);
  feed.line_elements = 68;  // 17 words: lines begin one bank further
  CHECK(timing::lost_cycles(feed, 0, sram_of(16, 1, BankLayout::row_major)) == 0);
}

TEST_CASE("Which layout suits depends on the dataflow") {
  config::CoreConfig core;
  core.matrix.rows = core.matrix.cols = 16;
  core.sram = sram_of(16, 1, BankLayout::row_major);
  const auto input_lost = [&](Dataflow dataflow, BankLayout layout) {
    core.matrix.dataflow = dataflow;
    core.sram.layout = layout;
    const auto feeds = timing::feeds_of({64, 64, 64}, core, {8, 8, 32}, false);
    return timing::lost_cycles(feeds[0], 0, core.sram);
  };
  CHECK(input_lost(Dataflow::weight_stationary, BankLayout::row_major) == 0);
  CHECK(input_lost(Dataflow::weight_stationary, BankLayout::col_major) > 0);
  CHECK(input_lost(Dataflow::output_stationary, BankLayout::row_major) > 0);
  CHECK(input_lost(Dataflow::output_stationary, BankLayout::col_major) == 0);
  CHECK(input_lost(Dataflow::output_stationary, BankLayout::blocked) == 0);
}

TEST_CASE("Without banks nothing is lost") {
  OperandFeed feed;
  feed.vector = 128;
  feed.steps = 100;
  CHECK(timing::lost_cycles(feed, 1 << 20, config::SramConfig{}) == 0);
}
