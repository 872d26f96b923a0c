// Who evaluates points: processes of this machine, or of a cluster.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sweep/evaluator.hpp"
#include "sweep/row.hpp"

namespace systole::sweep {

/// A point that somebody is asked to evaluate.
struct Task {
  std::int64_t number = 0;
  system::Fidelity fidelity = system::Fidelity::tile;
  Point point;
};

struct Answer {
  std::int64_t number = 0;
  Row row;
};

std::string to_bytes(const Task& task);
Task task_from_bytes(const std::string& bytes);
std::string to_bytes(const Answer& answer);
Answer answer_from_bytes(const std::string& bytes);

class Crew {
 public:
  Crew() = default;
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;
  virtual ~Crew() = default;

  /// Whether give() would find somebody with time for another task.
  virtual bool has_room() const = 0;
  virtual void give(const Task& task) = 0;
  /// Answers that have come in; waits for the first for at most so long. Tasks of workers that
  /// were lost are given to others. Throws ModelError when nobody is left.
  virtual std::vector<Answer> take(int milliseconds) = 0;
};

/// How many processes, and how long a point may take (0: as long as it likes).
struct CrewSize {
  std::int64_t workers = 1;
  double point_seconds = 0.0;
};

/// Worker processes of this machine, forked here and now: call it before threads and databases
/// exist. They end with this process.
std::unique_ptr<Crew> local_crew(Evaluator& evaluator, const CrewSize& size);

/// What a worker does with a task: a forked child evaluates it. A child that dies makes a row that
/// says so; one that was killed from outside is tried again first.
Answer work_on(const Task& task, Evaluator& evaluator, double point_seconds);

}  // namespace systole::sweep
