#include <cstdlib>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "report/serve_names.hpp"
#include "report/serve_report.hpp"

namespace systole::report {

namespace {

using Json = nlohmann::ordered_json;
using serve::Spread;
using serve::Statistics;

double rounded(double value) { return std::strtod(six_digits(value).c_str(), nullptr); }

Json spread_json(const Spread& spread) {
  return {{"mean", spread.mean},
          {"p50", spread.p50},
          {"p90", spread.p90},
          {"p99", spread.p99},
          {"largest", spread.largest}};
}

Json statistics_json(const Statistics& all) {
  return {{"ttft_ns", spread_json(all.ttft)},
          {"tpot_ns", all.tpot ? spread_json(*all.tpot) : Json()},
          {"end_to_end_ns", spread_json(all.latency)},
          {"waiting_ns", spread_json(all.waiting)},
          {"seconds", rounded(all.seconds)},
          {"offered_requests_per_second", rounded(all.offered_per_second)},
          {"requests_per_second", rounded(all.served_per_second)},
          {"input_tokens_per_second", rounded(all.input_tokens_per_second)},
          {"output_tokens_per_second", rounded(all.output_tokens_per_second)},
          {"mean_requests_in_system", rounded(all.mean_in_system)},
          {"input_tokens", all.input_tokens},
          {"output_tokens", all.output_tokens},
          {"found_tokens", all.found_tokens},
          {"lost_tokens", all.lost_tokens},
          {"rejected_tokens", all.rejected_tokens},
          {"preemptions", all.preemptions}};
}

Json pool_json(const serve::PoolOutcome& pool, llm::Nanoseconds end) {
  const serve::BatchSpread batch = serve::batch_spread_of(pool);
  const auto blocks = static_cast<double>(pool.blocks);
  return {
      {"role", name_of(pool.role)},
      {"engines", pool.engines},
      {"steps", pool.steps},
      {"busy_ns", pool.busy},
      {"prompt_tokens", pool.prompt_tokens},
      {"decode_tokens", pool.decode_tokens},
      {"batch",
       {{"mean", rounded(batch.mean)},
        {"p50", batch.p50},
        {"p99", batch.p99},
        {"largest", batch.largest}}},
      {"waiting", {{"mean", rounded(pool.waiting.mean(end))}, {"largest", pool.waiting.highest()}}},
      {"running", {{"mean", rounded(pool.running.mean(end))}, {"largest", pool.running.highest()}}},
      {"kv_blocks", pool.blocks},
      {"kv_share",
       {{"mean", rounded(pool.used_blocks.mean(end) / blocks)},
        {"largest", rounded(static_cast<double>(pool.used_blocks.highest()) / blocks)}}}};
}

Json table_json(const std::optional<serve::TableQuality>& table) {
  if (!table) return nullptr;
  return {{"points", table->points},
          {"largest_error", rounded(table->largest_error)},
          {"compared_steps", table->steps},
          {"largest_step_error", rounded(table->largest_step_error)}};
}

Json slo_json(const serve::Slo& slo) {
  const auto limit = [](const std::optional<llm::Nanoseconds>& time) {
    return time ? Json(*time) : Json();
  };
  return {{"ttft_ns", limit(slo.ttft)},
          {"tpot_ns", limit(slo.tpot)},
          {"end_to_end_ns", limit(slo.latency)}};
}

}  // namespace

std::string serve_json(const ServeRun& run) {
  Json json = {{"schema", kServeSchema},
               {"model", run.model},
               {"machine", run.machine},
               {"arrivals", run.requests},
               {"requests", run.outcome.requests.size()},
               {"kv_bytes_per_token", run.memory.bytes_per_token},
               {"kv_block_tokens", run.config.engine.block_tokens},
               {"step_times", run.step_times},
               {"step_time_table", table_json(run.table)}};
  json.update(statistics_json(serve::statistics_of(run.outcome)));
  if (run.slo) {
    json["slo"] = slo_json(*run.slo);
    json["slo_attainment"] = rounded(serve::attainment_of(run.outcome, *run.slo));
  }
  json["pools"] = Json::array();
  for (const serve::PoolOutcome& pool : run.outcome.pools)
    json["pools"].push_back(pool_json(pool, run.outcome.end));
  return json.dump(2) + "\n";
}

std::string rate_json(const RateRun& run) {
  Json curve = Json::array();
  for (const serve::RatePoint& point : run.found.curve) {
    Json entry = {{"rate_per_second", rounded(point.per_second)},
                  {"slo_attainment", rounded(point.attainment)}};
    entry.update(statistics_json(point.statistics));
    curve.push_back(std::move(entry));
  }
  const auto& rate = run.found.per_second;
  return Json{{"schema", kServeSchema},
              {"model", run.model},
              {"machine", run.machine},
              {"step_times", run.step_times},
              {"step_time_table", table_json(run.table)},
              {"slo", slo_json(run.slo)},
              {"required_attainment", run.search.attainment},
              {"highest_rate_per_second", rate ? Json(rounded(*rate)) : Json()},
              {"is_limit", run.found.is_limit},
              {"curve", std::move(curve)}}
             .dump(2) +
         "\n";
}

}  // namespace systole::report
