// docs/results.md, made from the tables of statistics.
#pragma once

#include <string>

namespace systole::study {

std::string results_documentation();

}  // namespace systole::study
