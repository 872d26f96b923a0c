// What hides behind what, and what launches and the host add.
#include "llm/schedule.hpp"

#include <catch2/catch.hpp>

#include "llm/instance.hpp"

using namespace systole::llm;

namespace {

Task work(double seconds, std::vector<std::size_t> after) {
  return {{seconds, Cause::compute, 1, 0.0, ""}, false, std::move(after)};
}

Task exchange(double seconds, std::vector<std::size_t> after) {
  return {{seconds, Cause::collectives, 1, seconds, ""}, true, std::move(after)};
}

}  // namespace

TEST_CASE("an exchange that something waits for is paid in full") {
  const Pieces pieces = schedule({work(2, {}), exchange(3, {0}), work(4, {1})});
  REQUIRE(pieces.size() == 3);
  CHECK(pieces[1].seconds == 3);
  CHECK(pieces[1].joules == 3);
}

TEST_CASE("what does not depend on an exchange goes on beside it") {
  // A shared expert between sending tokens and the experts that wait for them.
  const Pieces pieces =
      schedule({work(1, {}), exchange(5, {0}), work(4, {1}), work(3, {0}), work(1, {2, 3})});
  double sum = 0.0;
  double exchanges = 0.0;
  for (const Piece& piece : pieces) {
    sum += piece.seconds;
    if (piece.cause == Cause::collectives) exchanges += piece.seconds;
  }
  CHECK(sum == 1 + 5 + 4 + 1);
  CHECK(exchanges + 3 == 5);  // three seconds of it are hidden
}

TEST_CASE("two exchanges share one network") {
  const Pieces pieces = schedule({exchange(2, {}), exchange(3, {})});
  CHECK(pieces[0].seconds + pieces[1].seconds == 5);
}

TEST_CASE("a chip that keeps up is slowed by launches only, one that waits by its host") {
  Overheads overheads;
  overheads.launch = {3.0, 1.0};
  const Pieces kernels(10, Piece{5e-6, Cause::memory, 1, 0.0, ""});
  Walk alone(overheads);
  alone.add(kernels);
  CHECK(alone.spent().total() == Approx(10 * 5e-6 + 3e-6 + 9 * 1e-6));
  CHECK(alone.spent().of(Cause::memory) == Approx(50e-6));

  overheads.host.kernel_us = 20.0;  // ten times 20 us, then the last kernel
  Walk behind_host(overheads);
  behind_host.add(kernels);
  CHECK(behind_host.spent().total() == Approx(10 * 20e-6 + 3e-6 + 5e-6));

  overheads.host.kernel_us = 1.0;  // runs ahead of the chip
  Walk ahead(overheads);
  ahead.add(kernels);
  CHECK(ahead.spent().total() == Approx(1e-6 + 10 * 5e-6 + 3e-6 + 9 * 1e-6));
}

TEST_CASE("the launch of an exchange is part of its own time") {
  Overheads overheads;
  overheads.launch = {3.0, 1.0};
  Walk walk(overheads);
  walk.add({{4e-6, Cause::collectives, 1, 0.0, ""}});
  CHECK(walk.spent().total() == Approx(4e-6));
}

TEST_CASE(
    "what was measured of kernels widens their time, launches and exchanges stay as predicted") {
  Overheads overheads;
  overheads.launch = {3.0, 1.0};
  Walk walk(overheads);
  walk.add({{10e-6, Cause::memory, 1, 0.0, "", {0.9, 1.5, true}},
            {4e-6, Cause::collectives, 1, 0.0, ""},
            {6e-6, Cause::compute, 1, 0.0, ""}});
  CHECK(walk.spent().total() == Approx(24e-6));
  CHECK(walk.spent().low == Approx(23e-6));
  CHECK(walk.spent().high == Approx(29e-6));
  CHECK(walk.spent().validated == Approx(10e-6));
}

TEST_CASE("a step has an error bar where kernels like measured ones take half of its work") {
  StepTime step;
  step.seconds = 20.0;  // two stages, of which one is looked at
  step.of_one_chip.of(Cause::memory) = 10.0;
  step.of_one_chip.of(Cause::bubbles) = 10.0;
  step.of_one_chip.low = 9.0;
  step.of_one_chip.high = 15.0;
  step.of_one_chip.validated = 4.0;
  CHECK_FALSE(step.error_bar());
  step.of_one_chip.validated = 6.0;
  REQUIRE(step.error_bar());
  CHECK(step.error_bar()->low == Approx(18.0));
  CHECK(step.error_bar()->high == Approx(30.0));
}
