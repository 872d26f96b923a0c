#include "llm/schedule.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

namespace systole::llm {

namespace {

class Scheduler {
 public:
  explicit Scheduler(const std::vector<Task>& tasks) : tasks_(tasks), ends_(tasks.size()) {}

  Pieces run() {
    Pieces pieces;
    for (std::size_t i = 0; i < tasks_.size(); ++i) pieces.push_back(place(next()));
    return pieces;
  }

 private:
  /// When a task could start; never, while it waits for one that has no place yet.
  double start_of(std::size_t index) const {
    double start = free_[tasks_[index].is_exchange ? 1 : 0];
    for (const std::size_t before : tasks_[index].after) {
      if (!ends_[before]) return std::numeric_limits<double>::infinity();
      start = std::max(start, *ends_[before]);
    }
    return start;
  }

  std::size_t next() const {
    std::size_t best = 0;
    double earliest = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < tasks_.size(); ++i) {
      if (ends_[i]) continue;
      const double start = start_of(i);
      if (start >= earliest) continue;
      earliest = start;
      best = i;
    }
    return best;
  }

  Piece place(std::size_t index) {
    const Task& task = tasks_[index];
    const double end = start_of(index) + task.piece.seconds;
    ends_[index] = end;
    free_[task.is_exchange ? 1 : 0] = end;
    Piece piece = task.piece;
    piece.seconds = std::max(0.0, end - done_);
    // A chip that computes meanwhile does not wait at idle power.
    if (task.is_exchange && task.piece.seconds > 0.0)
      piece.joules *= piece.seconds / task.piece.seconds;
    done_ = std::max(done_, end);
    return piece;
  }

  const std::vector<Task>& tasks_;
  std::vector<std::optional<double>> ends_;
  std::array<double, 2> free_{};  ///< when the chip can compute again, and exchange again
  double done_ = 0.0;             ///< when everything placed so far has ended
};

}  // namespace

Pieces schedule(const std::vector<Task>& tasks) { return Scheduler(tasks).run(); }

}  // namespace systole::llm
