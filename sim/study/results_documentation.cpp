#include "study/results_documentation.hpp"

#include <fmt/format.h>

#include "study/document.hpp"
#include "study/statistics.hpp"

namespace systole::study {

namespace {

constexpr const char* kIntroduction = R"(# Results

This page is generated (`systole help --generate results`) from the tables that also write `result.json`,
`operators.csv` and their JSON Schema, [result.schema.json](../configs/result.schema.json).

`systole run --out DIR` leaves a directory with

| file | what it holds |
|---|---|
| `summary.txt` | tables to read: totals, what bounds the run, the operators that take longest |
| `result.json` | everything on this page |
| `operators.csv` | one row per operator, one column per statistic of `operators[]` |
| `resolved.yaml` | the chip with every key spelled out |
| `workload.yaml`, `run.yaml` | the operators as they were read, and how they were run; with `resolved.yaml` enough to run again, as `systole why` does |

and with `--scalesim-reports` also the three reports described in [scalesim.md](scalesim.md).
`systole run --json` prints `result.json`; several runs come as `{{"schema": "{1}", "results": [...]}}`.

## Conventions

- 1 MAC = 2 operations. Cycles are cycles of the core clock.
- Counts are integers and exact. Numbers derived from them carry six significant digits.
- A dotted name is a path: `cycle_categories.stream` is the key `stream` of the object `cycle_categories`.
  `operators.csv` uses the dotted name as the column's title.
- Cycle categories exclude each other and sum to `cycles`. Every run checks that, as it checks that the MACs done are
  the MACs asked and that the bytes that crossed DRAM are the bytes that crossed the SRAM's port.
- `null` means that there is nothing to say, never zero.
- `schema` is `{0}`. Keys may be added under the same name; a key that changes its meaning or goes away
  changes the name.

At the top level stand `schema`, `chip`, `workload`, `fidelity` (`analytic`, `tile` or `cycle`) and `notes` (a list of
sentences: what a reader or a model assumed), and the objects below. Two members are not always there: `interval`, where the
chip's file has ranges (the time on the fastest and the slowest chip, of the run and of each operator, and what each range
does), and `sensitivities`, which `systole why --save` writes ([compare.md](compare.md)).
)";

template <typename Subject>
std::string section(const char* title, const std::vector<Statistic<Subject>>& statistics) {
  std::string text = fmt::format("\n## {}\n\n| name | unit | meaning |\n|---|---|---|\n", title);
  for (const auto& statistic : statistics) {
    text +=
        fmt::format("| `{}` | {} | {} |\n", statistic.name, statistic.unit, statistic.description);
  }
  return text;
}

}  // namespace

std::string results_documentation() {
  std::string text = fmt::format(kIntroduction, kResultSchema, kResultsSchema);
  text += section("`totals`", total_statistics());
  text += section("`operators[]`", operator_statistics());
  text += section("`cores[]`: each core over the whole run", core_statistics());
  text += section("`left_out[]`: operators that no chip is asked for", left_out_statistics());
  text += section("`machine`", machine_statistics());
  text += section("`kernel`: the simulation itself", kernel_statistics());
  return text;
}

}  // namespace systole::study
