#include "sweep/executor.hpp"

#include <chrono>
#include <deque>

namespace systole::sweep {

namespace {

/// Rows are written once in so many seconds: a transaction waits for the disk.
constexpr double kCommitSeconds = 1.0;
constexpr int kPatienceMs = 100;

}  // namespace

struct Executor::Batch {
  const std::vector<Point>& points;
  system::Fidelity fidelity;
  std::vector<Row> rows;
  std::vector<std::string> keys;
  std::deque<std::size_t> open;            ///< not given to anybody yet
  std::size_t given = 0;                   ///< and not answered yet
  std::vector<std::size_t> not_durable{};  ///< answered, not written yet
};

Executor::Executor(const Evaluator& evaluator, Crew& crew, Database& database, Hooks hooks)
    : evaluator_(evaluator), crew_(crew), database_(database), hooks_(std::move(hooks)) {
  start_ = now();
  last_commit_ = start_;
}

double Executor::now() const {
  const auto time = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(time).count();
}

std::vector<Row> Executor::evaluate(const std::vector<Point>& points, system::Fidelity fidelity) {
  Batch batch{points, fidelity, std::vector<Row>(points.size()), {}, {}};
  look_up(batch);
  while (!batch.open.empty() || batch.given > 0) {
    if (hooks_.stop_requested()) {
      make_durable(batch);
      throw Interrupted("the sweep was interrupted");
    }
    hand_out(batch);
    collect(batch);
    if (now() - last_commit_ >= kCommitSeconds) make_durable(batch);
    tell(batch);
  }
  make_durable(batch);
  tell(batch);
  for (std::size_t i = 0; i < points.size(); ++i)
    asked_.push_back({points[i], fidelity, batch.rows[i]});
  return std::move(batch.rows);
}

void Executor::look_up(Batch& batch) {
  const std::string fidelity(system::name_of(batch.fidelity));
  for (std::size_t i = 0; i < batch.points.size(); ++i) {
    batch.keys.push_back(evaluator_.space().key(batch.points[i]));
    if (auto row = database_.find(fidelity, batch.keys[i])) {
      batch.rows[i] = std::move(*row);
      ++progress_.known;
    } else {
      batch.open.push_back(i);
    }
  }
}

void Executor::hand_out(Batch& batch) {
  while (!batch.open.empty() && crew_.has_room()) {
    const std::size_t i = batch.open.front();
    batch.open.pop_front();
    crew_.give({static_cast<std::int64_t>(i), batch.fidelity, batch.points[i]});
    ++batch.given;
  }
}

void Executor::collect(Batch& batch) {
  for (Answer& answer : crew_.take(kPatienceMs)) {
    const auto i = static_cast<std::size_t>(answer.number);
    batch.rows[i] = std::move(answer.row);
    batch.not_durable.push_back(i);
    --batch.given;
  }
}

void Executor::make_durable(Batch& batch) {
  last_commit_ = now();
  if (batch.not_durable.empty()) return;
  std::vector<StoredRow> rows;
  for (const std::size_t i : batch.not_durable)
    rows.push_back({std::string(system::name_of(batch.fidelity)), batch.keys[i], batch.rows[i]});
  database_.add(rows);
  progress_.durable += static_cast<std::int64_t>(rows.size());
  batch.not_durable.clear();
}

void Executor::tell(const Batch& batch) {
  progress_.waiting = static_cast<std::int64_t>(batch.open.size() + batch.given);
  progress_.seconds = now() - start_;
  hooks_.progress(progress_);
}

}  // namespace systole::sweep
