// PyTorch's kernels where ROCm compiles them: slots of a wave, rows that are blocks, lanes without
// rows.
#include "mapping/library_rocm.hpp"

#include <catch2/catch.hpp>

#include "mapping/compile.hpp"
#include "support/machines.hpp"
#include "support/many_core_chips.hpp"
#include "support/token_machine.hpp"
#include "support/vector_operator.hpp"

using namespace systole;
using mapping::VectorKernel;
using test::vector_operator;
using workload::VectorKind;

namespace {

config::Chip rocm_chip(std::int64_t cores) {
  config::Chip chip = test::gpu_like(cores);
  chip.facts.vendor = "AMD";
  chip.core.vector.lanes = 64;
  return chip;
}

VectorKernel kernel_of(VectorKind kind, std::int64_t rows, std::int64_t cols) {
  constexpr std::int64_t kHalf = 16;
  const auto kernel =
      mapping::rocm_kernel(workload::vector_work(kind, rows, cols), kHalf, rocm_chip(4));
  REQUIRE(kernel);
  return *kernel;
}

program::Kernel compiled(VectorKind kind, std::int64_t rows, std::int64_t cols) {
  mapping::Mapper mapper;
  mapper.rules = mapping::Rules::cublas;
  const auto graph = test::graph_of(vector_operator(kind, rows, cols));
  return mapping::compile(graph, rocm_chip(4), mapper).program.kernels.at(0);
}

}  // namespace

TEST_CASE("Instructions of a wave are counted in slots, special ones among them") {
  const test::Deeds gelu = test::deeds_of(compiled(VectorKind::gelu, 64, 1024), rocm_chip(4));
  CHECK(gelu.simple == 56 * 64 * 1024);
  CHECK(gelu.special == 0);
  CHECK(kernel_of(VectorKind::softmax, 1 << 16, 1024).cost.simple == 46);
  CHECK(kernel_of(VectorKind::softmax, 1 << 16, 2048).cost.simple == 78);
  CHECK(kernel_of(VectorKind::layer_norm, 1 << 16, 2048).cost.simple == 39);
}

TEST_CASE("Long rows of a softmax have at most 512 threads, so that a core works on four") {
  CHECK(kernel_of(VectorKind::softmax, 1 << 16, 2048).rows_together == 2048 / 128);
  CHECK(kernel_of(VectorKind::softmax, 1 << 16, 4096).rows_together == 2048 / 256);
  CHECK(kernel_of(VectorKind::softmax, 1 << 16, 32'768).rows_together == 4);
  CHECK(kernel_of(VectorKind::softmax, 1 << 16, 32'768).cost.passes == 3);
}

TEST_CASE("Lanes stand idle where a core has few rows, and not where it has many") {
  const std::int64_t many = kernel_of(VectorKind::layer_norm, 1 << 16, 4096).simple_per_row;
  CHECK(many == 128 * (60 + 7 * 52));  // what the threads of a row do besides its elements
  const std::int64_t one = kernel_of(VectorKind::layer_norm, 4, 4096).simple_per_row;
  const std::int64_t two = kernel_of(VectorKind::layer_norm, 8, 4096).simple_per_row;
  // Two rows on a core share the time that one takes.
  const std::int64_t elements = 39 * 4096;
  CHECK(one + elements == Approx(2 * (two + elements)).epsilon(0.001));
  // Eight loads, of which each waits for the L2, and in the first pass for memory behind it.
  const config::Chip chip = rocm_chip(4);
  const double memory = chip.dram.latency_ns * chip.clock_mhz / 1000.0;
  const double slots = 8 * 4 * 39 + 60 + 7 * 52;
  const double cycles =
      4 * slots + 8 * (2.0 * static_cast<double>(chip.shared_buffer.latency_cycles) + memory);
  CHECK(static_cast<double>(one + elements) == Approx(64 * cycles).epsilon(0.001));
}

TEST_CASE("Short rows are spread over all cores, however few bytes they have") {
  CHECK(compiled(VectorKind::layer_norm, 64, 32).header.cores == 4);
}

TEST_CASE("Only chips of AMD are reached through ROCm") {
  CHECK(mapping::uses_rocm(rocm_chip(1)));
  CHECK_FALSE(mapping::uses_rocm(test::gpu_like(1)));
  CHECK_FALSE(
      mapping::rocm_kernel(workload::vector_work(VectorKind::relu, 4, 4), 16, rocm_chip(1)));
}
