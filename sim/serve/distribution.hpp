// Lengths and gaps between arrivals, drawn. The same seed draws the same on every machine: the
// distributions are a library's whose algorithms do not change with the compiler.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/random.hpp"

namespace systole::serve {

/// How many tokens a prompt or an answer has.
class LengthDistribution {
 public:
  virtual ~LengthDistribution() = default;
  /// At least 1.
  virtual std::int64_t draw(Random& random) const = 0;
};

/// `512`, `uniform:LOW:HIGH`, `normal:MEAN:DEVIATION`, `lognormal:MEAN:DEVIATION` or
/// `exponential:MEAN`; means and deviations are those of the lengths themselves. Throws UserError
/// naming `option`.
std::unique_ptr<LengthDistribution> length_distribution(const std::string& option,
                                                        const std::string& text);

/// The form of `length_distribution`, for help texts and messages.
constexpr const char* kLengthForms =
    "a number, uniform:LOW:HIGH, normal:MEAN:DEVIATION, lognormal:MEAN:DEVIATION or "
    "exponential:MEAN";

}  // namespace systole::serve
