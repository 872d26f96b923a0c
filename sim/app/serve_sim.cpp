// systole serve-sim
#include <algorithm>
#include <cmath>
#include <memory>

#include <fmt/format.h>

#include "app/arguments.hpp"
#include "app/output.hpp"
#include "app/progress.hpp"
#include "app/serve_model.hpp"
#include "app/serve_options.hpp"
#include "app/software.hpp"
#include "app/supervision.hpp"
#include "base/checked.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "report/serve_report.hpp"
#include "serve/scaled_timer.hpp"

namespace systole::app {

namespace {

constexpr double kPercent = 100.0;

/// The model on its chips, with the table in front of it.
class Served {
 public:
  explicit Served(const Arguments& arguments)
      : model_(served_model_from(arguments)),
        table_(*model_.timer, *number_from(arguments, "tolerance", 1e-6, 100.0) / kPercent),
        draft_(table_, *number_from(arguments, "draft-cost", 0.0, 1e3)),
        cluster_(cluster_from(arguments)) {
    const llm::KvMemory memory = model_.timer->kv_memory();
    serve::EngineConfig& engine = cluster_.engine;
    const Bytes block =
        checked_mul(memory.bytes_per_token, engine.block_tokens, "bytes of a block");
    engine.blocks = std::max<Bytes>(0, memory.capacity - model_.left_free) / block;
    if (const auto tokens = arguments.integer("kv-tokens", 1, 1LL << 50))
      engine.blocks = *tokens / engine.block_tokens;
    const double copy = *number_from(arguments, "host-gb-per-s", 1e-6, 1e9);
    engine.block_copy = std::llround(std::ceil(static_cast<double>(block) / copy));
    engine.host = host_time(arguments);
    share_stages();
  }

  serve::Outcome run(const std::vector<serve::Request>& requests, const std::string& label) {
    serve::ClusterTimers timers{{table_, &draft_}};
    if (can_show_progress()) {
      timers.progress = [&](std::size_t done) {
        show_progress(label, "requests", done, requests.size());
      };
    }
    serve::Outcome outcome = serve::serve(requests, cluster_, timers);
    if (can_show_progress()) clear_progress();
    return outcome;
  }

  const ServedModel& model() const { return model_; }
  serve::TableQuality quality() const { return table_.quality(); }
  const serve::ClusterConfig& cluster() const { return cluster_; }

 private:
  /// Each stage of a pipeline works on a batch of its own: one engine for each, with a part of the
  /// cache.
  void share_stages() {
    cluster_.engines *= model_.stages;
    cluster_.prefill_engines *= model_.stages;
    cluster_.engine.blocks /= model_.stages;
  }

  static llm::Nanoseconds host_time(const Arguments& arguments) {
    constexpr double kMicroseconds = 1e3;
    if (const auto given = number_from(arguments, "host-us", 0.0, 1e9))
      return std::llround(*given * kMicroseconds);
    const auto software = software_for(arguments, arguments.one("chip"));
    return software ? std::llround(software->host.step_us * kMicroseconds) : 0;
  }

  ServedModel model_;
  serve::TableTimer table_;
  serve::ScaledTimer draft_;
  serve::ClusterConfig cluster_;
};

void write_if_asked(const Arguments& arguments, const char* option, const std::string& text) {
  if (const auto path = arguments.find(option)) write_file_atomically(*path, text);
}

int run_once(Served& served, const RequestSource& source, const Arguments& arguments) {
  report::ServeRun run;
  run.outcome = served.run(source.at_rate(source.rate), "serve-sim");
  run.model = served.model().name;
  run.machine = served.model().machine;
  run.step_times = served.model().step_times;
  run.requests = source.text;
  run.config = served.cluster();
  run.memory = served.model().timer->kv_memory();
  run.table = served.quality();
  run.slo = slo_from(arguments);
  write_if_asked(arguments, "series", report::serve_series_csv(run.outcome));
  write_if_asked(arguments, "each", report::serve_requests_csv(run.outcome));
  if (arguments.has("svg")) write_if_asked(arguments, "svg", report::serve_series_svg(run));
  print(arguments.has("json") ? report::serve_json(run) : report::serve_summary(run));
  return kExitDone;
}

int find_rate(Served& served, const RequestSource& source, const Arguments& arguments) {
  const auto slo = slo_from(arguments);
  if (!slo) throw UserError("--find-rate needs a promise to keep: --slo ttft=500ms,tpot=50ms");
  for (const char* option : {"series", "each"}) arguments.refuse_together("find-rate", option);
  serve::RateSearch search;
  search.start = source.rate;
  search.attainment = *number_from(arguments, "attainment", 1e-6, 1.0);
  report::RateRun run{
      served.model().name, served.model().machine, served.model().step_times, *slo, search, {}};
  run.found = serve::find_rate(search, [&](double rate) {
    const serve::Outcome outcome =
        served.run(source.at_rate(rate), six_digits(rate) + " requests/s");
    return serve::RatePoint{rate, serve::attainment_of(outcome, *slo),
                            serve::statistics_of(outcome)};
  });
  run.table = served.quality();
  if (arguments.has("svg")) write_if_asked(arguments, "svg", report::rate_svg(run));
  print(arguments.has("json") ? report::rate_json(run) : report::rate_summary(run));
  return kExitDone;
}

int serve_sim(const Arguments& arguments) {
  slo_from(arguments);  // so that a mistake costs no time
  const RequestSource source = request_source_from(arguments);
  Served served(arguments);
  return arguments.has("find-rate") ? find_rate(served, source, arguments)
                                    : run_once(served, source, arguments);
}

Option file_option(const char* name, const char* help) {
  Option option{name, 0, "FILE", help};
  option.completes = Completes::file;
  return option;
}

std::vector<Option> options() {
  std::vector<Option> all = served_model_options();
  for (const auto& group : {request_options(), engine_options(), promise_options()})
    all.insert(all.end(), group.begin(), group.end());
  const std::vector<Option> output{
      file_option("series", "queue, batch and KV cache over time, as CSV"),
      file_option("each", "every request with its times, as CSV"),
      file_option("svg", "draws the series, or with --find-rate how the SLO is met at each rate"),
      {"json", 0, "", "prints one JSON object"},
      {"help", 'h', "", "this text"}};
  all.insert(all.end(), output.begin(), output.end());
  return all;
}

}  // namespace

Command serve_sim_command() {
  Command command;
  command.name = "serve-sim";
  command.summary = "sends requests through a serving engine and says how long they take";
  command.usage = {"--model NAME|FILE --chip NAME --rate R [options]",
                   "--model NAME|FILE --chip NAME --trace FILE [options]",
                   "--model NAME|FILE --chip NAME --slo LIMITS --find-rate [options]"};
  command.description =
      "Simulates one or several instances of a language model that serve requests with continuous "
      "batching, chunked prefill and a paged KV cache, step by step, and prints time to first "
      "token "
      "(TTFT), time per output token (TPOT), throughput, queues and the KV cache's use. How long a "
      "step takes says the chip (docs/serving.md).";
  command.options = options();
  command.examples = {
      {"systole serve-sim --model llama3_1_8b --chip h100_sxm --rate 4 --input-len "
       "lognormal:1000:500 --output-len exponential:200",
       "a thousand requests of different lengths"},
      {"systole serve-sim --model llama3_1_8b --chip h100_sxm --slo ttft=500ms,tpot=50ms "
       "--find-rate",
       "how many requests a second are served well"},
      {"systole serve-sim --model llama3_1_8b --chip h20 --trace requests.csv --svg kv.svg",
       "what happened in the queue and in the cache"},
      {"systole serve-sim --model llama3_1_8b --chip h20 --engines 4 --prefill-engines 1 --rate 8 "
       "--json",
       "prompts on one machine, decoding on three"}};
  command.run = serve_sim;
  return command;
}

}  // namespace systole::app
