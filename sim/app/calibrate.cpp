// systole calibrate
#include <filesystem>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/arguments.hpp"
#include "app/measurements.hpp"
#include "app/output.hpp"
#include "app/progress.hpp"
#include "app/supervision.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "config/chip_io.hpp"
#include "report/calibration_text.hpp"
#include "system/run.hpp"
#include "validate/calibration.hpp"
#include "validate/select.hpp"

namespace systole::app {

namespace {

constexpr std::int64_t kMostEvaluations = 100'000;

std::vector<std::string> keys_from(const Arguments& arguments, const config::Chip& chip,
                                   const std::vector<const validate::Measured*>& rows) {
  const auto free = arguments.find("free");
  if (!free) return validate::default_keys(chip, rows);
  std::vector<std::string> keys;
  for (const std::string_view key : split(*free, ',')) keys.emplace_back(trim(key));
  return keys;
}

/// Whether --timing asks for rows that were timed so.
bool is_asked(validate::Timing timing, const std::string& word) {
  const bool is_of_kernels =
      timing == validate::Timing::kernel || timing == validate::Timing::launch_included;
  return word == "any" ? is_of_kernels : starts_with(name_of(timing), word);
}

/// Rows of one kind and timed in one way, where --kind and --timing ask for it. Exchanges say
/// nothing about a chip.
std::vector<const validate::Measured*> asked_for(const std::vector<const validate::Measured*>& rows,
                                                 const Arguments& arguments) {
  const std::string kind = arguments.find("kind").value_or("");
  const std::string timing = arguments.one("timing");
  std::vector<const validate::Measured*> some;
  for (const validate::Measured* row : rows) {
    if (row->exchange || !starts_with(row->kind, kind)) continue;
    if (is_asked(row->timing, timing)) some.push_back(row);
  }
  return some;
}

std::string data_set_name(const Arguments& arguments) {
  std::vector<std::string> names;
  for (const std::string& file : arguments.all("measured")) {
    names.push_back(std::filesystem::path(file).filename().string());
  }
  return names.empty() ? "the tables of tests/validation/measured"
                       : fmt::format("{}", fmt::join(names, ", "));
}

/// How the new file names the old one: by its shipped name, or seen from its own folder.
std::string name_from(const std::string& output, const std::string& chip) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  if (!fs::is_regular_file(chip, ignored)) return chip;
  return fs::proximate(fs::absolute(chip), fs::absolute(output).parent_path()).string();
}

/// Follows a fit, so that one that is interrupted leaves what it has found.
class Watch {
 public:
  Watch(validate::CalibrationOptions options, bool shows)
      : options_(std::move(options)), shows_(shows) {
    options_.predict.stop_requested = GracefulStop::requested;
    options_.progress = [this](const validate::CalibrationPoint& point) { follow(point); };
  }

  /// Nothing where it was interrupted.
  std::optional<validate::Calibration> calibrate(const config::Chip& chip,
                                                 const std::vector<const validate::Measured*>& rows,
                                                 const std::vector<validate::Parameter>& free) {
    const GracefulStop graceful;
    try {
      const validate::Calibration fit = validate::calibrate(chip, rows, free, options_);
      if (shows_) clear_progress();
      return fit;
    } catch (const system::Stopped&) {
      if (shows_) clear_progress();
      print_note(last_words());
      return std::nullopt;
    }
  }

 private:
  void follow(const validate::CalibrationPoint& point) {
    if (best_.number == 0 || point.mape < best_.mape) best_ = point;
    if (!shows_) return;
    line_.show(fmt::format("points at most (mean absolute error {:.1f} %, least {:.1f} %)",
                           kPercent * point.mape, kPercent * best_.mape)
                   .c_str(),
               point.number, static_cast<std::size_t>(options_.evaluations));
  }

  std::string last_words() const {
    if (best_.number == 0) return "systole: interrupted before all rows were simulated once";
    return fmt::format(
        "systole: interrupted; the least mean absolute error so far is {:.1f} %, with {} (--set "
        "takes those of the chip, to go on from there)",
        kPercent * best_.mape, fmt::join(best_.values, ", "));
  }

  static constexpr double kPercent = 100.0;
  validate::CalibrationOptions options_;
  bool shows_;
  TimedProgress line_{"calibrate"};
  validate::CalibrationPoint best_;
};

int run(const Arguments& arguments) {
  const auto software = arguments.find("software-output");
  const auto output = arguments.find("output");
  if (!output && !software) arguments.one("output");
  const std::string name = arguments.one("chip");
  const config::Chip chip = measured_chip(name, arguments);
  const std::vector<validate::Measured> tables = measured_rows(arguments);
  const auto rows =
      thinned(asked_for(validate::rows_for(name, chip.name, tables), arguments), arguments);
  const auto parameters = validate::parameters_of(chip, keys_from(arguments, chip, rows));
  validate::CalibrationOptions options;
  options.predict = predict_options(arguments, chip);
  options.predict.network = network_beside(chip, networks_of(name, chip, arguments));
  options.evaluations = static_cast<int>(*arguments.integer("evaluations", 1, kMostEvaluations));
  Watch watch(options, !arguments.has("quiet") && can_show_progress());
  const std::optional<validate::Calibration> fit = watch.calibrate(chip, rows, parameters);
  if (!fit) return kExitInterrupted;
  const validate::Calibration& calibration = *fit;
  print(report::calibration_text(calibration));
  const std::string data_set = data_set_name(arguments);
  if (output) {
    write_file_atomically(*output,
                          report::calibrated_chip(calibration, name_from(*output, name), data_set));
  }
  if (software) {
    const std::string profile = std::filesystem::path(*software).stem().string();
    write_file_atomically(*software, report::calibrated_software(calibration, profile, data_set));
  }
  return kExitDone;
}

std::vector<Option> options() {
  std::vector<Option> list = measurement_options();
  const std::vector<Option> more{
      {"free", 0, "KEY,KEY...",
       "the values to fit, by their keys; without it those that matter for "
       "the kinds of rows at hand"},
      {"kind", 0, "KIND", "takes rows of one kind only: gemm, attention, softmax ..."},
      {"evaluations", 0, "N", "simulates the rows at N sets of values at most, in all", "100"}};
  list.insert(list.end(), more.begin(), more.end());
  Option timing{"timing", 0, "WHICH",
                "takes kernels timed by events (kernel), by a host that launches them and waits "
                "(launch), or both (any); layers of a framework (eager); or steps of a serving "
                "engine (serving)",
                "any"};
  timing.choices = {"kernel", "launch", "any", "eager", "serving"};
  Option output{"output", 'o', "FILE", "where the calibrated chip goes"};
  output.completes = Completes::file;
  Option software{"software-output", 0, "FILE",
                  "where what was fitted of software goes, as a software profile"};
  software.completes = Completes::file;
  list.insert(list.end(), {timing, output, software});
  list.push_back({"quiet", 'q', "", "no progress on standard error"});
  list.push_back({"help", 'h', "", "this text"});
  return list;
}

}  // namespace

Command calibrate_command() {
  Command command;
  command.name = "calibrate";
  command.summary = "fits a few values of a chip to measured latencies";
  command.usage = {"--chip NAME|FILE --measured FILE.csv [--free KEY,KEY...] -o FILE"};
  command.description =
      "Moves a few physical values of a chip within stated bounds until its predictions are as "
      "near "
      "to measured latencies as they get (NLopt's Subplex on the logarithms of the errors, "
      "outliers "
      "damped), and writes a chip file that lays them over the old one, each marked as calibrated. "
      "The fit is done once on all rows and once without each fifth of the shapes, which it is "
      "then "
      "tested on: when shapes that were held out come out much worse, the fit is called what it "
      "is.";
  command.options = options();
  command.examples = {
      {"systole calibrate --chip a100_sxm_80gb --kind gemm --every 4 -o a100_fitted.yaml",
       "from the tables that ship with the program"},
      {"systole calibrate --chip my_gpu.yaml --measured my.csv --free clock_mhz,launch.next_us -o "
       "fitted.yaml",
       "two values, from figures of your own"}};
  command.run = run;
  return command;
}

}  // namespace systole::app
