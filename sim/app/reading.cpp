#include "app/reading.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/error.hpp"
#include "frontend/formats.hpp"

namespace systole::app {

namespace {

/// Options that are short for --param NAME=VALUE.
constexpr std::array<std::pair<const char*, const char*>, 4> kShortForms{
    {{"phase", "phase"}, {"batch", "batch"}, {"input-len", "input_len"}, {"context", "context"}}};

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const frontend::Format& format : frontend::formats()) names.emplace_back(format.name);
  return names;
}

void set(std::map<std::string, std::string>& parameters, const std::string& name,
         const std::string& value) {
  if (!parameters.emplace(name, value).second)
    throw UserError(fmt::format("--param: '{}' is given more than once", name));
}

}  // namespace

std::vector<Option> reading_options() {
  Option from{"from", 0, "FORMAT", "the workload's format, where its content does not say"};
  from.choices = format_names();
  Option param{"param", 0, "NAME=VALUE", "a parameter of the workload, as in --param batch=8"};
  param.repeated = true;
  Option phase{"phase", 0, "PHASE",
               "of a language model: prefill (reads a prompt) or decode (writes the next token)"};
  phase.choices = {"prefill", "decode"};
  return {from,
          param,
          phase,
          {"batch", 0, "N", "the same as --param batch=N"},
          {"input-len", 0, "N", "new tokens of each sequence; the same as --param input_len=N"},
          {"context", 0, "N",
           "tokens of each sequence in the cache before; the same as --param context=N"},
          {"no-fusion", 0, "",
           "reads operators as they stand in the file, not joined as inference engines do"}};
}

frontend::ReadOptions read_options_from(const Arguments& arguments) {
  frontend::ReadOptions options;
  for (auto& [name, value] : arguments.assignments("param")) set(options.parameters, name, value);
  for (const auto& [option, name] : kShortForms) {
    if (const auto value = arguments.find(option)) set(options.parameters, name, *value);
  }
  options.format = arguments.find("from").value_or("");
  if (arguments.has("no-fusion")) options.fusion = frontend::Fusion::as_written;
  return options;
}

}  // namespace systole::app
