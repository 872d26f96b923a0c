#include <algorithm>

#include <fmt/format.h>

#include "base/error.hpp"
#include "result/result.hpp"

namespace systole::result {

namespace {

void require_equal(const OperatorResult& op, std::string_view book, std::int64_t left,
                   std::int64_t right) {
  if (left == right) return;
  throw ModelError(fmt::format("the books of operator {} do not balance: {}: {} against {}",
                               op.name, book, left, right));
}

Bytes moved_in(const Counters& c, std::size_t i) {
  return c.sram_filled[i] - c.sram_preloaded[i] + c.read_waste[i];
}

Bytes moved_out(const Counters& c, std::size_t i) { return c.sram_drained[i] + c.written_waste[i]; }

// What the DMA engine moved (requested and waste) was found in the shared buffer, fetched into it,
// or went past it. Without a buffer everything goes past it, to or from DRAM.
void check_traffic(const OperatorResult& op, Operand operand) {
  const auto i = static_cast<std::size_t>(operand);
  const Counters& c = op.counters;
  require_equal(
      op,
      fmt::format("{} bytes filled against bytes read from DRAM and the shared buffer and "
                  "bytes already there",
                  name_of(operand)),
      moved_in(c, i) - c.shared_hit[i] - c.shared_missed[i], c.dram_read[i] - c.shared_filled[i]);
  require_equal(op,
                fmt::format("{} bytes drained against bytes written to DRAM and the shared buffer",
                            name_of(operand)),
                moved_out(c, i) - c.shared_written[i],
                c.dram_written[i] - c.shared_written_back[i]);
}

// What came with another core's read was in the buffer.
void check_multicast(const OperatorResult& op, Operand operand) {
  const auto i = static_cast<std::size_t>(operand);
  const Bytes hit = op.counters.shared_hit[i];
  require_equal(op, fmt::format("{} bytes of clusters against bytes found", name_of(operand)),
                std::clamp<Bytes>(op.counters.shared_multicast[i], 0, hit),
                op.counters.shared_multicast[i]);
}

// What is written stays in the shared buffer until it is written back.
void check_dirty_blocks(const OperatorResult& op) {
  Bytes stayed = 0;
  for (std::size_t i = 0; i < kOperands.size(); ++i) {
    stayed += op.counters.shared_dirtied[i] - op.counters.shared_written_back[i];
  }
  require_equal(op, "bytes made dirty and not written back against dirty bytes in the buffer",
                stayed, op.counters.shared_left_dirty);
}

void check_interconnect(const OperatorResult& op) {
  Bytes moved = 0;
  for (std::size_t i = 0; i < kOperands.size(); ++i) {
    moved += moved_in(op.counters, i) + moved_out(op.counters, i);
  }
  require_equal(op, "bytes that DMA engines moved against bytes the interconnect delivered", moved,
                op.counters.interconnect_bytes);
}

void check_operator(const OperatorResult& op) {
  require_equal(op, "cycle categories against cycles", op.breakdown.sum(), op.cycles);
  require_equal(op, "MACs done against MACs asked", op.counters.macs, op.asked_macs);
  for (const Operand operand : kOperands) {
    check_traffic(op, operand);
    check_multicast(op, operand);
  }
  check_dirty_blocks(op);
}

/// What the cores did together stands in the operators' counters, too.
void check_cores(const Result& result) {
  CoreActivity cores;
  for (const CoreActivity& core : result.cores) cores += core;
  const Counters counters = totals_of(result).counters;
  const auto require = [](std::string_view book, Cycles left, Cycles right) {
    if (left == right) return;
    throw ModelError(
        fmt::format("the books of the cores do not balance: {}: {} against {}", book, left, right));
  };
  require("cycles of arrays", cores.array_busy, counters.array_busy);
  require("cycles of vector units", cores.vector_busy, counters.vector_busy);
  require("cycles of memory ports", cores.port_busy, counters.port_busy);
}

}  // namespace

void check_books(const Result& result) {
  // Closed forms move bytes without a network.
  const bool has_network = result.machine.interconnect != "none" && result.fidelity != "analytic";
  for (const OperatorResult& op : result.operators) {
    check_operator(op);
    if (has_network) check_interconnect(op);
  }
  if (!result.cores.empty()) check_cores(result);
}

}  // namespace systole::result
