// Small chips, each limited by one thing, and one operator on changed ones.
#pragma once

#include "config/chip.hpp"
#include "mapping/compile.hpp"
#include "runner/runner.hpp"
#include "study/simulate.hpp"
#include "support/machines.hpp"

namespace systole::test {

/// A chip with an 8 x 8 array and one product: nothing but the array limits it.
struct Case {
  config::Chip chip;
  workload::Graph graph;

  study::Simulate simulate() const {
    return [this](const std::vector<config::Chip>& chips) {
      std::vector<result::Result> results;
      for (const config::Chip& other : chips) {
        results.push_back(runner::run_in_child(other, mapping::compile(graph, other), {}));
      }
      return results;
    };
  }
  result::Result run() const { return simulate()({chip}).front(); }
};

inline Case compute_bound() {
  Case it{small_chip(8, 8, Dataflow::weight_stationary), graph_of(gemm_operator(512, 64, 64))};
  it.chip.clock_mhz = 1000.0;
  return it;
}

/// One row of inputs: every weight is used once.
inline Case dram_bound() {
  Case it{compute_bound().chip, graph_of(gemm_operator(1, 512, 512))};
  it.chip.dram.model = config::DramModel::latency_bandwidth;
  it.chip.dram.channel_bandwidth_gb_per_s = 1.0;
  return it;
}

/// Four cores read the same weights through one narrow slice.
inline Case l2_bound() {
  Case it{compute_bound().chip, graph_of(gemm_operator(512, 64, 256))};
  it.chip.core.count = 4;
  it.chip.shared_buffer.size_kib = 4096;
  it.chip.shared_buffer.bytes_per_cycle = 1;
  it.chip.shared_buffer.latency_cycles = 1;
  return it;
}

inline Case launch_bound() {
  Case it{compute_bound().chip, graph_of(gemm_operator(8, 8, 8))};
  it.chip.launch.first_us = 20.0;
  it.chip.launch.next_us = 20.0;
  return it;
}

/// One row of inputs for sixteen cores: too little to divide.
inline Case imbalance_bound() {
  Case it{compute_bound().chip, graph_of(gemm_operator(1, 8, 64))};
  it.chip.core.count = 16;
  return it;
}

}  // namespace systole::test
