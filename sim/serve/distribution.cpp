#include "serve/distribution.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include <boost/random/exponential_distribution.hpp>
#include <boost/random/normal_distribution.hpp>
#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"

namespace systole::serve {

namespace {

constexpr double kLongest = 1e8;

/// Rounds what a function draws.
class Drawn : public LengthDistribution {
 public:
  explicit Drawn(std::function<double(Random&)> draw) : draw_(std::move(draw)) {}
  std::int64_t draw(Random& random) const override {
    return std::llround(std::clamp(draw_(random), 1.0, kLongest));
  }

 private:
  std::function<double(Random&)> draw_;
};

using Numbers = std::vector<double>;

std::function<double(Random&)> fixed(const Numbers& n) {
  return [length = n[0]](Random&) { return length; };
}

std::function<double(Random&)> uniform(const Numbers& n) {
  const auto low = static_cast<std::int64_t>(n[0]);
  const auto count = static_cast<std::int64_t>(n[1]) - low + 1;
  return [low, count](Random& random) { return static_cast<double>(low + random.below(count)); };
}

std::function<double(Random&)> normal(const Numbers& n) {
  return [mean = n[0], deviation = n[1]](Random& random) {
    return boost::random::normal_distribution<double>(mean, deviation)(random);
  };
}

/// The mean and deviation of the logarithm follow from those of the length.
std::function<double(Random&)> lognormal(const Numbers& n) {
  const double variance = std::log1p((n[1] / n[0]) * (n[1] / n[0]));
  const double mean = std::log(n[0]) - variance / 2.0;
  return [mean, deviation = std::sqrt(variance)](Random& random) {
    return std::exp(boost::random::normal_distribution<double>(mean, deviation)(random));
  };
}

std::function<double(Random&)> exponential(const Numbers& n) {
  return [rate = 1.0 / n[0]](Random& random) {
    return boost::random::exponential_distribution<double>(rate)(random);
  };
}

struct Form {
  const char* name;
  std::size_t numbers;
  std::function<double(Random&)> (*make)(const Numbers&);
};

constexpr Form kForms[] = {{"", 1, fixed},
                           {"uniform", 2, uniform},
                           {"normal", 2, normal},
                           {"lognormal", 2, lognormal},
                           {"exponential", 1, exponential}};

[[noreturn]] void refuse(const std::string& option, const std::string& text,
                         const std::string& why) {
  throw UserError(fmt::format("--{}: '{}' {}; expected {}", option, text, why, kLengthForms));
}

}  // namespace

std::unique_ptr<LengthDistribution> length_distribution(const std::string& option,
                                                        const std::string& text) {
  std::vector<std::string_view> words = split(text, ':');
  std::string name;
  if (!parse_double(words[0])) {
    name = lower(words[0]);
    words.erase(words.begin());
  }
  Numbers numbers;
  for (const std::string_view word : words) {
    const auto number = parse_double(word);
    if (!number || *number < 0.0 || *number > kLongest)
      refuse(option, text, fmt::format("has '{}' where a length from 1 to 1e8 stands", word));
    numbers.push_back(*number);
  }
  for (const Form& form : kForms) {
    if (name != form.name) continue;
    if (numbers.size() != form.numbers)
      refuse(option, text, fmt::format("needs {} number(s)", form.numbers));
    if (numbers[0] < 1.0) refuse(option, text, "is less than one token");
    if (name == "uniform" && numbers[1] < numbers[0]) refuse(option, text, "ends before it begins");
    return std::make_unique<Drawn>(form.make(numbers));
  }
  refuse(option, text, "is no distribution");
}

}  // namespace systole::serve
