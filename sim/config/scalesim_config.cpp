#include "config/scalesim_config.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/data_files.hpp"
#include "base/text.hpp"
#include "config/fields.hpp"
#include "config/ini.hpp"

namespace systole::config {

namespace {

constexpr const char* kArchitecture = "architecture_presets";
constexpr const char* kRun = "run_presets";

struct KnownKey {
  const char* section;
  const char* key;
  /// Said when the key is `true`; "" where a value changes nothing in a chip.
  const char* when_true;
};

constexpr const char* kNoLayout = "the layout of operands in SRAM banks is not modelled; ignored";
constexpr std::array<KnownKey, 28> kKnownKeys{{
    {"general", "run_name", ""},
    {kArchitecture, "ArrayHeight", ""},
    {kArchitecture, "ArrayWidth", ""},
    {kArchitecture, "IfmapSramSzkB", ""},
    {kArchitecture, "FilterSramSzkB", ""},
    {kArchitecture, "OfmapSramSzkB", ""},
    {kArchitecture, "IfmapOffset", ""},
    {kArchitecture, "FilterOffset", ""},
    {kArchitecture, "OfmapOffset", ""},
    {kArchitecture, "Dataflow", ""},
    {kArchitecture, "Bandwidth", ""},
    {kArchitecture, "ReadRequestBuffer", ""},
    {kArchitecture, "WriteRequestBuffer", ""},
    {"layout", "IfmapCustomLayout", kNoLayout},
    {"layout", "IfmapSRAMBankBandwidth", ""},
    {"layout", "IfmapSRAMBankNum", ""},
    {"layout", "IfmapSRAMBankPort", ""},
    {"layout", "FilterCustomLayout", kNoLayout},
    {"layout", "FilterSRAMBankBandwidth", ""},
    {"layout", "FilterSRAMBankNum", ""},
    {"layout", "FilterSRAMBankPort", ""},
    {"sparsity", "SparsitySupport", "N:M sparsity is taken from the topology's own column"},
    {"sparsity", "SparseRep", ""},
    {"sparsity", "OptimizedMapping", "row-wise sparsity is not modelled; ignored"},
    {"sparsity", "BlockSize", ""},
    {"sparsity", "RandomNumberGeneratorSeed", ""},
    {kRun, "InterfaceBandwidth", ""},
    {kRun, "UseRamulatorTrace", "Ramulator traces are not read; ignored"},
}};
constexpr std::array<const char*, 5> kSections{"general", kArchitecture, "layout", "sparsity",
                                               kRun};

/// Reads the settings one by one and turns them into a Chip.
class ScalesimReader {
 public:
  ScalesimReader(const IniFile& ini, const std::string& file_name, Diagnostics& diagnostics)
      : ini_(ini), file_name_(file_name), diagnostics_(diagnostics) {}

  Chip read() {
    note_the_unusual();
    fix_conventions();
    read_name();
    read_array();
    read_sram();
    read_memory();
    return std::move(chip_);
  }

 private:
  void note_the_unusual() {
    for (const char* section : kSections) {
      if (ini_.has_section(section)) continue;
      diagnostics_.note({file_name_}, fmt::format("no section [{}], defaults are used", section));
    }
    for (const IniSection& section : ini_.sections) {
      const auto same = [&](const char* known) { return lower(section.name) == known; };
      if (std::any_of(kSections.begin(), kSections.end(), same)) continue;
      diagnostics_.note(section.place, fmt::format("section [{}] is not used", section.name));
    }
    for (const IniSetting& setting : ini_.settings) note_setting(setting);
  }

  void note_setting(const IniSetting& setting) {
    std::vector<std::string> keys;
    for (const KnownKey& known : kKnownKeys) {
      if (setting.section != known.section) continue;
      keys.emplace_back(known.key);
      if (lower(known.key) != lower(setting.key)) continue;
      const bool on = lower(setting.value) == "true";
      if (on && *known.when_true != '\0') {
        diagnostics_.note(setting.key_place, setting.key + ": " + known.when_true);
      }
      return;
    }
    // The keys of an unknown section are covered by the note on the section.
    if (keys.empty() && !setting.section.empty()) return;
    diagnostics_.note(setting.key_place, fmt::format("unknown key {} is not used{}", setting.key,
                                                     suggestion(setting.key, keys)));
  }

  /// What SCALE-Sim's machine is, whatever the file says.
  void fix_conventions() {
    chip_.description = "read from a SCALE-Sim configuration";
    chip_.clock_mhz = 1000.0;
    chip_.accounting = Accounting::scalesim;
    chip_.default_dtype = DType::int8;
    MatrixUnitConfig& array = chip_.core.matrix;
    array.stationary_double_buffer = false;
    array.fold_overlap = false;
    array.edge_folds_shortened = false;
    array.separate_output_drain = false;
    chip_.core.sram.slots = 2;
    // Words are bytes, and nothing but the bandwidth limits a transfer.
    chip_.core.dma = {16, 1LL << 40, 1, 0};
  }

  void read_name() {
    const IniSetting* name = ini_.find("general", "run_name");
    const bool given = name != nullptr && !name->value.empty();
    chip_.name = given ? name->value : std::filesystem::path(file_name_).stem().string();
  }

  void read_array() {
    constexpr Range kPes{1, 65536};
    MatrixUnitConfig& array = chip_.core.matrix;
    array.rows = integer("ArrayHeight", kPes, 4, "core.matrix.rows");
    array.cols = integer("ArrayWidth", kPes, 4, "core.matrix.cols");
    const IniSetting* dataflow = setting_of("Dataflow", "ws");
    if (dataflow == nullptr) return;
    const std::string word = lower(dataflow->value);
    const auto read = word.size() == 2 ? dataflow_from(word) : std::nullopt;
    if (!read) {
      error(*dataflow,
            fmt::format("unknown dataflow '{}', expected os, ws or is", dataflow->value));
      return;
    }
    array.dataflow = *read;
    cite(*dataflow, "core.matrix.dataflow");
  }

  void read_sram() {
    constexpr Range kSizes{1, 1LL << 28};
    SramConfig& sram = chip_.core.sram;
    sram.input_kib = integer("IfmapSramSzkB", kSizes, 256, "core.sram.input_kib");
    sram.weight_kib = integer("FilterSramSzkB", kSizes, 256, "core.sram.weight_kib");
    sram.output_kib = integer("OfmapSramSzkB", kSizes, 128, "core.sram.output_kib");
    sram.size_kib = sram.input_kib + sram.weight_kib + sram.output_kib;
  }

  void read_memory() {
    chip_.dram.model = DramModel::ideal;
    chip_.dram.latency_ns = 0.0;
    // A program's operands lie 2^40 bytes apart, so each has a channel of its own.
    chip_.dram.channels = 3;
    chip_.dram.interleave_bytes = 1LL << 40;
    chip_.dram.capacity_gib = 4096.0;
    const IniSetting* mode = ini_.find(kRun, "InterfaceBandwidth");
    const std::string word = mode == nullptr ? "calc" : lower(mode->value);
    if (word == "user") {
      read_user_bandwidth(*mode);
    } else if (word != "calc") {
      error(*mode, fmt::format("expected USER or CALC, got '{}'", mode->value));
    }
  }

  void read_user_bandwidth(const IniSetting& mode) {
    constexpr Interval kWords{1e-3, 1e6};
    chip_.dram.model = DramModel::latency_bandwidth;
    const IniSetting* setting = ini_.find(kArchitecture, "Bandwidth");
    if (setting == nullptr) {
      error(mode, "USER needs a Bandwidth in [architecture_presets]");
      return;
    }
    const std::vector<std::string_view> values = split(setting->value, ',');
    const std::optional<double> words = parse_double(trim(values.front()));
    if (!words || *words < kWords.low || *words > kWords.high) {
      error(*setting, fmt::format("expected bytes per cycle, {}, got '{}'", to_string(kWords),
                                  setting->value));
      return;
    }
    if (values.size() > 1) {
      diagnostics_.note(setting->value_place,
                        "Bandwidth: the first value serves all three operands");
    }
    chip_.dram.channel_bandwidth_gb_per_s = *words * chip_.clock_mhz / 1000.0;
    cite(*setting, "dram.channel_bandwidth_gb_per_s");
  }

  /// A setting of the architecture; a note says what is used in its place where it is missing.
  const IniSetting* setting_of(const char* key, const std::string& preset) {
    const IniSetting* setting = ini_.find(kArchitecture, key);
    if (setting == nullptr) {
      diagnostics_.note({file_name_}, fmt::format("{} is missing, {} is used", key, preset));
    }
    return setting;
  }

  std::int64_t integer(const char* key, const Range& range, std::int64_t preset, const char* path) {
    const IniSetting* setting = setting_of(key, std::to_string(preset));
    if (setting == nullptr) return preset;
    const std::optional<std::int64_t> value = parse_integral(setting->value);
    if (!value || *value < range.low || *value > range.high) {
      error(*setting,
            fmt::format("expected an integer, {}, got '{}'", to_string(range), setting->value));
      return preset;
    }
    cite(*setting, path);
    return *value;
  }

  void error(const IniSetting& setting, const std::string& message) {
    diagnostics_.error(setting.value_place, setting.key, message);
  }

  void cite(const IniSetting& setting, const char* path) {
    chip_.provenance.push_back({path, "SCALE-Sim configuration, " + setting.key, "", ""});
  }

  const IniFile& ini_;
  const std::string& file_name_;
  Diagnostics& diagnostics_;
  Chip chip_;
};

}  // namespace

Chip parse_scalesim_config(const std::string& text, const std::string& file_name,
                           Diagnostics& diagnostics) {
  const std::size_t errors_before = diagnostics.errors().size();
  const IniFile ini = parse_ini(text, file_name, diagnostics);
  const bool is_scalesim = std::any_of(kSections.begin(), kSections.end(),
                                       [&](const char* name) { return ini.has_section(name); });
  if (!is_scalesim) {
    if (diagnostics.errors().size() == errors_before) {
      diagnostics.error({file_name}, "",
                        fmt::format("not a SCALE-Sim configuration: none of the sections [{}]",
                                    fmt::join(kSections, "], [")));
    }
    return {};
  }
  return ScalesimReader(ini, file_name, diagnostics).read();
}

Chip read_scalesim_config(const std::string& path, Diagnostics& diagnostics) {
  return parse_scalesim_config(read_file(path), path, diagnostics);
}

}  // namespace systole::config
