// systole list
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "app/arguments.hpp"
#include "app/output.hpp"
#include "app/supervision.hpp"
#include "base/data_files.hpp"
#include "base/error.hpp"
#include "base/table.hpp"
#include "base/text.hpp"
#include "config/chip_io.hpp"
#include "config/link.hpp"
#include "config/memory_io.hpp"
#include "config/network.hpp"
#include "config/software.hpp"
#include "frontend/model_file.hpp"
#include "frontend/read_workload.hpp"
#include "report/chip_list.hpp"
#include "report/small_lists.hpp"

namespace systole::app {

namespace {

constexpr const char* kWorkloadFolder = "workloads";

std::string lines_of(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += name + "\n";
  return text;
}

/// A line about each file, from what its reader makes of it.
template <class Read>
std::string described(const char* title, const std::vector<std::string>& names, const Read& read) {
  Table table({{title, Align::left}, {"what it is", Align::left}});
  for (const std::string& name : names) {
    Diagnostics diagnostics;
    const std::string description = read(name, std::vector<std::string>{}, diagnostics).description;
    table.row({name, diagnostics.has_errors() ? "(its file has mistakes)" : description});
  }
  return table.text();
}

std::vector<report::ChipLine> lines_of_chips(const std::vector<std::string>& names) {
  Diagnostics diagnostics;
  std::vector<report::ChipLine> lines;
  lines.reserve(names.size());
  for (const std::string& name : names) {
    const config::Chip chip = config::read_chip(name, {}, diagnostics);
    diagnostics.throw_if_errors();
    lines.push_back(report::line_of(chip));
  }
  return lines;
}

std::string chips_text(const Arguments& arguments, const std::vector<std::string>& names) {
  const std::vector<report::ChipLine> lines = lines_of_chips(names);
  if (arguments.has("csv")) return report::chips_csv(lines);
  if (arguments.has("json")) return report::chips_json(lines);
  if (arguments.has("markdown")) return report::chips_markdown(lines);
  return report::chips_table(lines);
}

/// Forms of output are for chips, and one at a time.
void check_form(const Arguments& arguments, const std::string& kind) {
  std::string given;
  for (const char* form : {"names", "csv", "json", "markdown"}) {
    if (!arguments.has(form)) continue;
    if (!given.empty()) arguments.refuse_together(given, form);
    given = form;
    if (given != "names" && kind != "chips") {
      throw UserError(fmt::format("--{0} is for chips, as in 'systole list chips --{0}'", given));
    }
  }
}

/// The default type of shipped workloads is the chip's to say; sizes are told in the most common.
std::vector<workload::Graph> graphs_named(const std::vector<std::string>& names) {
  frontend::ReadOptions options;
  options.default_dtype = DType::fp16;
  std::vector<workload::Graph> graphs;
  for (const std::string& name : names) {
    Diagnostics diagnostics;
    graphs.push_back(frontend::read_workload(name, options, diagnostics));
  }
  return graphs;
}

template <class Read>
auto all_of(const std::vector<std::string>& names, const Read& read) {
  std::vector<decltype(read(names.front()))> all;
  for (const std::string& name : names) all.push_back(read(name));
  return all;
}

std::string models_table(const std::vector<std::string>& names) {
  Table table({{"model", Align::left},
               {"parameters"},
               {"layers"},
               {"cache per token"},
               {"weights", Align::left}});
  for (const std::string& name : names) {
    const workload::DecoderModel model = frontend::read_model(name, DType::bf16).model;
    table.row({name, human_count(static_cast<double>(parameters_of(model))),
               std::to_string(model.layers.size()),
               human_bytes(static_cast<double>(kv_cache_bytes_of(model, {}))),
               std::string(name_of(model.types.linear_weight))});
  }
  return table.text();
}

struct Kind {
  const char* name;
  const char* folder;
};
constexpr std::array<Kind, 7> kKinds{{{"chips", config::kChipFolder},
                                      {"workloads", kWorkloadFolder},
                                      {"models", frontend::kModelFolder},
                                      {"memories", config::kMemoryFolder},
                                      {"links", config::kLinkFolder},
                                      {"networks", config::kNetworkFolder},
                                      {"software", config::kSoftwareFolder}}};

std::string table_of(const Arguments& arguments, const std::string& kind,
                     const std::vector<std::string>& names) {
  if (kind == "chips") return chips_text(arguments, names);
  if (kind == "workloads") return report::workloads_table(graphs_named(names));
  if (kind == "models") return models_table(names);
  if (kind == "links") return report::links_table(all_of(names, config::read_link));
  if (kind == "networks") {
    return report::networks_table(
        all_of(names, [](const std::string& name) { return config::read_network(name); }));
  }
  if (kind == "software") return report::software_table(all_of(names, config::read_software));
  return described("memory", names, config::read_memory);
}

int list(const Arguments& arguments) {
  const std::string kind = arguments.positionals().front();
  check_form(arguments, kind);
  const auto* const known =
      std::find_if(kKinds.begin(), kKinds.end(), [&](const Kind& k) { return kind == k.name; });
  const std::vector<std::string> names = list_data_files(known->folder);
  print(arguments.has("names") ? lines_of(names) : table_of(arguments, kind, names));
  return kExitDone;
}

}  // namespace

Command list_command() {
  Command command;
  command.name = "list";
  command.summary =
      "names the chips, workloads, models, memories, links, networks and software profiles that "
      "ship with the program";
  command.usage = {"chips [--names|--csv|--json|--markdown]",
                   "workloads|models|memories|links|networks|software [--names]"};
  command.description =
      "Names what --chip, --workload, --model, --memory, --network and --software accept besides "
      "files. Chips come with their peak rates, their memory and how well they are known; 'systole "
      "chips show' tells where each "
      "value "
      "is from. Workloads come with what they ask for at their default parameters. The files "
      "themselves are in workloads and configs/ of the data folder; copy one to start your own.";
  command.positionals = {
      {"KIND",
       "what to list",
       {"chips", "workloads", "models", "memories", "links", "networks", "software"}}};
  command.options = {{"names", 0, "", "names only, one per line"},
                     {"csv", 0, "", "chips: a CSV table, with both ends of what is a range"},
                     {"json", 0, "", "chips: one JSON object"},
                     {"markdown", 0, "", "chips: a Markdown table with a sentence about each"},
                     {"help", 'h', "", "this text"}};
  command.examples = {
      {"systole list chips", "chips with their peak rates"},
      {"systole list chips --csv > chips.csv", "for a spreadsheet"},
      {"systole list workloads", "workloads with their operators, GMAC and parameters"},
      {"systole list models", "language models, for 'systole llm'"},
      {"systole list memories", "memories with a line about each"},
      {"systole list networks", "networks of chips, for 'systole collective'"},
      {"systole list software", "what --software accepts"}};
  command.run = list;
  return command;
}

}  // namespace systole::app
