// result.json as a page carries it: operators that measured the same share one row, and what is 0
// everywhere is left out, so that a model of many equal layers stays small.
#pragma once

#include <string>
#include <vector>

#include "report/page/page.hpp"

namespace systole::report {

/// The results of a file, each as compact JSON whose member "operators" is {"columns", "rows",
/// "row_of", "names"}. Throws UserError when the text is not JSON, no result, or lacks a member.
std::vector<std::string> packed_results(const SourceText& source);

}  // namespace systole::report
