#include <algorithm>

#include <fmt/format.h>

#include "base/table.hpp"
#include "base/text.hpp"
#include "report/llm_report.hpp"
#include "report/scatter_svg.hpp"
#include "report/span.hpp"

namespace systole::report {

namespace {

using llm::Answer;
using llm::Generation;
using llm::StepTime;

constexpr double kPercent = 100.0;

std::string bytes_text(Bytes bytes) { return human_bytes(static_cast<double>(bytes)); }

double chips_of(const Answer& answer) { return static_cast<double>(answer.plan.chips()); }

std::string rate_text(double per_second) {
  return fmt::format("{} tokens/s", per_second < 1e6 ? fmt::format("{:.4g}", per_second)
                                                     : human_count(per_second));
}

std::string types_text(const workload::DecoderTypes& types) {
  std::string text = fmt::format("{} weights", name_of(types.linear_weight));
  if (types.expert_weight != types.linear_weight)
    text += fmt::format(" ({} experts)", name_of(types.expert_weight));
  return text + fmt::format(", {} cache", name_of(types.kv));
}

std::string line(const std::string& name, const std::string& value) {
  return fmt::format("{:<12} {}\n", name, value);
}

std::string times_text(const Generation& g) {
  const llm::Request& request = g.request;
  std::string text =
      line("TTFT", fmt::format("{}, prefill of {} x {} tokens", human_seconds(g.prefill.seconds),
                               request.batch, request.input));
  if (g.points.empty()) return text;
  text +=
      line("TPOT",
           fmt::format("{}, mean of {} steps over contexts {} to {}: {} simulated, the others "
                       "interpolated within {:.2g} %",
                       human_seconds(g.decode.seconds), g.decode_steps(), g.points.front().context,
                       g.points.back().context, g.points.size(), g.interpolation_error * kPercent));
  return text + line("request", human_seconds(g.seconds()) + " from its arrival to its last token");
}

std::string bars_text(const Generation& g) {
  std::string text = fmt::format("TTFT {}", error_bar_text(g.prefill.error_bar()));
  if (!g.points.empty()) text += fmt::format(", TPOT {}", error_bar_text(g.decode.error_bar()));
  return line("error bars",
              text + "; p10 to p90 of measured kernels like these, the rest as predicted");
}

std::string throughput_text(const Answer& answer) {
  const Generation& g = answer.generation;
  if (g.points.empty()) return "";
  const double decode = g.decode_tokens_per_second();
  const double all = g.output_tokens_per_second();
  return line("decode", fmt::format("{} per request, {} per chip, {} in all",
                                    rate_text(1.0 / g.decode.seconds),
                                    rate_text(decode / chips_of(answer)), rate_text(decode))) +
         line("throughput", fmt::format("{} with prefill, {} per chip", rate_text(all),
                                        rate_text(all / chips_of(answer))));
}

std::string memory_text(const Answer& answer) {
  const llm::MemoryUse& use = answer.generation.memory;
  return line(
      "memory",
      fmt::format("{} of {} per chip: weights {}, keys and values {}, activations "
                  "{}; the largest batch that fits is {}",
                  bytes_text(use.total()), bytes_text(use.capacity), bytes_text(use.weights),
                  bytes_text(use.kv), bytes_text(use.activations), answer.largest_batch));
}

std::string energy_text(const Answer& answer) {
  const Generation& g = answer.generation;
  const double joules = g.joules_per_output_token();
  return line("energy",
              fmt::format("{:.4g} J per output token, prefill included; {:.4g} W per chip; "
                          "links and hosts are not counted",
                          joules, joules * g.output_tokens_per_second() / chips_of(answer)));
}

std::string model_text(const Answer& answer) {
  return line("model", fmt::format("{} parameters, {} of cache per token; {}",
                                   human_count(static_cast<double>(answer.parameters)),
                                   bytes_text(answer.kv_per_token), types_text(answer.types)));
}

std::vector<std::string> phase_row(const std::string& name, const StepTime& step) {
  std::vector<std::string> row{name, human_seconds(step.seconds)};
  for (const double seconds : step.of_one_chip.seconds)
    row.push_back(fmt::format("{:.1f}", kPercent * seconds / step.seconds));
  row.push_back(llm_bound(step));
  return row;
}

std::string phases_text(const Generation& g) {
  std::vector<Column> columns{{"one step", Align::left}, {"time"}};
  for (std::size_t i = 0; i < llm::kCauses; ++i)
    columns.push_back({std::string(name_of(static_cast<llm::Cause>(i))) + " %"});
  columns.push_back({"bound by", Align::left});
  Table table(columns);
  table.row(phase_row("prefill", g.prefill));
  if (!g.points.empty()) table.row(phase_row("decode", g.decode));
  return table.text();
}

std::string notes_text(const std::vector<std::string>& notes) {
  if (notes.empty()) return "";
  std::string text = "\nnotes\n";
  for (const std::string& note : notes) text += "  " + note + "\n";
  return text;
}

const std::vector<Column>& sweep_columns() {
  static const std::vector<Column> kColumns{{"batch"},
                                            {"TTFT"},
                                            {"TPOT"},
                                            {"tokens/s each"},
                                            {"per chip"},
                                            {"in all"},
                                            {"J per token"},
                                            {"memory"},
                                            {"prefill bound by", Align::left},
                                            {"decode bound by", Align::left}};
  return kColumns;
}

}  // namespace

std::string llm_bound(const StepTime& step) {
  const auto& seconds = step.of_one_chip.seconds;
  const auto largest = std::max_element(seconds.begin(), seconds.end());
  const auto cause = static_cast<llm::Cause>(largest - seconds.begin());
  return fmt::format("{} {:.0f} %", name_of(cause), kPercent * *largest / step.seconds);
}

std::string llm_machine(const llm::Labels& labels, const llm::ParallelPlan& plan) {
  std::string text = plan.chips() == 1
                         ? labels.chip
                         : fmt::format("{} x {}, {}", plan.chips(), labels.chip, to_string(plan));
  if (!labels.network.empty()) text += " on " + labels.network;
  if (!labels.software.empty()) text += " with " + labels.software;
  return text + fmt::format(" ({})", labels.fidelity);
}

std::string llm_text(const Answer& answer) {
  const Generation& g = answer.generation;
  std::string text =
      fmt::format("{} on {}\n\n", answer.model, llm_machine(answer.labels, answer.plan));
  text += model_text(answer) + times_text(g) + bars_text(g) + throughput_text(answer) +
          memory_text(answer) + energy_text(answer);
  if (answer.imbalance > 1.0)
    text += line("experts",
                 fmt::format("the busiest chip has {:.2f} times an even share", answer.imbalance));
  return text + "\n" + phases_text(g) + notes_text(answer.notes);
}

std::string llm_operators_text(const Answer& answer) {
  const auto table = [](const std::string& title, const std::vector<llm::OperatorLine>& lines) {
    if (lines.empty()) return std::string();
    double all = 0.0;
    for (const llm::OperatorLine& op : lines) all += static_cast<double>(op.times) * op.seconds;
    Table rows({{title, Align::left},
                {"times"},
                {"kernels"},
                {"time of one"},
                {"% of all"},
                {"bound by", Align::left}});
    for (const llm::OperatorLine& op : lines)
      rows.row({op.name, std::to_string(op.times), std::to_string(op.kernels),
                human_seconds(op.seconds),
                fmt::format("{:.1f}", kPercent * static_cast<double>(op.times) * op.seconds / all),
                std::string(name_of(op.cause))});
    return "\n" + rows.text();
  };
  return table("first step of prefill", answer.prefill_operators) +
         table("first step of decode", answer.decode_operators);
}

std::string llm_sweep_text(const std::vector<Answer>& answers) {
  Table table(sweep_columns());
  for (const Answer& answer : answers) {
    const Generation& g = answer.generation;
    const double decode = g.decode_tokens_per_second();
    table.row({std::to_string(g.request.batch), human_seconds(g.prefill.seconds),
               human_seconds(g.decode.seconds), fmt::format("{:.4g}", 1.0 / g.decode.seconds),
               fmt::format("{:.4g}", decode / chips_of(answer)), fmt::format("{:.5g}", decode),
               fmt::format("{:.3g}", g.joules_per_output_token()), bytes_text(g.memory.total()),
               llm_bound(g.prefill), llm_bound(g.decode)});
  }
  const Answer& first = answers.front();
  const std::string title = fmt::format(
      "{} on {}\n{} tokens in, {} out", first.model, llm_machine(first.labels, first.plan),
      first.generation.request.input, first.generation.request.output);
  return fmt::format("{}; the largest batch that fits is {}\n\n{}", title, first.largest_batch,
                     table.text());
}

std::string llm_sweep_svg(const std::vector<Answer>& answers) {
  Scatter scatter;
  const Answer& first = answers.front();
  scatter.title = fmt::format("{} on {}", first.model, llm_machine(first.labels, first.plan));
  scatter.x_title = "tokens/s of one request";
  scatter.y_title = "tokens/s of one chip";
  for (const Answer& answer : answers) {
    const Generation& g = answer.generation;
    const double x = 1.0 / g.decode.seconds;
    const double y = g.decode_tokens_per_second() / chips_of(answer);
    scatter.line.push_back(
        {x, y, fmt::format("batch {}: {}", g.request.batch, llm_bound(g.decode))});
    scatter.marks.push_back({x, y, std::to_string(g.request.batch)});
  }
  return scatter_svg(scatter);
}

}  // namespace systole::report
