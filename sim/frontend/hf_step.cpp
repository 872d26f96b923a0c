#include "frontend/hf_step.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.hpp"

namespace systole::frontend {

namespace {

using namespace workload;

constexpr std::int64_t kMostTokens = 1'000'000'000;
constexpr std::int64_t kUsualLength = 1024;

class StepReader {
 public:
  StepReader(const ReadOptions& options, Diagnostics& diagnostics)
      : options_(options), diagnostics_(diagnostics) {}

  HfStep read() {
    HfStep result;
    DecoderStep& step = result.step;
    step.phase = choice("phase", {"prefill", "decode"}) == 1 ? Phase::decode : Phase::prefill;
    const bool decode = step.phase == Phase::decode;
    step.batch = integer("batch", 1, 1);
    step.tokens = integer("input_len", decode ? 1 : kUsualLength, 1);
    step.context = integer("context", decode ? kUsualLength : 0, 0);
    step.routing = choice("experts", {"balanced", "concentrated"}) == 1 ? Routing::concentrated
                                                                        : Routing::balanced;
    step.logits = choice("logits", {"last", "all"}) == 1 ? Logits::all : Logits::last;
    step.kernels = options_.fusion == Fusion::as_written ? Kernels::modules : Kernels::engines;
    result.layers = integer("layers", 0, 0);
    result.kv_type = dtype("kv_dtype");
    refuse_others();
    return result;
  }

 private:
  const std::string* find(const std::string& name) {
    known_.push_back(name);
    const auto found = options_.parameters.find(name);
    return found == options_.parameters.end() ? nullptr : &found->second;
  }

  void error(const std::string& name, const std::string& message) {
    diagnostics_.error({"--param " + name}, "", message);
  }

  std::int64_t integer(const std::string& name, std::int64_t fallback, std::int64_t low) {
    const std::string* text = find(name);
    if (text == nullptr) return fallback;
    const auto value = parse_integral(*text);
    if (value && *value >= low && *value <= kMostTokens) return *value;
    error(name, fmt::format("'{}' is not an integer from {} to {}", *text, low, kMostTokens));
    return std::max<std::int64_t>(low, 1);
  }

  /// The index of the value among the choices; 0 when it is not given or none of them.
  std::size_t choice(const std::string& name, const std::vector<std::string>& choices) {
    const std::string* text = find(name);
    if (text == nullptr) return 0;
    const auto found = std::find(choices.begin(), choices.end(), *text);
    if (found != choices.end()) return static_cast<std::size_t>(found - choices.begin());
    error(name, fmt::format("'{}' is not one of {}{}", *text, fmt::join(choices, ", "),
                            suggestion(*text, choices)));
    return 0;
  }

  std::optional<DType> dtype(const std::string& name) {
    const std::string* text = find(name);
    if (text == nullptr) return std::nullopt;
    const auto value = dtype_from(*text);
    if (!value) error(name, fmt::format("'{}' is not an element type, such as fp8", *text));
    return value;
  }

  void refuse_others() {
    for (const auto& [name, value] : options_.parameters) {
      if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
      error(name, fmt::format("unknown parameter{} (available: {})", suggestion(name, known_),
                              fmt::join(known_, ", ")));
    }
  }

  const ReadOptions& options_;
  Diagnostics& diagnostics_;
  std::vector<std::string> known_;
};

}  // namespace

HfStep hf_step(const ReadOptions& options, Diagnostics& diagnostics) {
  return StepReader(options, diagnostics).read();
}

}  // namespace systole::frontend
