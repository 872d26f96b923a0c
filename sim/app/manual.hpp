// What else is made from the option tables: the manual page, shell completions and docs/cli.md.
#pragma once

#include <string>

namespace systole::app {

std::string manual_page();        ///< packaging/man/systole.1
std::string cli_documentation();  ///< docs/cli.md
std::string bash_completion();    ///< packaging/completions/bash
std::string zsh_completion();     ///< packaging/completions/zsh
std::string fish_completion();    ///< packaging/completions/fish

}  // namespace systole::app
