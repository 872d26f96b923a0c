// Everything that explains a result, and the part of it that is kept in result.json.
#pragma once

#include <string>
#include <vector>

#include "study/causes.hpp"
#include "study/sensitivity.hpp"

namespace systole::study {

struct Explanation {
  result::Result result;  ///< simulated again, as its directory says
  std::vector<Sensitivity> sensitivities;
  double target = 1.5;
  std::vector<SpeedUp> speed_ups;
};

/// The text of a result.json with the member `sensitivities`, in place of one that it has. Throws
/// UserError when the text is no single result.
std::string with_sensitivities(const std::string& result_json,
                               const std::vector<Sensitivity>& sensitivities);

}  // namespace systole::study
