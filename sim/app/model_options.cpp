#include "app/model_options.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/execution.hpp"
#include "app/kernels.hpp"
#include "app/software.hpp"
#include "base/data_files.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "config/chip_io.hpp"
#include "config/network.hpp"
#include "frontend/model_file.hpp"
#include "llm/exchange.hpp"
#include "llm/machine.hpp"
#include "llm/memory.hpp"
#include "llm/storage.hpp"
#include "timing/chip_peaks.hpp"

namespace systole::app {

namespace {

constexpr double kTera = 1e12;
constexpr std::int64_t kMostChips = 1'000'000;
constexpr std::array<std::string_view, 6> kTypes{"bf16", "fp16", "fp8", "int8", "int4", "fp4"};

std::int64_t number(const Arguments& arguments, const char* option) {
  return arguments.integer(option, 1, kMostChips).value_or(1);
}

llm::ParallelPlan plan_from(const Arguments& arguments) {
  llm::ParallelPlan plan{number(arguments, "tp"), number(arguments, "pp"), number(arguments, "ep"),
                         number(arguments, "dp")};
  const auto chips = arguments.integer("chips", 1, kMostChips);
  if (!chips) return plan;
  if (!arguments.has("tp") && !arguments.has("pp") && !arguments.has("dp")) plan.tensor = *chips;
  if (!arguments.has("dp") && *chips % plan.chips() == 0) plan.data = *chips / plan.chips();
  if (plan.chips() != *chips)
    throw UserError(
        fmt::format("--chips {}: {} are {} chips; leave --chips out, or choose --tp, "
                    "--pp and --dp whose product it is",
                    *chips, to_string(plan), plan.chips()));
  return plan;
}

/// Of `[CHIP=]NAME`, the last that is for `chip`, or else the first for all.
std::optional<std::string> chosen_for(const Arguments& arguments, const char* option,
                                      const std::string& chip) {
  std::optional<std::string> chosen;
  for (const std::string& word : arguments.all(option)) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos && !chosen) chosen = word;
    if (equals != std::string::npos && word.substr(0, equals) == chip)
      chosen = word.substr(equals + 1);
  }
  return chosen;
}

std::optional<DType> dtype_option(const Arguments& arguments, const char* option,
                                  const std::string& chip) {
  const auto text = chosen_for(arguments, option, chip);
  if (!text) return std::nullopt;
  const auto named = std::find(kTypes.begin(), kTypes.end(), *text);
  if (named == kTypes.end())
    throw UserError(
        fmt::format("--{}: '{}' is not one of {}", option, *text, fmt::join(kTypes, ", ")));
  return dtype_from(*text);
}

/// `name` is the chip as --chip names it.
frontend::ModelFile model_from(const Arguments& arguments, const std::string& name,
                               const config::Chip& chip) {
  frontend::ModelFile file = frontend::read_model(arguments.one("model"), DType::bf16);
  workload::DecoderTypes& types = file.model.types;
  if (const auto dtype = dtype_option(arguments, "dtype", name))
    llm::store_weights_as(*dtype, types);
  if (const auto dtype = dtype_option(arguments, "kv-dtype", name)) types.kv = *dtype;
  llm::check_types(types, chip);
  return file;
}

llm::ExpertLoad load_from(const Arguments& arguments, const workload::DecoderModel& model) {
  std::int64_t experts = 0;
  for (const workload::DecoderLayer& layer : model.layers)
    experts = std::max(experts, layer.mlp.experts.count);
  const std::string text = arguments.one("experts");
  if (experts == 0 && text != "balanced")
    throw UserError(fmt::format("--experts {}: {} has no experts", text, model.name));
  return llm::expert_load_from(text, experts);
}

llm::Exchange exchange_from(const std::optional<std::string>& network,
                            const llm::ParallelPlan& plan,
                            const std::optional<config::SoftwareProfile>& software) {
  if (plan.chips() == 1) return [](const workload::Operator&) { return 0.0; };
  if (!network)
    throw UserError(fmt::format("{} need a network: --network NAME, one of {}", to_string(plan),
                                fmt::join(list_data_files(config::kNetworkFolder), ", ")));
  const config::ExchangeConfig stack = software ? software->exchange : config::ExchangeConfig{};
  return llm::exchange_on(config::read_network(*network), plan, stack);
}

config::Chip chip_named(const std::string& name, const Arguments& arguments) {
  Diagnostics diagnostics;
  config::Chip chip = config::read_chip(name, arguments.all("set"), diagnostics);
  diagnostics.throw_if_errors();
  return chip;
}

ModelOnChips model_on(const std::string& name, const Arguments& arguments) {
  config::Chip chip = chip_named(name, arguments);
  const auto software = software_for(arguments, name);
  if (software) chip = config::with_software(std::move(chip), *software);
  const Execution execution = execution_from(arguments);
  const llm::ParallelPlan plan = plan_from(arguments);
  const auto network = chosen_for(arguments, "network", name);
  frontend::ModelFile file = model_from(arguments, name, chip);

  const DType input = file.model.types.linear_input;
  llm::Parts::Setup setup{file.model, plan, load_from(arguments, file.model)};
  if (software && !software->fusion) setup.kernels = workload::Kernels::modules;
  llm::check(plan, file.model);
  llm::Overheads overheads = llm::overheads_of(chip, software);
  llm::Machine machine{
      llm::simulate_on(chip, {kernels_for(arguments, chip, software), {}}, execution.options),
      exchange_from(network, plan, software), overheads.idle_watts};
  llm::Labels labels{chip.name, plan.chips() > 1 ? *network : "", software ? software->name : "",
                     arguments.one("fidelity")};
  return {labels,
          llm::Instance(llm::Parts(std::move(setup), std::move(machine)), overheads,
                        llm::memory_of(chip)),
          file.notes, timing::peak_tera_ops(chip, input, chip.clock_mhz) * kTera};
}

std::vector<Option> parallel_options() {
  return {{"chips", 0, "N", "chips in all; without --tp, --pp and --dp all of them share products"},
          {"tp", 0, "N", "tensor parallel: chips that share every product"},
          {"pp", 0, "N", "pipeline parallel: stages that layers are cut into"},
          {"ep", 0, "N", "expert parallel: chips that experts are spread over"},
          {"dp", 0, "N", "data parallel: replicas of what attends"}};
}

}  // namespace

std::vector<Option> model_options() {
  Option model{"model", 0, "NAME|FILE",
               "a shipped model ('systole list models') or a Hugging Face config.json"};
  model.completes = Completes::file;
  Option chip{"chip", 0, "NAME|FILE", "a shipped chip ('systole list chips') or a YAML file"};
  chip.completes = Completes::chip;
  chip.repeated = true;
  Option set{"set", 0, "KEY=VALUE", "changes the chip, as in --set dram.capacity_gib=141"};
  set.repeated = true;
  Option network{"network", 0, "[CHIP=]NAME|FILE", "what joins the chips, where there are several"};
  network.completes = Completes::file;
  network.repeated = true;
  Option dtype{"dtype", 0, "[CHIP=]TYPE",
               "bf16, fp16, fp8, int8, int4, fp4: weights of the layers, and with fp8 and int8 "
               "what they are multiplied with "
               "(default: as the model's file says)"};
  dtype.repeated = true;
  Option kv{"kv-dtype", 0, "[CHIP=]TYPE", "keys and values in the cache"};
  kv.repeated = true;
  Option experts{"experts", 0, "LOAD",
                 "how tokens choose experts: balanced, power:EXPONENT, or a file with a share per "
                 "line",
                 "balanced"};
  std::vector<Option> options{model, chip, set, network, software_option()};
  for (Option& option : parallel_options()) options.push_back(std::move(option));
  options.insert(options.end(), {dtype, kv, experts, mapper_option()});
  for (Option& option : fidelity_options()) options.push_back(std::move(option));
  return options;
}

std::vector<ModelOnChips> models_on_chips(const Arguments& arguments) {
  arguments.one("chip");
  check_software(arguments);
  std::vector<ModelOnChips> models;
  for (const std::string& chip : arguments.all("chip")) models.push_back(model_on(chip, arguments));
  return models;
}

}  // namespace systole::app
