#include "app/serve_options.hpp"

#include <cmath>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"

namespace systole::app {

namespace {

constexpr std::int64_t kMostRequests = 10'000'000;
constexpr std::int64_t kMostTokens = 1'000'000'000;
constexpr double kHighestRate = 1e9;
constexpr double kGiga = 1e9;
constexpr double kMicroseconds = 1e3;  ///< in nanoseconds

Option choice(Option option, std::vector<std::string> choices) {
  option.choices = std::move(choices);
  return option;
}

void refuse_with_trace(const Arguments& arguments) {
  for (const char* option : {"arrivals", "input-len", "output-len", "requests"}) {
    if (!arguments.has(option)) continue;
    throw UserError(
        fmt::format("--{} draws requests; a trace says itself what comes and when (of "
                    "its options only --rate can be changed)",
                    option));
  }
}

double warm_share(const Arguments& arguments) {
  return number_from(arguments, "prefix-hit-rate", 0.0, 1.0).value_or(0.0);
}

RequestSource trace_source(const Arguments& arguments) {
  refuse_with_trace(arguments);
  const std::string path = arguments.one("trace");
  std::vector<serve::Request> requests =
      serve::with_warm_prompts(serve::read_requests(path), warm_share(arguments));
  RequestSource source;
  const double own = serve::rate_of(requests);
  const auto rate = number_from(arguments, "rate", 1e-9, kHighestRate);
  if ((rate || arguments.has("find-rate")) && own == 0.0)
    throw UserError(path + ": all requests arrive at once, which cannot be stretched to a rate");
  source.rate = rate.value_or(own);
  source.text = rate ? fmt::format("{} at {} /s", path, six_digits(*rate)) : path;
  source.at_rate = [requests = std::move(requests), own](double per_second) {
    return per_second == own || own == 0.0 ? requests : serve::at_rate(requests, per_second);
  };
  return source;
}

serve::Arrivals arrivals_from(const Arguments& arguments) {
  const std::string text = arguments.one("arrivals");
  if (text == "uniform") return serve::Arrivals::uniform;
  return text == "burst" ? serve::Arrivals::burst : serve::Arrivals::poisson;
}

RequestSource drawn_source(const Arguments& arguments) {
  const serve::Arrivals arrivals = arrivals_from(arguments);
  const auto count = *arguments.integer("requests", 1, kMostRequests);
  const auto seed = static_cast<std::uint64_t>(*arguments.integer("seed", 0, INT64_MAX));
  const auto rate = number_from(arguments, "rate", 1e-9, kHighestRate);
  const bool burst = arrivals == serve::Arrivals::burst;
  if (burst && (rate || arguments.has("find-rate")))
    throw UserError("--arrivals burst: all requests arrive at once, at no rate");
  if (!rate && !burst && !arguments.has("find-rate"))
    throw UserError(
        "how often do requests come? say --rate R (per second), --arrivals burst, --trace FILE or "
        "--find-rate");
  RequestSource source;
  source.rate = burst ? 0.0 : rate.value_or(1.0);
  source.text = arguments.one("arrivals");
  if (!burst) source.text += fmt::format(", {} /s", six_digits(source.rate));
  source.text +=
      fmt::format("; input {}, output {}", arguments.one("input-len"), arguments.one("output-len"));
  const std::shared_ptr<serve::LengthDistribution> input =
      serve::length_distribution("input-len", arguments.one("input-len"));
  const std::shared_ptr<serve::LengthDistribution> output =
      serve::length_distribution("output-len", arguments.one("output-len"));
  source.at_rate = [=, warm = warm_share(arguments)](double per_second) {
    const double used = per_second > 0.0 ? per_second : 1.0;
    return serve::with_warm_prompts(
        serve::drawn_requests({count, used, arrivals, *input, *output, seed}), warm);
  };
  return source;
}

/// "500ms", "0.5s", "0.5".
std::optional<llm::Nanoseconds> time_of(std::string_view text) {
  double factor = llm::kNanosecondsPerSecond;
  if (ends_with(text, "ms")) {
    text.remove_suffix(2);
    factor = 1e6;
  } else if (ends_with(text, "us")) {
    text.remove_suffix(2);
    factor = kMicroseconds;
  } else if (ends_with(text, "s")) {
    text.remove_suffix(1);
  }
  constexpr double kLongest = 1e6;  ///< seconds
  const auto number = parse_double(text);
  if (!number || *number <= 0.0 || *number * factor > kLongest * llm::kNanosecondsPerSecond)
    return std::nullopt;
  return std::llround(*number * factor);
}

serve::Speculation speculation_from(const Arguments& arguments) {
  serve::Speculation speculation;
  speculation.draft_tokens = arguments.integer("draft-len", 0, 1024).value_or(0);
  speculation.acceptance = *number_from(arguments, "acceptance", 0.0, 1.0);
  return speculation;
}

}  // namespace

std::optional<double> number_from(const Arguments& arguments, const std::string& option, double low,
                                  double high) {
  const auto text = arguments.find(option);
  if (!text) return std::nullopt;
  const auto number = parse_double(*text);
  if (number && *number >= low && *number <= high) return number;
  throw UserError(fmt::format("--{}: '{}' is not a number from {} to {}", option, *text,
                              shortest(low), shortest(high)));
}

RequestSource request_source_from(const Arguments& arguments) {
  return arguments.has("trace") ? trace_source(arguments) : drawn_source(arguments);
}

serve::ClusterConfig cluster_from(const Arguments& arguments) {
  serve::ClusterConfig cluster;
  cluster.engines = *arguments.integer("engines", 1, 4096);
  cluster.prefill_engines = arguments.integer("prefill-engines", 0, 4096).value_or(0);
  if (cluster.prefill_engines >= cluster.engines) {
    throw UserError(fmt::format(
        "--prefill-engines {} of --engines {}: at least one engine must be left to decode",
        cluster.prefill_engines, cluster.engines));
  }
  cluster.link.bytes_per_second = *number_from(arguments, "kv-link-gb-per-s", 1e-6, 1e9) * kGiga;
  cluster.link.latency =
      std::llround(*number_from(arguments, "kv-link-us", 0.0, 1e9) * kMicroseconds);
  cluster.seed = static_cast<std::uint64_t>(*arguments.integer("seed", 0, INT64_MAX));
  serve::EngineConfig& engine = cluster.engine;
  engine.token_budget = *arguments.integer("token-budget", 1, kMostTokens);
  engine.most_sequences = *arguments.integer("max-sequences", 1, 1'000'000);
  engine.block_tokens = *arguments.integer("block-size", 1, 1'000'000);
  if (arguments.one("preemption") == "swap") engine.preemption = serve::Preemption::swap;
  if (arguments.one("prompts") == "whole") engine.prompts = serve::Prompts::whole;
  engine.speculation = speculation_from(arguments);
  return cluster;
}

std::optional<serve::Slo> slo_from(const Arguments& arguments) {
  const auto text = arguments.find("slo");
  if (!text) return std::nullopt;
  serve::Slo slo;
  for (const std::string_view word : split(*text, ',')) {
    const std::size_t equals = word.find('=');
    const std::string name = lower(trim(word.substr(0, equals)));
    const auto time =
        equals == std::string_view::npos ? std::nullopt : time_of(trim(word.substr(equals + 1)));
    auto* const limit = name == "ttft"   ? &slo.ttft
                        : name == "tpot" ? &slo.tpot
                        : name == "e2e"  ? &slo.latency
                                         : nullptr;
    if (limit == nullptr || !time) {
      throw UserError(fmt::format(
          "--slo: '{}' is not ttft=TIME, tpot=TIME or e2e=TIME with a time such as 500ms or 2s",
          word));
    }
    *limit = time;
  }
  return slo;
}

std::vector<Option> request_options() {
  Option trace{"trace", 't', "FILE",
               "requests as CSV under `arrival,input,output` (seconds, tokens, tokens), and "
               "`prefix,prefix_tokens` if prompts share their beginning"};
  trace.completes = Completes::file;
  return {trace,
          {"rate", 'r', "R", "requests per second; a trace is stretched to it"},
          choice({"arrivals", 0, "KIND", "poisson, uniform (equal gaps) or burst (all at once)",
                  "poisson"},
                 {"poisson", "uniform", "burst"}),
          {"input-len", 'i', "LENGTH", std::string("tokens of a prompt: ") + serve::kLengthForms,
           "1024"},
          {"output-len", 'o', "LENGTH", "tokens of an answer, in the same words", "128"},
          {"requests", 'n', "N", "how many are drawn", "1000"},
          {"prefix-hit-rate", 0, "SHARE",
           "of every prompt that a cache elsewhere has, besides what the trace's prefixes hit"}};
}

std::vector<Option> engine_options() {
  return {
      {"engines", 0, "N", "instances of the model; a request goes to the one with the fewest", "1"},
      {"prefill-engines", 0, "N", "of them only for prompts; the others then only decode"},
      {"kv-link-gb-per-s", 0, "GB/S", "from an engine for prompts to one that decodes", "50"},
      {"kv-link-us", 0, "US", "latency of that link", "10"},
      {"token-budget", 0, "N", "most tokens of a step, of prompts and of decoding", "8192"},
      {"max-sequences", 0, "N", "most sequences that run at once in an engine", "256"},
      {"block-size", 0, "N", "tokens of a block of the KV cache", "16"},
      {"memory-share", 0, "SHARE", "of the chips' memory for weights and KV cache", "0.9"},
      {"kv-tokens", 0, "N", "tokens that the KV cache of an engine holds, whatever the memory"},
      choice({"prompts", 0, "HOW", "chunked (in pieces beside decoding) or whole (steps apart)",
              "chunked"},
             {"chunked", "whole"}),
      choice(
          {"preemption", 0, "HOW",
           "what is done with a sequence when the cache is full: recompute or swap", "recompute"},
          {"recompute", "swap"}),
      {"host-gb-per-s", 0, "GB/S", "to the host's memory, for --preemption swap", "50"},
      {"host-us", 0, "US",
       "what the host adds to every step; else that of the software profile, or nothing"},
      {"draft-len", 0, "N", "tokens that a draft model proposes in every step of decoding"},
      {"acceptance", 0, "SHARE", "how likely a drafted token is right, if those before it were",
       "0.7"},
      {"draft-cost", 0, "SHARE", "time of a draft model's step, of that of the model", "0.1"}};
}

std::vector<Option> promise_options() {
  return {{"slo", 0, "LIMITS", "what is promised, as in ttft=500ms,tpot=50ms,e2e=10s"},
          {"attainment", 0, "SHARE", "of the requests for which it must hold", "0.9"},
          {"find-rate", 0, "", "finds the highest rate at which it does"}};
}

}  // namespace systole::app
