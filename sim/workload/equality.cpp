#include <tuple>

#include "workload/graph.hpp"

namespace systole::workload {

namespace {

auto members(const Gemm& gemm) { return std::tie(gemm.count, gemm.m, gemm.n, gemm.k); }

auto members(const Conv2d& conv) {
  return std::tie(conv.batch, conv.height, conv.width, conv.channels, conv.filters,
                  conv.filter_height, conv.filter_width, conv.stride_height, conv.stride_width,
                  conv.pad_height, conv.pad_width, conv.groups, conv.ceil_output);
}

auto members(const MemoryPass& pass) {
  return std::tie(pass.what, pass.elements_read, pass.elements_written);
}

auto members(const Sparsity& sparsity) { return std::tie(sparsity.kept, sparsity.of); }

}  // namespace

bool operator==(const Gemm& a, const Gemm& b) { return members(a) == members(b); }
bool operator==(const Conv2d& a, const Conv2d& b) { return members(a) == members(b); }
bool operator==(const MemoryPass& a, const MemoryPass& b) { return members(a) == members(b); }
bool operator==(const Sparsity& a, const Sparsity& b) { return members(a) == members(b); }

}  // namespace systole::workload
