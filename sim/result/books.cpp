#include <fmt/format.h>

#include "base/checked.hpp"
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

void check_operator(const OperatorResult& op) {
  require_equal(op, "cycle categories against cycles", op.breakdown.sum(), op.cycles);
  require_equal(op, "MACs done against MACs asked", op.counters.macs,
                checked_product({op.count, op.m, op.n, op.k}, "MACs of an operator"));
  for (const Operand operand : kOperands) {
    const auto i = static_cast<std::size_t>(operand);
    const Counters& counters = op.counters;
    require_equal(
        op,
        fmt::format("{} bytes filled against bytes read from DRAM and bytes already there",
                    name_of(operand)),
        counters.sram_filled[i], counters.dram_read[i] + counters.sram_preloaded[i]);
    require_equal(op,
                  fmt::format("{} bytes drained against bytes written to DRAM", name_of(operand)),
                  counters.sram_drained[i], counters.dram_written[i]);
  }
}

}  // namespace

void check_books(const Result& result) {
  for (const OperatorResult& op : result.operators) check_operator(op);
}

}  // namespace systole::result
