#include "validate/parameters.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "config/chip_fields.hpp"

namespace systole::validate {

namespace {

/// A number of the chip by its dotted key.
struct Number {
  std::string key;
  double value = 0.0;
  bool whole = false;
};

/// The visitor that collects the numbers of a chip.
class NumberCollector {
 public:
  void field(const char* key, std::int64_t value, const config::Range& /*range*/,
             const char* /*meaning*/) {
    numbers.push_back({prefix_ + key, static_cast<double>(value), true});
  }
  void field(const char* key, double value, const config::Interval& /*range*/,
             const char* /*meaning*/) {
    numbers.push_back({prefix_ + key, value, false});
  }
  void field(const char* /*key*/, bool /*value*/, const char* /*meaning*/) {}
  void field(const char* /*key*/, const std::string& /*value*/, const char* /*meaning*/) {}
  template <class Enum, config::IfEnum<Enum> = 0>
  void field(const char* /*key*/, const Enum& /*value*/, const char* /*meaning*/) {}
  template <class Struct>
  void section(const char* key, const Struct& value, const char* /*meaning*/) {
    const std::size_t before = prefix_.size();
    prefix_ += std::string(key) + ".";
    describe(value, *this);
    prefix_.resize(before);
  }
  template <class Struct>
  void optional_section(const char* key, const std::optional<Struct>& value, const char* meaning) {
    if (value) section(key, *value, meaning);
  }

  std::vector<Number> numbers;

 private:
  std::string prefix_;
};

std::vector<Number> numbers_of(const config::Chip& chip) {
  NumberCollector collector;
  describe(chip, collector);
  return std::move(collector.numbers);
}

/// Bounds of a key as factors of its value; those of costs in absolute figures.
struct Bound {
  std::string key;
  double low = 0.5;
  double high = 2.0;
};

/// Nothing beats a datasheet's bandwidth or a chip's highest clock; costs that nobody publishes may
/// be several times what was assumed. Of DRAM's bandwidth every kernel measured on an MI210 gets 39
/// %, whatever it does (docs/measured.md), hence the low end.
const std::vector<Bound>& bounds() {
  static const std::vector<Bound> kBounds{{"dram.channel_bandwidth_gb_per_s", 0.35, 1.0},
                                          {"dram.latency_ns", 0.7, 4.0},
                                          {"shared_buffer.bytes_per_cycle", 0.4, 1.0},
                                          {"shared_buffer.latency_cycles", 0.7, 3.0},
                                          {"core.dma.bytes_per_cycle", 0.5, 2.0},
                                          {"core.matrix.latency_cycles", 0.5, 20.0},
                                          {"core.matrix.stage_cycles", 0.3, 4.0},
                                          {"core.matrix.rates.fp16", 0.4, 1.0},
                                          {"core.matrix.rates.bf16", 0.4, 1.0},
                                          {"core.vector.drain_operations", 0.5, 4.0},
                                          {"core.vector.latency_cycles", 0.5, 10.0},
                                          {"core.vector.lanes", 0.1, 1.0},
                                          {"core.vector.rate_8_bit", 0.05, 2.0},
                                          {"launch.first_us", 0.2, 5.0},
                                          {"launch.next_us", 0.2, 5.0}};
  return kBounds;
}

constexpr const char* kSustainedClock = "clocks.sustained_mhz";
constexpr const char* kPiece = "dram.piece_ns";
constexpr const char* kRates = "core.matrix.rates.";

/// What a chip's file leaves out where nobody knows it.
bool may_be_nothing(const std::string& key) { return key == kSustainedClock || key == kPiece; }

/// Costs in absolute figures, from nothing.
Parameter from_nothing(const std::string& key, double start) {
  constexpr double kMost = 4.0;  // nanoseconds: a channel moves a piece of 128 bytes in about that
  return {key, 0.0, kMost, start, 0.0, false};
}

/// A clock that starts from `start`, with the chip's highest as the limit.
Parameter clock_of(const config::Chip& chip, const char* key, double start) {
  constexpr double kSlowest = 0.6;
  const double highest = std::max(chip.clocks.boost_mhz, chip.clock_mhz);
  return {key, kSlowest * highest, highest, start, 0.0, true};
}

/// Where nobody has said it, a search begins where power is no limit.
Parameter sustained_clock_of(const config::Chip& chip) {
  const double known = chip.clocks.sustained_mhz;
  return clock_of(chip, kSustainedClock, known > 0.0 ? known : chip.clock_mhz);
}

/// Rates of element types count in thousandths (timing::MatrixRate).
double step_of(const Number& number) {
  if (number.whole) return 1.0;
  return starts_with(number.key, kRates) ? 0.001 : 0.0;
}

Parameter parameter_of(const config::Chip& chip, const Number& number) {
  if (number.key == "clock_mhz") return clock_of(chip, "clock_mhz", chip.clock_mhz);
  if (number.key == kSustainedClock) return sustained_clock_of(chip);
  if (number.key == kPiece) return from_nothing(number.key, number.value);
  Bound bound{number.key, 0.5, 2.0};
  for (const Bound& known : bounds()) {
    if (known.key == number.key) bound = known;
  }
  return {number.key,   number.value * bound.low, number.value * bound.high,
          number.value, step_of(number),          true};
}

/// A number of a software profile that can be fitted.
struct SoftwareNumber {
  const char* key;
  double low;
  double high;
  double start;
  bool logarithmic;  ///< steps are factors
  double& (*in)(config::SoftwareProfile& profile);
};

using Profile = config::SoftwareProfile;

/// What nobody publishes: costs from nothing up to a tenth of a second, exchanges that wait for
/// their slowest rank, and the share of a link that a stack gets from its library.
constexpr std::array<SoftwareNumber, 9> kSoftwareNumbers{{
    {"host.step_us", 0.1, 50'000.0, 10.0, true,
     [](Profile& p) -> double& { return p.host.step_us; }},
    {"host.kernel_us", 0.0, 100.0, 10.0, false,
     [](Profile& p) -> double& { return p.host.kernel_us; }},
    {"host.graph_us", 0.0, 20.0, 3.4, false, [](Profile& p) -> double& { return p.host.graph_us; }},
    {"host.prompt_us", 1.0, 100'000.0, 10'000.0, true,
     [](Profile& p) -> double& { return p.host.prompt_us; }},
    {"host.sequence_us", 0.0, 1'000.0, 100.0, false,
     [](Profile& p) -> double& { return p.host.sequence_us; }},
    {"exchange.start_us", 0.0, 200.0, 10.0, false,
     [](Profile& p) -> double& { return p.exchange.start_us; }},
    {"exchange.link_share", 0.05, 1.0, 0.5, true,
     [](Profile& p) -> double& { return p.exchange.link_share; }},
    {"allocator.take_us_per_mib", 0.0, 200.0, 10.0, false,
     [](Profile& p) -> double& { return p.allocator.take_us_per_mib; }},
    {"kernels.address_operations", 1.0, 1'000.0, 50.0, true,
     [](Profile& p) -> double& { return p.kernels.address_operations; }},
}};

const SoftwareNumber* software_number(const std::string& key) {
  for (const SoftwareNumber& number : kSoftwareNumbers) {
    if (number.key == key) return &number;
  }
  return nullptr;
}

bool has_kind(const std::vector<const Measured*>& rows, const char* word) {
  return std::any_of(rows.begin(), rows.end(),
                     [&](const Measured* row) { return starts_with(row->kind, word); });
}

bool are_all_of_kind(const std::vector<const Measured*>& rows, const char* word) {
  return std::all_of(rows.begin(), rows.end(),
                     [&](const Measured* row) { return starts_with(row->kind, word); });
}

/// Whether keys and values of 8 bits are among the rows.
bool has_bytes(const std::vector<const Measured*>& rows) {
  return std::any_of(rows.begin(), rows.end(), [](const Measured* row) {
    return row->dtype.find("kv fp8") != std::string::npos;
  });
}

bool has_graphs(const std::vector<const Measured*>& rows) {
  return std::any_of(rows.begin(), rows.end(),
                     [](const Measured* row) { return row->issue == Issue::graph; });
}

bool has_timing(const std::vector<const Measured*>& rows, Timing timing) {
  return std::any_of(rows.begin(), rows.end(),
                     [timing](const Measured* row) { return row->timing == timing; });
}

/// Whether operands of products pass through registers in whole blocks.
bool feeds_blocks(const config::Chip& chip) {
  return chip.core.matrix.block_m > 1 && chip.core.matrix.block_n > 1;
}

/// Whether tiles of products are told from streams on their way to DRAM.
bool reads_pieces(const config::Chip& chip) {
  return chip.shared_buffer.exists() && !chip.dram.banks;
}

}  // namespace

double Parameter::value_at(double coordinate) const {
  const double at = std::clamp(coordinate, 0.0, 1.0);
  const double value = logarithmic ? low * std::pow(high / low, at) : low + (high - low) * at;
  return step > 0.0 ? step * std::round(value / step) : value;
}

double Parameter::coordinate_of(double value) const {
  if (high <= low) return 0.0;
  const double at =
      logarithmic ? std::log(value / low) / std::log(high / low) : (value - low) / (high - low);
  return std::clamp(at, 0.0, 1.0);
}

std::string Parameter::text_at(double coordinate) const { return six_digits(value_at(coordinate)); }

std::vector<Parameter> parameters_of(const config::Chip& chip,
                                     const std::vector<std::string>& keys) {
  const std::vector<Number> numbers = numbers_of(chip);
  std::vector<std::string> names;
  for (const SoftwareNumber& number : kSoftwareNumbers) names.emplace_back(number.key);
  for (const Number& number : numbers) names.push_back(number.key);
  std::vector<Parameter> parameters;
  for (const std::string& key : keys) {
    const auto found = std::find_if(numbers.begin(), numbers.end(),
                                    [&](const Number& number) { return number.key == key; });
    if (const SoftwareNumber* const number = software_number(key)) {
      parameters.push_back(
          {key, number->low, number->high, number->start, 0.0, number->logarithmic});
    } else if (found == numbers.end()) {
      throw UserError(
          fmt::format("--free {}: the chip has no such number{}", key, suggestion(key, names)));
    } else if (found->value <= 0.0 && !may_be_nothing(key)) {
      throw UserError(fmt::format(
          "--free {}: it is {} in the chip's file; give it a value above 0 to start from", key,
          six_digits(found->value)));
    } else {
      parameters.push_back(parameter_of(chip, *found));
    }
  }
  return parameters;
}

std::vector<std::string> default_keys(const config::Chip& chip,
                                      const std::vector<const Measured*>& rows) {
  if (has_timing(rows, Timing::eager)) return {"launch.next_us", "kernels.address_operations"};
  if (has_timing(rows, Timing::serving)) {
    return {"host.step_us",     "host.kernel_us",      "host.prompt_us",
            "host.sequence_us", "exchange.link_share", "allocator.take_us_per_mib"};
  }
  std::vector<std::string> keys{"clock_mhz"};
  const auto add = [&](const char* key, double value) {
    if (value > 0.0) keys.emplace_back(key);
  };
  add("launch.next_us", chip.launch.next_us);
  if (are_all_of_kind(rows, "attention")) {
    add("shared_buffer.latency_cycles", static_cast<double>(chip.shared_buffer.latency_cycles));
    if (has_bytes(rows)) add("core.vector.rate_8_bit", chip.core.vector.rate_8_bit);
    if (has_graphs(rows)) keys.emplace_back("host.graph_us");
    return keys;
  }
  add("dram.channel_bandwidth_gb_per_s",
      chip.dram.banks ? 0.0 : chip.dram.channel_bandwidth_gb_per_s);
  add("shared_buffer.latency_cycles",
      chip.shared_buffer.exists() ? static_cast<double>(chip.shared_buffer.latency_cycles) : 0.0);
  if (has_kind(rows, "gemm")) {
    keys.emplace_back(kSustainedClock);
    add("core.matrix.latency_cycles", static_cast<double>(chip.core.matrix.latency_cycles));
    add("core.matrix.stage_cycles", static_cast<double>(chip.core.matrix.stage_cycles));
    if (feeds_blocks(chip)) keys.emplace_back("core.matrix.feed_bytes_per_cycle");
    if (reads_pieces(chip)) keys.emplace_back("dram.piece_ns");
    add("core.vector.drain_operations", static_cast<double>(chip.core.vector.drain_operations));
  }
  if (has_bytes(rows)) add("core.vector.rate_8_bit", chip.core.vector.rate_8_bit);
  if (has_graphs(rows)) keys.emplace_back("host.graph_us");
  if (has_timing(rows, Timing::launch_included)) {
    keys.insert(keys.end(), {"host.step_us", "host.kernel_us"});
  }
  return keys;
}

std::vector<std::string> settings_at(const std::vector<Parameter>& parameters, const Point& point) {
  std::vector<std::string> settings;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (is_of_software(parameters[i])) continue;
    settings.push_back(parameters[i].key + "=" + parameters[i].text_at(point.at(i)));
  }
  return settings;
}

config::SoftwareProfile software_at(const std::vector<Parameter>& parameters, const Point& point,
                                    config::SoftwareProfile profile) {
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const SoftwareNumber* const number = software_number(parameters[i].key);
    if (number != nullptr) number->in(profile) = parameters[i].value_at(point.at(i));
  }
  return profile;
}

bool is_of_software(const Parameter& parameter) {
  return software_number(parameter.key) != nullptr;
}

}  // namespace systole::validate
