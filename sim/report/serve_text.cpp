#include <fmt/format.h>

#include "base/table.hpp"
#include "base/text.hpp"
#include "report/facts.hpp"
#include "report/serve_names.hpp"
#include "report/serve_report.hpp"

namespace systole::report {

namespace {

using serve::PoolOutcome;
using serve::Spread;
using serve::Statistics;

std::string line(const std::string& what, const std::string& text) {
  return fmt::format("{:<12} {}\n", what, text);
}

std::string time_text(llm::Nanoseconds time) { return human_seconds(seconds_of(time)); }

std::string times_table(const Statistics& all) {
  Table table({{"", Align::left}, {"mean"}, {"p50"}, {"p90"}, {"p99"}, {"largest"}});
  const auto add = [&](const char* name, const Spread& spread) {
    table.row({name, time_text(spread.mean), time_text(spread.p50), time_text(spread.p90),
               time_text(spread.p99), time_text(spread.largest)});
  };
  add("TTFT", all.ttft);
  if (all.tpot) add("TPOT", *all.tpot);
  add("end to end", all.latency);
  add("in queues", all.waiting);
  return table.text();
}

std::string rates_text(const Statistics& all) {
  std::string text =
      line("requests", fmt::format("{}{} /s served",
                                   all.offered_per_second > 0.0
                                       ? six_digits(all.offered_per_second) + " /s arrive, "
                                       : "",
                                   six_digits(all.served_per_second)));
  text += line("tokens", fmt::format("{} /s of prompts, {} /s generated",
                                     six_digits(all.input_tokens_per_second),
                                     six_digits(all.output_tokens_per_second)));
  return text;
}

std::string found_text(const Statistics& all) {
  std::string text;
  if (all.found_tokens > 0) {
    text += line("prefix hits", fmt::format("{} tokens, {} % of the prompts", all.found_tokens,
                                            percent(static_cast<double>(all.found_tokens),
                                                    static_cast<double>(all.input_tokens))));
  }
  if (all.preemptions > 0) {
    text += line("preemptions", fmt::format("{}, with {} tokens to compute again", all.preemptions,
                                            all.lost_tokens));
  }
  if (all.rejected_tokens > 0)
    text += line("drafts", fmt::format("{} tokens were rejected", all.rejected_tokens));
  return text;
}

std::string pool_text(const ServeRun& run, const PoolOutcome& pool) {
  const auto end = run.outcome.end;
  const serve::BatchSpread batch = serve::batch_spread_of(pool);
  const double whole = static_cast<double>(end) * static_cast<double>(pool.engines);
  std::string text =
      "\n" + line("engines", fmt::format("{} for {}", pool.engines, name_of(pool.role)));
  text += line("steps", fmt::format("{}, busy {} % of the time", pool.steps,
                                    percent(static_cast<double>(pool.busy), whole)));
  text += line("batch", fmt::format("sequences in a step: mean {}, p50 {}, p99 {}, largest {}",
                                    six_digits(batch.mean), batch.p50, batch.p99, batch.largest));
  text += line("queue", fmt::format("mean {}, longest {}", six_digits(pool.waiting.mean(end)),
                                    pool.waiting.highest()));
  text += line("KV cache",
               fmt::format("{} blocks of {} tokens: mean {} %, highest {} %", pool.blocks,
                           run.config.engine.block_tokens,
                           percent(pool.used_blocks.mean(end), static_cast<double>(pool.blocks)),
                           percent(static_cast<double>(pool.used_blocks.highest()),
                                   static_cast<double>(pool.blocks))));
  return text;
}

std::string table_text(const std::optional<serve::TableQuality>& table) {
  if (!table) return "";
  return fmt::format(
      ", a table of {} points, {:.1f} % off at most; {} whole steps compared, {:.1f} % off at most",
      table->points, 100.0 * table->largest_error, table->steps, 100.0 * table->largest_step_error);
}

std::string slo_text(const serve::Slo& slo) {
  std::string text;
  const auto add = [&](const char* name, const std::optional<llm::Nanoseconds>& limit) {
    if (!limit) return;
    text += fmt::format("{}{} <= {}", text.empty() ? "" : ", ", name, time_text(*limit));
  };
  add("TTFT", slo.ttft);
  add("TPOT", slo.tpot);
  add("end to end", slo.latency);
  return text;
}

}  // namespace

std::string serve_summary(const ServeRun& run) {
  const Statistics all = serve::statistics_of(run.outcome);
  std::string text = fmt::format("{} on {}: {} requests in {}\n\n", run.model, run.machine,
                                 run.outcome.requests.size(), human_seconds(all.seconds));
  text += times_table(all) + "\n";
  text += line("arrivals", run.requests);
  text += rates_text(all) + found_text(all);
  if (run.slo) {
    text += line("SLO", fmt::format("{}: met by {} %", slo_text(*run.slo),
                                    percent(serve::attainment_of(run.outcome, *run.slo), 1.0)));
  }
  text += line("Little's law",
               fmt::format("{} in the system = {} /s x {}", six_digits(all.mean_in_system),
                           six_digits(all.served_per_second), time_text(all.latency.mean)));
  text += line("step times", run.step_times + table_text(run.table));
  for (const PoolOutcome& pool : run.outcome.pools) text += pool_text(run, pool);
  return text;
}

std::string rate_summary(const RateRun& run) {
  std::string text = fmt::format("{} on {}\n{} for {} % of the requests: ", run.model, run.machine,
                                 slo_text(run.slo), six_digits(100.0 * run.search.attainment));
  if (!run.found.per_second) {
    text += "at no rate, not even where requests hardly ever meet\n\n";
  } else if (!run.found.is_limit) {
    text += fmt::format("at every rate up to {} /s, where the search ended\n\n",
                        six_digits(*run.found.per_second));
  } else {
    text += fmt::format("up to {} requests a second\n\n", six_digits(*run.found.per_second));
  }
  Table table({{"requests/s"},
               {"SLO met %"},
               {"TTFT p50"},
               {"TTFT p99"},
               {"TPOT p50"},
               {"TPOT p99"},
               {"tokens/s out"}});
  for (const serve::RatePoint& point : run.found.curve) {
    const Statistics& all = point.statistics;
    const auto tpot = [&](llm::Nanoseconds Spread::*member) {
      return all.tpot ? time_text((*all.tpot).*member) : "-";
    };
    table.row({six_digits(point.per_second), percent(point.attainment, 1.0),
               time_text(all.ttft.p50), time_text(all.ttft.p99), tpot(&Spread::p50),
               tpot(&Spread::p99), six_digits(all.output_tokens_per_second)});
  }
  return text + table.text() + "\n" + line("step times", run.step_times + table_text(run.table));
}

}  // namespace systole::report
