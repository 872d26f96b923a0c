// Small machines and workloads that several test programs use.
#pragma once

#include <cstdint>
#include <random>
#include <string>

#include "config/chip.hpp"
#include "support/full_tests.hpp"
#include "workload/graph.hpp"

namespace systole::test {

/// A core with a little array, plenty of operand memory and a DRAM that never limits.
inline config::Chip small_chip(std::int64_t rows, std::int64_t cols, Dataflow dataflow) {
  config::Chip chip;
  chip.name = "small";
  chip.core.matrix.rows = rows;
  chip.core.matrix.cols = cols;
  chip.core.matrix.dataflow = dataflow;
  chip.core.sram.size_kib = 64;
  chip.dram.model = config::DramModel::ideal;
  return chip;
}

/// All combinations of the modelled additions; `index` from 0 to 15.
inline void set_additions(config::MatrixUnitConfig& unit, int index) {
  unit.stationary_double_buffer = (index & 1) != 0;
  unit.fold_overlap = (index & 2) != 0;
  unit.edge_folds_shortened = (index & 4) != 0;
  unit.separate_output_drain = (index & 8) != 0;
}

inline workload::Operator gemm_operator(std::int64_t m, std::int64_t n, std::int64_t k,
                                        std::int64_t count = 1) {
  workload::Operator op;
  op.name = "gemm";
  op.work = workload::Gemm{count, m, n, k};
  op.input_dtype = op.weight_dtype = op.output_dtype = DType::int8;
  return op;
}

inline workload::Graph graph_of(const workload::Operator& op) {
  workload::Graph graph;
  graph.name = "test";
  graph.operators = {op};
  return graph;
}

/// Whole numbers that are the same on every machine.
class Dice {
 public:
  explicit Dice(std::uint32_t seed) : engine_(seed) {}
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(high - low + 1));
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace systole::test
