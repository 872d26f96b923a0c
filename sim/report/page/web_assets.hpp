// The script and the style sheet of the pages, bundled from report/web/ when the program was built.
#pragma once

#include <string>
#include <vector>

namespace systole::report {

struct WebAssets {
  std::string script;
  std::string style;
  std::string licences;  ///< of the libraries inside `script`
};

/// All empty where the program was built without Node.
const WebAssets& web_assets();

}  // namespace systole::report
