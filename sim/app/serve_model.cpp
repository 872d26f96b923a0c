#include "app/serve_model.hpp"

#include <fmt/format.h>

#include "app/serve_options.hpp"
#include "app/software.hpp"
#include "base/error.hpp"
#include "config/chip_io.hpp"
#include "frontend/hf_model.hpp"
#include "frontend/source_file.hpp"
#include "serve/roofline_timer.hpp"

namespace systole::app {

namespace {

workload::DecoderModel model_from(const std::string& path) {
  const frontend::SourceText source = frontend::load_source(path);
  Diagnostics diagnostics;
  std::vector<std::string> notes;
  const Node config = parse_json(source.text, {source.path, 1, 1}, diagnostics);
  diagnostics.throw_if_errors();
  workload::DecoderModel model = frontend::hf_model(config, DType::bf16, notes, diagnostics);
  diagnostics.throw_if_errors();
  model.name = source.stem();
  return model;
}

}  // namespace

std::vector<Option> served_model_options() {
  Option model{"model", 'm', "FILE", "a language model: the config.json of a checkpoint"};
  model.completes = Completes::file;
  Option chip{"chip", 'c', "NAME|FILE", "a shipped chip or a YAML file"};
  chip.completes = Completes::chip;
  Option set{"set", 0, "KEY=VALUE", "changes the chip, as in --set core.clock_mhz=1200"};
  set.repeated = true;
  return {model,
          chip,
          {"chips", 0, "N", "that share an instance of the model", "1"},
          set,
          software_option()};
}

ServedModel served_model_from(const Arguments& arguments) {
  const std::int64_t chips = *arguments.integer("chips", 1, 65536);
  serve::RooflineMachine machine;
  Diagnostics diagnostics;
  machine.chip = config::read_chip(arguments.one("chip"), arguments.all("set"), diagnostics);
  diagnostics.throw_if_errors();
  machine.chips = chips;
  machine.memory_share = *number_from(arguments, "memory-share", 0.01, 1.0);
  ServedModel served;
  workload::DecoderModel model = model_from(arguments.one("model"));
  served.name = model.name;
  served.machine = fmt::format("{} x {}", machine.chip.name, chips);
  served.step_times = "roofline";
  served.timer = std::make_unique<serve::RooflineTimer>(std::move(model), std::move(machine));
  return served;
}

}  // namespace systole::app
