// Help texts, made from the option tables.
#pragma once

#include <string>

#include "app/command.hpp"

namespace systole::app {

/// What `systole --help` says.
std::string general_help();
/// What `systole COMMAND --help` says.
std::string command_help(const Command& command);

/// "-o, --output FILE"
std::string option_names(const Option& option);
/// The help with its choices and its fallback.
std::string option_help(const Option& option);
/// Fills lines of at most `width` columns, each after the first indented.
std::string wrapped(const std::string& text, std::size_t indent, std::size_t width = 88);

}  // namespace systole::app
