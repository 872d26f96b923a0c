// Vector work as the kernels of PyTorch and XLA do it: what is read again, and in which order.
#include <algorithm>

#include <catch2/catch.hpp>

#include "mapping/compile.hpp"
#include "mapping/library_xla.hpp"
#include "support/machines.hpp"
#include "support/many_core_chips.hpp"
#include "support/token_machine.hpp"
#include "support/vector_operator.hpp"

using namespace systole;
using mapping::Rules;
using test::vector_operator;
using workload::VectorKind;

namespace {

program::Program compiled(const workload::Operator& op, Rules rules, const config::Chip& chip) {
  mapping::Mapper mapper;
  mapper.rules = rules;
  return mapping::compile(test::graph_of(op), chip, mapper).program;
}

test::Deeds deeds_of(const workload::Operator& op, Rules rules) {
  const config::Chip chip = test::gpu_like(4);
  return test::deeds_of(compiled(op, rules, chip).kernels.at(0), chip);
}

/// Instructions and parameters, which each of four cores reads before its first row.
constexpr Bytes kLookedUp = 4 * 3 * 64;

/// Where the first core loads rows from, in its order.
std::vector<Address> loads_of(const program::Kernel& kernel) {
  std::vector<Address> addresses;
  const auto source = kernel.open(0);
  program::Command command;
  while (source->next(command)) {
    if (const auto* load = std::get_if<program::Load>(&command.action))
      addresses.push_back(load->region.address);
  }
  REQUIRE(addresses.size() > 3);
  addresses.erase(addresses.begin(), addresses.begin() + 3);
  return addresses;
}

}  // namespace

TEST_CASE("PyTorch's softmax reads long rows three times and short ones once") {
  constexpr Bytes kShort = 64 * 1024 * 2;
  constexpr Bytes kLong = 64 * 2048 * 2;
  const test::Deeds warp = deeds_of(vector_operator(VectorKind::softmax, 64, 1024), Rules::cublas);
  CHECK(warp.loaded[0] == kShort + kLookedUp);
  const test::Deeds block = deeds_of(vector_operator(VectorKind::softmax, 64, 2048), Rules::cublas);
  CHECK(block.loaded[0] == 3 * kLong + kLookedUp);
  CHECK(block.stored[2] == kLong);
  CHECK(deeds_of(vector_operator(VectorKind::softmax, 64, 2048), Rules::best).loaded[0] == kLong);
}

TEST_CASE("PyTorch's layer norm reads rows twice, its GELU once") {
  const workload::Operator norm = vector_operator(VectorKind::layer_norm, 64, 1024);
  CHECK(deeds_of(norm, Rules::cublas).loaded[0] == 2 * 64 * 1024 * 2 + kLookedUp);
  const workload::Operator gelu = vector_operator(VectorKind::gelu, 64, 1024);
  const test::Deeds deeds = deeds_of(gelu, Rules::cublas);
  CHECK(deeds.loaded[0] == 64 * 1024 * 2 + kLookedUp);
  CHECK(deeds.simple == 24 * 64 * 1024);
}

TEST_CASE("Between two reads of a row lie those that a core works on with it") {
  // Blocks of 128 threads: sixteen rows of a core's 2048.
  const auto program = compiled(vector_operator(VectorKind::layer_norm, 64, 100'000), Rules::cublas,
                                test::gpu_like(2));
  const std::vector<Address> loads = loads_of(program.kernels.at(0));
  const auto again = std::find(loads.begin() + 1, loads.end(), loads.front());
  REQUIRE(again != loads.end());
  const auto last = static_cast<std::size_t>(again - loads.begin()) - 1;
  CHECK(loads[last] - loads.front() > 15 * 100'000 * 2);
  CHECK(loads[last] - loads.front() < 16 * 100'000 * 2);
}

TEST_CASE("A kernel of PyTorch reads its instructions and parameters one after the other") {
  const auto program =
      compiled(vector_operator(VectorKind::relu, 64, 1024), Rules::cublas, test::gpu_like(2));
  const auto source = program.kernels.at(0).open(0);
  program::Command command;
  std::vector<bool> loads;
  for (int i = 0; i < 9; ++i) {
    REQUIRE(source->next(command));
    loads.push_back(std::holds_alternative<program::Load>(command.action));
  }
  const std::vector<bool> load_signal_wait{true,  false, false, true, false,
                                           false, true,  false, false};
  CHECK(loads == load_signal_wait);
}

TEST_CASE("XLA ends a fusion at each reduction") {
  const config::Chip chip = test::gpu_like(4);
  const auto program = compiled(vector_operator(VectorKind::softmax, 64, 1000), Rules::xla, chip);
  REQUIRE(program.kernels.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    const test::Deeds deeds = test::deeds_of(program.kernels[i], chip);
    CHECK(deeds.loaded[0] == 64 * 1000 * 2);
    CHECK(deeds.stored[2] == (i < 2 ? 64 * 4 : 64 * 1000 * 2));
  }
}

namespace {

workload::Conv2d laid_out(const workload::Conv2d& conv) {
  workload::Operator op;
  op.work = conv;
  return std::get<workload::Conv2d>(mapping::xla_layout(op).work);
}

workload::Conv2d window_of_three(std::int64_t channels) {
  workload::Conv2d conv;
  conv.height = conv.width = 8;
  conv.filter_height = conv.filter_width = 3;
  conv.channels = channels;
  conv.filters = 200;
  return conv;
}

}  // namespace

TEST_CASE("XLA fills channels up to the lanes, but not those of an image") {
  const workload::Conv2d filled = laid_out(window_of_three(64));
  CHECK(filled.channels == 128);
  CHECK(filled.filters == 256);
  CHECK(laid_out(window_of_three(3)).channels == 3);
}

TEST_CASE("XLA fills the batch of a window up to the sublanes, but not that of a product") {
  workload::Conv2d conv = window_of_three(64);
  CHECK(laid_out(conv).batch == 8);
  conv.batch = 17;
  CHECK(laid_out(conv).batch == 24);
  conv.filter_height = conv.filter_width = 1;
  CHECK(laid_out(conv).batch == 17);
  conv.stride_height = conv.stride_width = 2;
  CHECK(laid_out(conv).batch == 24);
  CHECK(laid_out(window_of_three(3)).batch == 1);
}

TEST_CASE("XLA's attention writes its scores once and reads them twice") {
  config::Chip chip = test::gpu_like(4);
  workload::Operator op;
  op.name = "attention";
  workload::Attention work;
  work.heads = work.kv_heads = 4;
  work.query_length = work.key_length = 256;
  work.head_dim = work.value_dim = 64;
  op.work = work;
  const auto program = compiled(op, Rules::xla, chip);
  REQUIRE(program.kernels.size() == 3);  // scores and maximum, sum, context
  constexpr std::int64_t kScores = 4 * 256 * 256;
  const test::Deeds scores = test::deeds_of(program.kernels[0], chip);
  CHECK(scores.stored[2] == kScores * 4);
  CHECK(scores.simple >= kScores);  // the maximum
  CHECK(test::deeds_of(program.kernels[1], chip).loaded[2] == kScores * 4);
}
