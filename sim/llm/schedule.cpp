#include "llm/schedule.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

namespace systole::llm {

namespace {

struct Span {
  double start = 0.0;
  double end = 0.0;
};

double overlap_of(const Span& a, const Span& b) {
  return std::max(0.0, std::min(a.end, b.end) - std::max(a.start, b.start));
}

class Scheduler {
 public:
  explicit Scheduler(const std::vector<Task>& tasks) : tasks_(tasks), spans_(tasks.size()) {}

  Pieces run() {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < tasks_.size(); ++i) order.push_back(place(next()));
    Pieces pieces;
    for (const std::size_t index : order) pieces.push_back(visible(index));
    return pieces;
  }

 private:
  /// When a task could start; never, while it waits for one that has no place yet.
  double start_of(std::size_t index) const {
    double start = free_[tasks_[index].is_exchange ? 1 : 0];
    for (const std::size_t before : tasks_[index].after) {
      if (!spans_[before]) return std::numeric_limits<double>::infinity();
      start = std::max(start, spans_[before]->end);
    }
    return start;
  }

  std::size_t next() const {
    std::size_t best = 0;
    double earliest = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < tasks_.size(); ++i) {
      if (spans_[i]) continue;
      const double start = start_of(i);
      if (start >= earliest) continue;
      earliest = start;
      best = i;
    }
    return best;
  }

  std::size_t place(std::size_t index) {
    const Task& task = tasks_[index];
    const double start = start_of(index);
    spans_[index] = Span{start, start + task.piece.seconds};
    free_[task.is_exchange ? 1 : 0] = spans_[index]->end;
    return index;
  }

  /// Work is seen in full; of an exchange what no work hides. A chip that works meanwhile does not
  /// wait at idle power.
  Piece visible(std::size_t index) const {
    Piece piece = tasks_[index].piece;
    if (!tasks_[index].is_exchange || piece.seconds <= 0.0) return piece;
    double hidden = 0.0;
    for (std::size_t i = 0; i < tasks_.size(); ++i) {
      if (!tasks_[i].is_exchange) hidden += overlap_of(*spans_[i], *spans_[index]);
    }
    const double left = std::max(0.0, piece.seconds - hidden);
    piece.joules *= left / piece.seconds;
    piece.seconds = left;
    return piece;
  }

  const std::vector<Task>& tasks_;
  std::vector<std::optional<Span>> spans_;
  std::array<double, 2> free_{};  ///< when the chip can compute again, and exchange again
};

}  // namespace

Pieces schedule(const std::vector<Task>& tasks) { return Scheduler(tasks).run(); }

}  // namespace systole::llm
