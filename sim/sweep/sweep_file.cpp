#include "sweep/sweep_file.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/data_files.hpp"
#include "base/document.hpp"
#include "base/scalars.hpp"
#include "base/text.hpp"
#include "sweep/axis_values.hpp"

namespace systole::sweep {

namespace {

constexpr std::array<std::string_view, 5> kMethods{"grid", "random", "sobol", "halving", "nsga2"};

/// A Node moved to the place where its text begins.
Place text_place(const Node& node) {
  Place place = node.place;
  if (node.quoted) ++place.column;
  return place;
}

class SweepReader {
 public:
  SweepReader(const Node& root, Diagnostics& diagnostics)
      : root_(root), diagnostics_(diagnostics) {}

  Sweep read(const std::string& path) {
    sweep_.name = std::filesystem::path(path).stem().string();
    for (const Entry& entry : root_.entries) read_entry(entry);
    if (sweep_.chip.empty()) missing("chip", "the chip that the axes change, a name or a file");
    if (sweep_.workloads.empty()) missing("workloads", "a list, as in workloads: [resnet50]");
    if (sweep_.axes.empty())
      missing("axes", "keys and their values, as in axes: {core.matrix.rows: [16, 32]}");
    return std::move(sweep_);
  }

 private:
  using Read = void (SweepReader::*)(const Node& node, const std::string& path);

  void missing(const std::string& key, const std::string& expected) {
    if (root_.find(key) == nullptr)
      diagnostics_.error(root_.place, key, "is missing: expected " + expected);
  }

  void expected(const Node& node, const std::string& path, const std::string& what) {
    diagnostics_.error(node.place, path, "expected " + what + ", got " + description_of(node));
  }

  void unknown(const Entry& entry, const std::string& path, const std::vector<std::string>& known) {
    diagnostics_.error(entry.key_place, path,
                       fmt::format("unknown key{}; there are {}", suggestion(entry.key, known),
                                   fmt::join(known, ", ")));
  }

  void read_entry(const Entry& entry) {
    static const std::vector<std::pair<std::string, Read>> kKeys{
        {"name", &SweepReader::read_name},
        {"description", &SweepReader::read_description},
        {"chip", &SweepReader::read_chip_name},
        {"set", &SweepReader::read_fixed},
        {"fidelity", &SweepReader::read_fidelity},
        {"workloads", &SweepReader::read_workloads},
        {"axes", &SweepReader::read_axes},
        {"compare", &SweepReader::read_compare},
        {"metrics", &SweepReader::read_metrics},
        {"constraints", &SweepReader::read_constraints},
        {"objectives", &SweepReader::read_objectives},
        {"record", &SweepReader::read_record},
        {"search", &SweepReader::read_search}};
    std::vector<std::string> known;
    for (const auto& [key, read] : kKeys) {
      if (key == entry.key) return (this->*read)(entry.value, entry.key);
      known.push_back(key);
    }
    unknown(entry, entry.key, known);
  }

  void read_name(const Node& node, const std::string& path) {
    sweep_.name = text_of(node, path, diagnostics_).value_or("");
  }
  void read_description(const Node& node, const std::string& path) {
    sweep_.description = text_of(node, path, diagnostics_).value_or("");
  }
  void read_chip_name(const Node& node, const std::string& path) {
    sweep_.chip = text_of(node, path, diagnostics_).value_or("");
  }

  void read_fixed(const Node& node, const std::string& path) {
    if (!node.is_map()) return expected(node, path, "keys of the chip and their values");
    for (const Entry& entry : node.entries) {
      const auto value = text_of(entry.value, path + "." + entry.key, diagnostics_);
      if (value) sweep_.fixed.push_back(entry.key + "=" + *value);
    }
  }

  void read_fidelity(const Node& node, const std::string& path) {
    const auto level = system::fidelity_from(node.scalar);
    if (!level) return expected(node, path, "analytic, tile or cycle");
    sweep_.fidelity = *level;
  }

  void read_workloads(const Node& node, const std::string& path) {
    if (!node.is_list()) return expected(node, path, "a list");
    for (const Node& item : node.items) read_workload(item, path);
    std::vector<std::string> names;
    for (const SweptWorkload& workload : sweep_.workloads) {
      if (std::find(names.begin(), names.end(), workload.name) != names.end())
        diagnostics_.error(
            workload.place, path,
            "two workloads are called '" + workload.name + "'; give one of them a `name`");
      names.push_back(workload.name);
    }
  }

  void read_workload(const Node& node, const std::string& path) {
    SweptWorkload workload;
    workload.place = node.place;
    if (node.is_scalar()) {
      workload.file = node.scalar;
    } else if (node.is_map()) {
      for (const Entry& entry : node.entries) read_workload_key(entry, path, workload);
    } else {
      return expected(node, path, "a name or a file, or {workload: NAME, params: {...}}");
    }
    if (workload.file.empty())
      return diagnostics_.error(node.place, path, "`workload` is missing: a name or a file");
    if (workload.name.empty()) workload.name = std::filesystem::path(workload.file).stem().string();
    sweep_.workloads.push_back(std::move(workload));
  }

  void read_workload_key(const Entry& entry, const std::string& path, SweptWorkload& workload) {
    const std::string inner = path + "." + entry.key;
    if (entry.key == "workload") {
      workload.file = text_of(entry.value, inner, diagnostics_).value_or("");
    } else if (entry.key == "name") {
      workload.name = text_of(entry.value, inner, diagnostics_).value_or("");
    } else if (entry.key == "tokens") {
      workload.tokens = integer_of(entry.value, inner, diagnostics_).value_or(0);
    } else if (entry.key == "params") {
      for (const Entry& parameter : entry.value.entries) {
        const auto value = text_of(parameter.value, inner, diagnostics_);
        if (value) workload.parameters[parameter.key] = *value;
      }
    } else {
      unknown(entry, inner, {"workload", "name", "params", "tokens"});
    }
  }

  void read_axes(const Node& node, const std::string& path) {
    if (!node.is_map()) return expected(node, path, "keys of the chip and their values");
    for (const Entry& entry : node.entries) {
      const bool is_range = entry.value.find("from") != nullptr;
      entry.value.is_map() && !is_range ? read_linked(entry, path) : read_axis(entry, path);
    }
  }

  void read_axis(const Entry& entry, const std::string& path) {
    Axis axis{entry.key, {entry.key}, {}, entry.key_place};
    for (std::string& value : axis_values(entry.value, path + "." + entry.key, diagnostics_))
      axis.values.push_back({std::move(value)});
    add_axis(std::move(axis));
  }

  /// A point has one name: no value, or combination of linked values, stands twice.
  void add_axis(Axis axis) {
    std::set<std::vector<std::string>> seen;
    for (const std::vector<std::string>& values : axis.values) {
      if (seen.insert(values).second) continue;
      diagnostics_.error(axis.place, "axes." + axis.name,
                         fmt::format("'{}' stands twice", fmt::join(values, ", ")));
    }
    sweep_.axes.push_back(std::move(axis));
  }

  /// Keys that move together: lists of one length.
  void read_linked(const Entry& entry, const std::string& path) {
    Axis axis{entry.key, {}, {}, entry.key_place};
    for (const Entry& linked : entry.value.entries) {
      const std::string inner = path + "." + entry.key + "." + linked.key;
      const std::vector<std::string> values = axis_values(linked.value, inner, diagnostics_);
      if (axis.keys.empty()) axis.values.resize(values.size());
      if (values.size() != axis.values.size()) {
        diagnostics_.error(linked.value.place, inner,
                           fmt::format("{} values, but the axis '{}' has {} so far: linked keys "
                                       "have lists of one length",
                                       values.size(), entry.key, axis.values.size()));
        return;
      }
      axis.keys.push_back(linked.key);
      for (std::size_t i = 0; i < values.size(); ++i) axis.values[i].push_back(values[i]);
    }
    add_axis(std::move(axis));
  }

  std::optional<Expression> expression_of(const Node& node, const std::string& path) {
    const auto text = text_of(node, path, diagnostics_);
    if (!text) return std::nullopt;
    try {
      return Expression::parse(*text, text_place(node));
    } catch (const UserError& error) {
      diagnostics_.error({}, "", error.what());
      return std::nullopt;
    }
  }

  void read_metrics(const Node& node, const std::string& path) {
    if (!node.is_map()) return expected(node, path, "names and expressions");
    for (const Entry& entry : node.entries) {
      if (auto expression = expression_of(entry.value, path + "." + entry.key))
        sweep_.metrics.push_back({entry.key, std::move(*expression)});
    }
  }

  void read_constraints(const Node& node, const std::string& path) {
    if (!node.is_list()) return expected(node, path, "a list of conditions");
    for (const Node& item : node.items) {
      if (auto expression = expression_of(item, path))
        sweep_.constraints.push_back(std::move(*expression));
    }
  }

  void read_objectives(const Node& node, const std::string& path) {
    if (!node.is_map()) return expected(node, path, "metrics, each with min or max");
    for (const Entry& entry : node.entries) {
      const std::string& word = entry.value.scalar;
      if (word != "min" && word != "max") {
        expected(entry.value, path + "." + entry.key, "min or max");
        continue;
      }
      sweep_.objectives.push_back(
          {entry.key, word == "max" ? Direction::maximize : Direction::minimize, entry.key_place});
    }
  }

  void read_compare(const Node& node, const std::string& path) {
    if (!node.is_list()) return expected(node, path, "a list of chips");
    for (const Node& item : node.items) {
      if (const auto name = text_of(item, path, diagnostics_)) sweep_.compare.push_back(*name);
    }
  }

  void read_record(const Node& node, const std::string& path) {
    if (!node.is_list()) return expected(node, path, "a list of statistics");
    for (const Node& item : node.items) {
      if (const auto name = text_of(item, path, diagnostics_)) sweep_.record.push_back(*name);
    }
  }

  void read_search(const Node& node, const std::string& path) {
    if (!node.is_map()) return expected(node, path, "method, points, population and seed");
    for (const Entry& entry : node.entries) read_search_key(entry, path + "." + entry.key);
  }

  void read_search_key(const Entry& entry, const std::string& path) {
    if (entry.key == "method") {
      const auto method = method_from(entry.value.scalar);
      if (!method) return expected(entry.value, path, fmt::format("{}", fmt::join(kMethods, ", ")));
      sweep_.search.method = *method;
    } else if (entry.key == "points") {
      sweep_.search.points = positive(entry.value, path);
    } else if (entry.key == "population") {
      sweep_.search.population = positive(entry.value, path);
    } else if (entry.key == "seed") {
      sweep_.search.seed = static_cast<std::uint64_t>(positive(entry.value, path));
    } else {
      unknown(entry, path, {"method", "points", "population", "seed"});
    }
  }

  std::int64_t positive(const Node& node, const std::string& path) {
    const auto value = integer_of(node, path, diagnostics_);
    if (value && *value < 1) diagnostics_.error(node.place, path, "must be 1 or more");
    return value.value_or(1);
  }

  const Node& root_;
  Diagnostics& diagnostics_;
  Sweep sweep_;
};

}  // namespace

std::string_view name_of(Method method) { return kMethods.at(static_cast<std::size_t>(method)); }

std::optional<Method> method_from(std::string_view text) {
  const auto* found = std::find(kMethods.begin(), kMethods.end(), text);
  if (found == kMethods.end()) return std::nullopt;
  return static_cast<Method>(found - kMethods.begin());
}

std::vector<std::string> names_of_methods() { return {kMethods.begin(), kMethods.end()}; }

Sweep read_sweep(const std::string& name_or_path) {
  const std::string path = find_data_file(kSweepFolder, name_or_path);
  return parse_sweep(read_file(path), path);
}

Sweep parse_sweep(const std::string& text, const std::string& path) {
  Diagnostics diagnostics;
  const Node root = parse_yaml(text, path, diagnostics);
  diagnostics.throw_if_errors();
  if (!root.is_map())
    throw UserError(root.place, "expected the keys of a sweep (chip, workloads, axes ...), got " +
                                    description_of(root));
  Sweep sweep = SweepReader(root, diagnostics).read(path);
  diagnostics.throw_if_errors();
  sweep.text = text;
  return sweep;
}

}  // namespace systole::sweep
