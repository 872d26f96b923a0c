#include <catch2/catch.hpp>

#include "cli/program_runner.hpp"

using namespace systole::test;
using Catch::Matchers::Contains;

namespace {

using Words = std::vector<std::string>;

struct Mistake {
  Words words;
  std::string message;
};

}  // namespace

TEST_CASE("mistakes on the command line exit with 2 and say what was meant") {
  const auto mistake = GENERATE(values<Mistake>({
      {{"rnu"}, "there is no command 'rnu', did you mean 'run'?"},
      {{"--verison"}, "there is no command '--verison'"},
      {{"run", "--wrokload", "x"}, "has no option '--wrokload', did you mean '--workload'?"},
      {{"run", "--work", "x"}, "has no option '--work'"},
      {{"run"}, "needs --workload NAME|FILE"},
      {{"run", "--workload", "gemms"}, "needs --chip NAME|FILE"},
      {{"run", "--chip"}, "argument for option '--chip' is missing"},
      {{"run", "--chip", "toy_4x4", "--workload", "gemms", "more"}, "what to do with 'more'"},
      {{"run", "--json=1"}, "'--json' does not take any arguments"},
      {{"run", "--fidelity", "tiel"},
       "'tiel' is not one of analytic, tile, cycle, did you mean 'tile'?"},
      {{"run", "--caches", "hot"}, "--caches: 'hot' is not one of cold, warm"},
      {{"run", "-j", "0"}, "--jobs: '0' is not an integer from 1"},
      {{"run", "--seed", "1e3"}, "--seed: '1e3' is not an integer"},
      {{"run", "--timeout", "soon"}, "--timeout: 'soon' is not an integer from 1"},
      {{"run", "--out", "a", "--out", "b"}, "--out is given more than once"},
      {{"run", "--force"}, "--force is for --out"},
      {{"run", "--scalesim-reports"}, "say where with --out DIR"},
      {{"run", "--program", "p", "--workload", "w"},
       "--program and --workload cannot be given together"},
      {{"run", "--chip", "edge_pnu", "--workload", "gemms"}, "edge_npu"},
      {{"run", "--chip", "toy_4x4", "--workload", "resnet5"}, "resnet50"},
      {{"run", "--chip", "toy_4x4", "--workload", "gemms", "--set", "core.sram.size_kbi=3"},
       "did you mean 'size_kib'?"},
      {{"run", "--chip", "toy_4x4", "--workload", "gemms", "--set", "clock"}, "expected KEY=VALUE"},
      {{"run", "--chip", "toy_4x4", "--workload", "gemms", "--param", "bacth=2"},
       "did you mean 'batch'?"},
      {{"run", "--chip", "toy_4x4", "--workload", "gemms", "--param", "batch"}, "is not KEY=VALUE"},
      {{"list", "chip"},
       "'chip' is not one of chips, workloads, models, memories, links, networks, software, did "
       "you mean "
       "'chips'?"},
      {{"list"}, "needs KIND: what to list"},
      {{"config", "show"}, "needs a chip"},
      {{"help", "rnu"}, "did you mean 'run'?"},
      {{"program", "--chip", "toy_4x4", "--workload", "gemms"}, "needs --output FILE"},
  }));
  const Outcome outcome = systole::test::systole(mistake.words);
  INFO(outcome.err);
  CHECK(outcome.exit_code == 2);
  CHECK(outcome.out.empty());
  CHECK_THAT(outcome.err, Contains(mistake.message));
}
