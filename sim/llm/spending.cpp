#include "llm/spending.hpp"

#include <algorithm>
#include <numeric>

namespace systole::llm {

namespace {

constexpr std::array<std::string_view, kCauses> kNames{"compute", "memory",      "latency",
                                                       "launch",  "collectives", "bubbles"};

}  // namespace

std::string_view name_of(Cause cause) { return kNames[static_cast<std::size_t>(cause)]; }

double Spending::total() const { return std::accumulate(seconds.begin(), seconds.end(), 0.0); }

Spending& Spending::operator+=(const Spending& other) {
  for (std::size_t i = 0; i < seconds.size(); ++i) seconds[i] += other.seconds[i];
  joules += other.joules;
  low += other.low;
  high += other.high;
  validated += other.validated;
  return *this;
}

Spending operator*(double factor, Spending spending) {
  for (double& value : spending.seconds) value *= factor;
  spending.joules *= factor;
  spending.low *= factor;
  spending.high *= factor;
  spending.validated *= factor;
  return spending;
}

void Walk::launch(Cause cause) {
  issued_ += overheads_.host.kernel_us * kMicro;
  const double waits = std::max(issued_ - ended_, 0.0);
  const bool finds_idle = waits > 0.0 || is_first_;
  const config::LaunchConfig& costs = overheads_.launch;
  // What it costs to launch an exchange is part of its time.
  const double chip_us = cause == Cause::collectives ? 0.0
                         : finds_idle                ? costs.first_us
                                                     : costs.next_us;
  const double seconds = waits + chip_us * kMicro;
  is_first_ = false;
  spent_.of(Cause::launch) += seconds;
  spent_.joules += overheads_.idle_watts * seconds;
  spent_.low += seconds;
  spent_.high += seconds;
  ended_ += seconds;
}

void Walk::stall(double seconds) {
  spent_.of(Cause::launch) += seconds;
  spent_.joules += overheads_.idle_watts * seconds;
  spent_.low += seconds;
  spent_.high += seconds;
  issued_ += seconds;
  ended_ += seconds;
}

void Walk::add(const Pieces& pieces) {
  for (const Piece& piece : pieces) {
    for (std::int64_t i = 0; i < piece.kernels; ++i) launch(piece.cause);
    spent_.of(piece.cause) += piece.seconds;
    spent_.joules += piece.joules;
    spent_.low += piece.doubt.low * piece.seconds;
    spent_.high += piece.doubt.high * piece.seconds;
    if (piece.doubt.is_known) spent_.validated += piece.seconds;
    ended_ += piece.seconds;
  }
}

}  // namespace systole::llm
