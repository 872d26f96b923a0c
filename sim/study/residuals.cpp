#include "study/residuals.hpp"

#include <algorithm>
#include <filesystem>
#include <tuple>

#include <fmt/format.h>

#include "base/data_files.hpp"
#include "base/document.hpp"
#include "base/text.hpp"
#include "config/calibrated.hpp"

namespace systole::study {

namespace {

constexpr const char* kFile = "configs/validation/residuals.yaml";
constexpr const char* kAllRegimes = "all";

auto fields_of(const ResidualKey& key) {
  return std::tie(key.family, key.version, key.kind, key.dtype, key.mapper, key.regime);
}

/// One entry of the file; mistakes leave their defaults.
class EntryReader {
 public:
  EntryReader(const Node& node, Diagnostics& diagnostics)
      : node_(node), diagnostics_(diagnostics) {}

  Residual read() {
    Residual residual;
    residual.key = {text("family"), text("version"), text("kind"),
                    text("dtype"),  text("mapper"),  text("regime")};
    residual.rows = static_cast<std::size_t>(number("rows"));
    residual.p10 = number("p10");
    residual.p50 = number("p50");
    residual.p90 = number("p90");
    residual.source = text("source");
    return residual;
  }

 private:
  std::string text(const char* key) {
    const Node* value = node_.find(key);
    if (value != nullptr && value->is_scalar()) return value->scalar;
    diagnostics_.error(node_.place, key, "expected a text");
    return "";
  }
  double number(const char* key) {
    const auto value = parse_double(text(key));
    if (value && *value >= 0.0) return *value;
    diagnostics_.error(node_.place, key, "expected a number of 0 or more");
    return 1.0;
  }

  const Node& node_;
  Diagnostics& diagnostics_;
};

std::string kind_word(const workload::Operator& op) {
  if (const auto* attention = std::get_if<workload::Attention>(&op.work)) {
    return attention->query_length > 1 ? "attention_prefill" : "attention_decode";
  }
  return std::string(workload::kind_of(op));
}

std::string bits_word(const workload::Operator& op) {
  const int input = bits_of(op.input_dtype);
  const int weight = bits_of(op.weight_dtype);
  const bool has_weight = workload::elements_of(op, Operand::weight) > 0;
  return has_weight && weight != input ? fmt::format("{}x{}", input, weight)
                                       : std::to_string(input);
}

}  // namespace

std::string version_of(const config::Chip& chip) {
  return config::is_calibrated(chip) ? kCalibrated : kHardware;
}

ResidualKey key_of(const config::Chip& chip, const workload::Operator& op) {
  return {chip.facts.vendor + " " + chip.facts.family,
          version_of(chip),
          kind_word(op),
          bits_word(op),
          "",
          std::string(name_of(regime_of(chip, {op})))};
}

const Residual* Residuals::find_exact(const ResidualKey& key) const {
  const auto found = std::find_if(table_.begin(), table_.end(), [&](const Residual& residual) {
    return fields_of(residual.key) == fields_of(key);
  });
  return found == table_.end() ? nullptr : &*found;
}

const Residual* Residuals::find(const ResidualKey& key) const {
  if (const Residual* residual = find_exact(key)) return residual;
  ResidualKey pooled = key;
  pooled.regime = kAllRegimes;
  return find_exact(pooled);
}

Residuals Residuals::of_mapper(std::string_view mapper) const {
  std::vector<Residual> some;
  for (const Residual& residual : table_) {
    if (residual.key.mapper != mapper) continue;
    some.push_back(residual);
    some.back().key.mapper.clear();
  }
  return Residuals(std::move(some));
}

Residuals Residuals::replaced_by(const Residuals& newer) const {
  const auto subject_of = [](const Residual& residual) {
    return std::tie(residual.key.family, residual.key.version, residual.key.mapper);
  };
  std::vector<Residual> table;
  for (const Residual& old : table_) {
    const bool is_replaced =
        std::any_of(newer.table_.begin(), newer.table_.end(),
                    [&](const Residual& one) { return subject_of(one) == subject_of(old); });
    if (!is_replaced) table.push_back(old);
  }
  table.insert(table.end(), newer.table_.begin(), newer.table_.end());
  std::sort(table.begin(), table.end(), [](const Residual& one, const Residual& other) {
    return fields_of(one.key) < fields_of(other.key);
  });
  return Residuals(std::move(table));
}

Residuals shipped_residuals(std::string_view mapper) {
  const std::filesystem::path path = std::filesystem::path(data_root()) / kFile;
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return Residuals({});
  return parse_residuals(read_file(path.string()), path.string()).of_mapper(mapper);
}

Residuals parse_residuals(const std::string& text, const std::string& file) {
  Diagnostics diagnostics;
  const Node root = parse_yaml(text, file, diagnostics);
  std::vector<Residual> table;
  const Node* entries = root.find("residuals");
  if (entries == nullptr || !entries->is_list()) {
    diagnostics.error(root.place, "residuals", "expected a list of residuals");
  } else {
    for (const Node& entry : entries->items) {
      table.push_back(EntryReader(entry, diagnostics).read());
    }
  }
  diagnostics.throw_if_errors();
  return Residuals(std::move(table));
}

std::string write_residuals(const Residuals& residuals) {
  std::string text =
      "# Measured over predicted time of the rows of tests/validation/measured and of the tables "
      "that sources.csv\n# names there: quantiles by what was predicted. Generated by systole "
      "validate --residuals; do not edit.\nresiduals:\n";
  for (const Residual& r : residuals.table()) {
    text += fmt::format(
        "  - {{family: \"{}\", version: {}, kind: {}, dtype: \"{}\", mapper: \"{}\", regime: {}, "
        "rows: {}, p10: "
        "{:.4f}, p50: {:.4f}, p90: {:.4f}, source: \"{}\"}}\n",
        r.key.family, r.key.version, r.key.kind, r.key.dtype, r.key.mapper, r.key.regime, r.rows,
        r.p10, r.p50, r.p90, r.source);
  }
  return text;
}

}  // namespace systole::study
