// Threads that wait for children, and what a child finds of those that it does not have.
#include "runner/turns.hpp"

#include <atomic>
#include <chrono>
#include <thread>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "runner/child.hpp"

using namespace systole;

namespace {

/// Made at its first use, and slowly.
int slow_table() {
  static const int kTable = [] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    return 42;
  }();
  return kTable;
}

}  // namespace

TEST_CASE("a child does not wait for a table that another thread was making when it was forked") {
  std::array<std::string, 2> answers;
  runner::in_turns(2, 2, [&](std::size_t i) {
    if (i == 0) slow_table();
    answers[i] = runner::in_child([] { return std::to_string(slow_table()); });
  });
  CHECK(answers == std::array<std::string, 2>{"42", "42"});
}

TEST_CASE("threads work one at a time, and their children together") {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  std::atomic<int> at_work{0};
  std::atomic<bool> alone{true};
  const auto as_child = [&](std::size_t i) {
    char byte = 'x';
    // The first child ends only when the second one has begun.
    const ssize_t moved = i == 0 ? ::read(ends[0], &byte, 1) : ::write(ends[1], &byte, 1);
    return std::to_string(moved);
  };
  std::vector<std::string> answers(2);
  runner::in_turns(2, 2, [&](std::size_t i) {
    if (++at_work > 1) alone = false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    --at_work;
    answers[i] = runner::in_child([&] { return as_child(i); });
  });
  CHECK(alone);
  CHECK(answers == std::vector<std::string>{"1", "1"});
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST_CASE("work is done once each, by more threads than there is work, or by one") {
  for (const std::int64_t jobs : {1, 3, 16}) {
    CAPTURE(jobs);
    std::vector<int> done(5);
    runner::in_turns(done.size(), jobs, [&](std::size_t i) { ++done[i]; });
    CHECK(done == std::vector<int>(5, 1));
  }
  runner::in_turns(0, 2, [](std::size_t) { FAIL("there is nothing to do"); });
}

TEST_CASE("a child may have threads and children of its own") {
  std::string answer;
  runner::in_turns(1, 2, [&](std::size_t) {
    answer = runner::in_child([] {
      std::array<std::string, 2> inner;
      runner::in_turns(2, 2, [&](std::size_t i) {
        inner[i] = runner::in_child([i] { return std::to_string(i); });
      });
      return inner[0] + inner[1];
    });
  });
  CHECK(answer == "01");
}
