// What a workload asks for before any chip is named: operators by kind, their arithmetic and bytes,
// and what its reader did not know.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "workload/graph.hpp"

namespace systole::report {

/// Sums over some operators of a graph.
struct WorkSums {
  std::int64_t operators = 0;
  Macs macs = 0;
  Bytes bytes =
      0;  ///< of all operands as they lie in memory, second tensors of an epilogue included
  std::optional<double> measured_seconds;  ///< none where no operator was measured
  std::vector<std::string> dtypes;         ///< "fp16", "fp16 x int4"; in order of appearance
};

/// One operator as sums of one.
WorkSums sums_of(const workload::Operator& op);
void add(WorkSums& sums, const WorkSums& more);
/// Operations per byte; nothing without bytes.
std::optional<double> intensity_of(const WorkSums& sums);
/// "64 x 1024 x 4096", "3 x 3 / 2 on 224 x 224 x 3 to 64": the shape in the words of its kind.
std::string shape_text(const workload::Operator& op);

struct KindSums {
  std::string kind;
  WorkSums sums;
};

struct Inspection {
  std::vector<KindSums> kinds;  ///< most MACs first, then most bytes
  WorkSums total;
  std::int64_t weights = 0;  ///< elements of all weight operands that are parameters
  /// Operators that nobody knows, as their file calls them, and their sums.
  std::map<std::string, std::int64_t> unknown_kinds;
  WorkSums unknown;
};

Inspection inspect(const workload::Graph& graph);

/// A sentence when unknown operators are more than 1 % of the bytes or MACs.
std::optional<std::string> unknown_warning(const Inspection& inspection);

enum class Detail { kinds, operators };

std::string inspection_text(const workload::Graph& graph, Detail detail);
std::string inspection_csv(const workload::Graph& graph, Detail detail);
std::string inspection_json(const workload::Graph& graph, Detail detail);

}  // namespace systole::report
