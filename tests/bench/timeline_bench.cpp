// How fast a timeline is written.
#include <benchmark/benchmark.h>

#include "report/chrome_trace.hpp"

using namespace systole;

namespace {

/// A million events as a busy core makes them: slices, tokens, counters.
void write_a_million(result::TimelineSink& sink) {
  constexpr std::int64_t kRounds = 200'000;  // of 5 events
  constexpr Femtoseconds kTile = 1'234'567'000;
  const result::TimelineTrack load{10, 1};
  const result::TimelineTrack compute{10, 101};
  for (std::int64_t i = 0; i < kRounds; ++i) {
    const Femtoseconds at = i * kTile;
    sink.slice({load, "load weight [0]", at, at + kTile, "\"cycles\":1234,\"bytes\":65536"});
    sink.slice({compute, "128 x 64 x 512", at + kTile, at + 2 * kTile,
                "\"cycles\":1234,\"m\":128,\"n\":64,\"k\":512,\"output_slot\":1"});
    sink.flow({load, at, at + kTile, compute, at + kTile});
    sink.counter({10, "weight slots filled", at, 1.5});
  }
  sink.finish();
}

void million_timeline_events(benchmark::State& state) {
  for (auto _ : state) {
    report::ChromeTrace trace("systole_bench_timeline.json");
    write_a_million(trace);
    if (trace.events() != 1'000'000) state.SkipWithError("not a million events");
  }
  std::remove("systole_bench_timeline.json");
}
BENCHMARK(million_timeline_events)->Unit(benchmark::kMillisecond);

}  // namespace
