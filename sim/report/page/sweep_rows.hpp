// The rows of a CSV file as a page carries them.
#pragma once

#include <string>

#include "report/page/page.hpp"

namespace systole::report {

/// {"columns": [names], "rows": [[texts]]}. Quotes are read as RFC 4180 has them.
std::string sweep_rows(const SourceText& csv);

}  // namespace systole::report
