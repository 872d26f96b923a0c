// The benchmarks' entry point, in a file of its own because libsystemc brings a main as well.
#include <benchmark/benchmark.h>

BENCHMARK_MAIN();
