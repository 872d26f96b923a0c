// A sweep as its YAML file describes it (docs/sweeps.md).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "sweep/expression.hpp"
#include "system/run.hpp"

namespace systole::sweep {

/// The folder of shipped sweeps, as find_data_file names it.
constexpr const char* kSweepFolder = "configs/sweeps";

/// Keys of workload parameters begin with this; all others are keys of the chip.
constexpr const char* kParameterPrefix = "param.";

/// The key of whole chips: a shipped one or a file takes the place of the sweep's chip.
constexpr const char* kChipKey = "chip";

/// One dimension of the space: keys that move together through a list of values.
struct Axis {
  std::string name;
  std::vector<std::string> keys;
  std::vector<std::vector<std::string>> values;  ///< values[i] has one text per key
  Place place;
};

struct SweptWorkload {
  std::string name;  ///< before the dot of its metrics, where there are several workloads
  std::string file;
  std::map<std::string, std::string> parameters;
  std::int64_t tokens = 0;  ///< that one run produces or reads; 0: tokens_per_second has no meaning
  Place place;
};

enum class Direction { minimize, maximize };

struct Objective {
  std::string metric;
  Direction direction = Direction::minimize;
  Place place;
};

struct NamedExpression {
  std::string name;
  Expression expression;
};

enum class Method { grid, random, sobol, halving, nsga2 };
std::string_view name_of(Method method);
std::optional<Method> method_from(std::string_view text);
std::vector<std::string> names_of_methods();

struct Search {
  Method method = Method::grid;
  std::int64_t points = 0;      ///< simulations at most; 0: as the method chooses
  std::int64_t population = 0;  ///< of nsga2; 0: as the method chooses
  std::uint64_t seed = 1;
};

struct Sweep {
  std::string name;
  std::string description;
  std::string text;  ///< of the file
  std::string chip;
  std::vector<std::string> fixed;  ///< "key=value" laid over the chip for every point
  system::Fidelity fidelity = system::Fidelity::tile;
  std::vector<SweptWorkload> workloads;
  std::vector<Axis> axes;
  std::vector<std::string> compare;  ///< chips that get a row each, as they are
  std::vector<NamedExpression> metrics;
  std::vector<Expression> constraints;
  std::vector<Objective> objectives;
  std::vector<std::string> record;  ///< further statistics that become columns
  Search search;
};

/// Reads a shipped sweep by name, or a file. Throws UserError with all mistakes.
Sweep read_sweep(const std::string& name_or_path);
/// The same for text at hand; `path` stands in messages.
Sweep parse_sweep(const std::string& text, const std::string& path);

}  // namespace systole::sweep
