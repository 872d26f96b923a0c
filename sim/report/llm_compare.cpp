#include "report/llm_compare.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/table.hpp"
#include "base/text.hpp"
#include "report/llm_report.hpp"
#include "report/span.hpp"

namespace systole::report {

namespace {

using llm::Answer;

const Answer* with_batch(const std::vector<Answer>& answers, std::int64_t batch) {
  for (const Answer& answer : answers) {
    if (answer.generation.request.batch == batch) return &answer;
  }
  return nullptr;
}

std::string times(double first, double other) { return fmt::format("{:.2f}", first / other); }

std::vector<std::string> row_of(const Answer& answer, const Answer* first) {
  const llm::Generation& g = answer.generation;
  std::vector<std::string> row{std::to_string(g.request.batch), answer.labels.chip,
                               human_seconds(g.prefill.seconds)};
  row.push_back(error_bar_text(g.prefill.error_bar()));
  row.push_back(first ? times(first->generation.prefill.seconds, g.prefill.seconds) : "");
  row.push_back(llm_bound(g.prefill));
  row.push_back(human_seconds(g.decode.seconds));
  row.push_back(error_bar_text(g.decode.error_bar()));
  row.push_back(first ? times(first->generation.decode.seconds, g.decode.seconds) : "");
  row.push_back(llm_bound(g.decode));
  row.push_back(fmt::format(
      "{:.4g}", g.decode_tokens_per_second() / static_cast<double>(answer.plan.chips())));
  return row;
}

std::vector<std::int64_t> batches_of(const std::vector<LlmRival>& rivals) {
  std::vector<std::int64_t> batches;
  for (const LlmRival& rival : rivals) {
    for (const Answer& answer : rival.answers) batches.push_back(answer.generation.request.batch);
  }
  std::sort(batches.begin(), batches.end());
  batches.erase(std::unique(batches.begin(), batches.end()), batches.end());
  return batches;
}

std::string table_of(const std::vector<LlmRival>& rivals) {
  Table table({{"batch"},
               {"chip", Align::left},
               {"TTFT"},
               {"error bar"},
               {"speed"},
               {"prefill bound by", Align::left},
               {"TPOT"},
               {"error bar"},
               {"speed"},
               {"decode bound by", Align::left},
               {"tokens/s per chip"}});
  for (const std::int64_t batch : batches_of(rivals)) {
    if (!table.empty()) table.rule();
    const Answer* first = with_batch(rivals.front().answers, batch);
    for (const LlmRival& rival : rivals) {
      if (const Answer* answer = with_batch(rival.answers, batch))
        table.row(row_of(*answer, first));
    }
  }
  return table.text();
}

std::string sentence(const LlmRival& rival, const LlmRival& first) {
  const std::string& chip = rival.answers.front().labels.chip;
  const std::string& other = first.answers.front().labels.chip;
  const auto decode = [](const LlmRival& side) {
    return side.answers.front().generation.decode.seconds;
  };
  const bool is_faster = decode(rival) < decode(first);
  const std::string state =
      fmt::format("{} decodes {} than {}", chip, is_faster ? "faster" : "slower", other);
  return rival.crossing ? fmt::format("{} below a batch of {} and {} from there on\n", state,
                                      *rival.crossing, is_faster ? "slower" : "faster")
                        : state + " at every batch that both hold\n";
}

}  // namespace

std::string llm_compare_text(const std::vector<LlmRival>& rivals) {
  const Answer& first = rivals.front().answers.front();
  std::string text = fmt::format("{}, {} tokens in, {} out; speed is against {}\n", first.model,
                                 first.generation.request.input, first.generation.request.output,
                                 first.labels.chip);
  for (const LlmRival& rival : rivals) {
    const Answer& answer = rival.answers.front();
    text += fmt::format("  {}; {} weights; up to {} requests fit\n",
                        llm_machine(answer.labels, answer.plan),
                        name_of(answer.types.linear_weight), answer.largest_batch);
  }
  text += "\n" + table_of(rivals) + "\n";
  for (std::size_t i = 1; i < rivals.size(); ++i) text += sentence(rivals[i], rivals.front());
  return text;
}

}  // namespace systole::report
