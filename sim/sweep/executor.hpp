// Evaluates batches of points: those that the database knows are not run again.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sweep/crew.hpp"
#include "sweep/database.hpp"
#include "sweep/evaluator.hpp"

namespace systole::sweep {

/// Where a sweep stands.
struct Progress {
  std::int64_t durable = 0;  ///< rows written since the start
  std::int64_t known = 0;    ///< rows that the database had
  std::int64_t waiting = 0;  ///< of this batch, not evaluated yet
  double seconds = 0.0;      ///< since the start
};

/// What the executor asks and tells while it works.
struct Hooks {
  std::function<bool()> stop_requested = [] { return false; };
  std::function<void(const Progress&)> progress = [](const Progress&) {};
};

/// The sweep was asked to stop; every row that was evaluated is durable.
struct Interrupted : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A point in the order in which the search asked for it.
struct Asked {
  Point point;
  system::Fidelity fidelity = system::Fidelity::tile;
  Row row;
};

class Executor {
 public:
  Executor(const Evaluator& evaluator, Crew& crew, Database& database, Hooks hooks);

  /// The rows of `points`, in their order. Throws Interrupted, and UserError when rows cannot be
  /// written.
  std::vector<Row> evaluate(const std::vector<Point>& points, system::Fidelity fidelity);

  /// Everything that was asked for so far.
  const std::vector<Asked>& asked() const { return asked_; }
  const Progress& progress() const { return progress_; }

 private:
  struct Batch;
  void look_up(Batch& batch);
  void hand_out(Batch& batch);
  void collect(Batch& batch);
  void make_durable(Batch& batch);
  void tell(const Batch& batch);
  double now() const;

  const Evaluator& evaluator_;
  Crew& crew_;
  Database& database_;
  Hooks hooks_;
  std::vector<Asked> asked_;
  Progress progress_;
  double start_ = 0.0;
  double last_commit_ = 0.0;
};

}  // namespace systole::sweep
