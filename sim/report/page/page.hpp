// Pages to look at results with: each one self-contained HTML file that opens from disk, without a
// network.
#pragma once

#include <string>
#include <vector>

namespace systole::report {

/// A file's content and the name that messages call it by.
struct SourceText {
  std::string name;
  std::string text;
};

struct RunPage {
  SourceText result;          ///< result.json of one or of several runs
  std::string configuration;  ///< resolved.yaml; may be empty
  std::string timeline;       ///< where the page finds a Chrome trace; may be empty
};

/// Throws UserError, which says how to mend it, when the program was built without its pages.
void check_can_write_pages();

/// What happened in one run; several runs in one file become a comparison. Throws UserError when
/// the file is no result.
std::string run_page(const RunPage& page, const std::string& version);

/// Results beside each other.
std::string compare_page(const std::vector<SourceText>& results, const std::string& version);

/// The rows of a sweep: a CSV file whose first row names the columns. Throws UserError when there
/// is no row or a row is too long or short.
std::string sweep_page(const SourceText& csv, const std::string& version);

}  // namespace systole::report
