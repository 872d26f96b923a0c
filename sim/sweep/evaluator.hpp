// From a point to its row, in this process.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/chip.hpp"
#include "mapping/mapper.hpp"
#include "study/residuals.hpp"
#include "sweep/figures.hpp"
#include "sweep/row.hpp"
#include "sweep/space.hpp"
#include "sweep/sweep_file.hpp"
#include "workload/graph.hpp"

namespace systole::sweep {

class Evaluator {
 public:
  /// Reads the chip and the workloads once and checks every name that the sweep uses. Throws
  /// UserError with all mistakes. `sweep` must outlive this.
  explicit Evaluator(const Sweep& sweep);

  const Sweep& sweep() const { return sweep_; }
  const Space& space() const { return space_; }
  /// The names of a row's values: the keys of the axes, figures of the chip, metrics of the runs.
  const std::vector<std::string>& columns() const { return columns_; }

  /// Reads the workloads of a point, which depend on its parameters, if they are not known yet.
  /// Children that are forked afterwards have them.
  void prepare(const Point& point);
  /// At the tile and cycle levels once per process. Does not throw: whatever goes wrong is in the
  /// row.
  Row evaluate(const Point& point, system::Fidelity fidelity);
  /// The row of a point that could not be evaluated to its end.
  Row failed_row(const Point& point, Status status, const std::string& message) const;

  /// Changes with everything that rows depend on, apart from the points: the chip's files, the
  /// workloads, metrics and constraints.
  const std::string& fingerprint() const { return fingerprint_; }

 private:
  struct Constraint {
    const Expression* expression;
    bool before_running;
  };

  void check_axes(const config::Chip& base, Diagnostics& diagnostics) const;
  config::Chip chip_of(const std::vector<Setting>& settings) const;
  const workload::Graph& graph_of(const SweptWorkload& workload,
                                  const std::vector<Setting>& settings, DType dtype);
  void add_values(const std::vector<Setting>& settings, Figures& figures, Row& row) const;
  void add_metrics(Figures& figures) const;
  const Expression* broken_constraint(const Figures& figures, bool before_running) const;
  void run_workloads(const std::vector<Setting>& settings, const system::RunOptions& options,
                     const config::Chip& chip, Figures& figures);
  void work_out(const std::vector<Setting>& settings, system::Fidelity fidelity, Figures& figures);

  const Sweep& sweep_;
  Space space_;
  std::vector<std::string> columns_;
  std::vector<Constraint> constraints_;
  std::vector<cost::Rule> rules_;
  study::Residuals residuals_ = study::shipped_residuals(mapping::name_of(mapping::Rules::best));
  DType base_dtype_ = DType::int8;
  std::map<std::string, workload::Graph> graphs_;
  std::string fingerprint_;
};

}  // namespace systole::sweep
