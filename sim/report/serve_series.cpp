#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "report/curves_svg.hpp"
#include "report/scatter_svg.hpp"
#include "report/serve_names.hpp"
#include "report/serve_report.hpp"

namespace systole::report {

namespace {

using serve::Gauge;
using serve::PoolOutcome;

Curve curve_of(const std::string& name, const Gauge::Curve& gauge, double whole) {
  Curve curve{name, {}};
  const double step = seconds_of(gauge.step);
  for (std::size_t i = 0; i < gauge.means.size(); ++i)
    curve.points.emplace_back((static_cast<double>(i) + 0.5) * step, gauge.means[i] / whole);
  return curve;
}

}  // namespace

std::string serve_series_csv(const serve::Outcome& outcome) {
  std::string text = "pool,from_s,to_s,waiting,running,kv_share,kv_share_highest\n";
  for (const PoolOutcome& pool : outcome.pools) {
    const Gauge::Curve waiting = pool.waiting.curve(outcome.end);
    const Gauge::Curve running = pool.running.curve(outcome.end);
    const Gauge::Curve blocks = pool.used_blocks.curve(outcome.end);
    const auto whole = static_cast<double>(pool.blocks);
    for (std::size_t i = 0; i < waiting.means.size(); ++i) {
      const auto from = static_cast<llm::Nanoseconds>(i) * waiting.step;
      text +=
          fmt::format("{},{},{},{},{},{},{}\n", name_of(pool.role), six_digits(seconds_of(from)),
                      six_digits(seconds_of(std::min(from + waiting.step, outcome.end))),
                      six_digits(waiting.means[i]), six_digits(running.means[i]),
                      six_digits(blocks.means[i] / whole),
                      six_digits(static_cast<double>(blocks.highest[i]) / whole));
    }
  }
  return text;
}

std::string serve_series_svg(const ServeRun& run) {
  Panel requests{"requests", {}};
  Panel cache{"KV cache, % in use", {}};
  const auto end = run.outcome.end;
  for (const PoolOutcome& pool : run.outcome.pools) {
    const std::string of =
        run.outcome.pools.size() > 1 ? fmt::format(" for {}", name_of(pool.role)) : "";
    requests.curves.push_back(curve_of("waiting" + of, pool.waiting.curve(end), 1.0));
    requests.curves.push_back(curve_of("running" + of, pool.running.curve(end), 1.0));
    const double percent = static_cast<double>(pool.blocks) / 100.0;
    cache.curves.push_back(curve_of("blocks" + of, pool.used_blocks.curve(end), percent));
  }
  return curves_svg({run.model + " on " + run.machine, "seconds", {requests, cache}});
}

std::string serve_requests_csv(const serve::Outcome& outcome) {
  std::string text =
      "arrival_s,input,output,ttft_s,tpot_s,end_to_end_s,waiting_s,preemptions,found\n";
  for (std::size_t i = 0; i < outcome.requests.size(); ++i) {
    const serve::Request& request = outcome.requests[i];
    const serve::Served& served = outcome.served[i];
    text +=
        fmt::format("{:.9f},{},{},{:.9f},{:.9f},{:.9f},{:.9f},{},{}\n", seconds_of(request.arrival),
                    request.input, request.output, seconds_of(ttft_of(request, served)),
                    seconds_of(tpot_of(request, served)), seconds_of(latency_of(request, served)),
                    seconds_of(served.waited), served.preemptions, served.found);
  }
  return text;
}

std::string rate_svg(const RateRun& run) {
  Scatter scatter;
  scatter.title = run.model + " on " + run.machine;
  scatter.x_title = "requests per second";
  scatter.y_title = "SLO met, % of requests";
  for (const serve::RatePoint& point : run.found.curve) {
    scatter.line.push_back({point.per_second, 100.0 * point.attainment,
                            fmt::format("{} requests/s: {:.1f} %", six_digits(point.per_second),
                                        100.0 * point.attainment)});
  }
  if (run.found.per_second) {
    scatter.marks.push_back({*run.found.per_second, 100.0 * run.search.attainment,
                             six_digits(*run.found.per_second) + " /s"});
  }
  return scatter_svg(scatter);
}

}  // namespace systole::report
