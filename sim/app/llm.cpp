// systole llm
#include <algorithm>

#include <fmt/format.h>

#include "app/arguments.hpp"
#include "app/execution.hpp"
#include "app/llm_training.hpp"
#include "app/model_options.hpp"
#include "app/output.hpp"
#include "app/supervision.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "llm/crossing.hpp"
#include "report/llm_compare.hpp"
#include "report/llm_report.hpp"

namespace systole::app {

namespace {

using llm::Answer;

constexpr std::int64_t kMostTokens = 100'000'000;
constexpr std::int64_t kMostRequests = 1'000'000;
constexpr double kPercent = 100.0;

llm::Request request_from(const Arguments& arguments) {
  return {*arguments.integer("batch", 1, kMostRequests),
          *arguments.integer("input-len", 1, kMostTokens),
          *arguments.integer("output-len", 1, kMostTokens),
          *arguments.integer("prefill-tokens", 1, kMostTokens)};
}

double tolerance_from(const Arguments& arguments) {
  const std::string text = arguments.one("tolerance");
  const auto percent = parse_double(text);
  if (percent && *percent > 0.0 && *percent <= kPercent) return *percent / kPercent;
  throw UserError(fmt::format("--tolerance: '{}' is no percentage above 0", text));
}

std::int64_t batch_in(const std::string_view word, const std::string& option) {
  const auto batch = parse_int64(word);
  if (batch && *batch >= 1 && *batch <= kMostRequests) return *batch;
  throw UserError(
      fmt::format("--sweep-batch {}: expected batches such as 1,8,64, or 1:256 for "
                  "1, 2, 4 ... 256",
                  option));
}

/// "1,8,64", or "1:256": doubled from the first to the last.
std::vector<std::int64_t> batches_from(const std::string& text) {
  std::vector<std::int64_t> batches;
  const std::vector<std::string_view> ends = split(text, ':');
  if (ends.size() == 2) {
    const std::int64_t last = batch_in(ends[1], text);
    for (std::int64_t batch = batch_in(ends[0], text); batch < last; batch *= 2)
      batches.push_back(batch);
    batches.push_back(last);
    return batches;
  }
  for (const std::string_view word : split(text, ',')) batches.push_back(batch_in(word, text));
  return batches;
}

std::vector<Answer> answers_of(ModelOnChips& model, const Arguments& arguments) {
  const llm::Request request = request_from(arguments);
  const double tolerance = tolerance_from(arguments);
  if (const auto sweep = arguments.find("sweep-batch"))
    return llm::answers(model.instance, model.labels, request, batches_from(*sweep), tolerance);
  return {llm::answer(model.instance, model.labels, request, tolerance)};
}

std::string text_of(const std::vector<Answer>& answers, const Arguments& arguments) {
  if (arguments.has("sweep-batch")) return report::llm_sweep_text(answers);
  const Answer& answer = answers.front();
  const std::string text = report::llm_text(answer);
  return arguments.has("operators") ? text + report::llm_operators_text(answer) : text;
}

/// A batch at which two machines that hold it change places in decode.
std::optional<std::int64_t> crossing_of(ModelOnChips& first, ModelOnChips& other,
                                        const llm::Request& request) {
  const std::int64_t most = std::min(llm::largest_batch(first.instance, request),
                                     llm::largest_batch(other.instance, request));
  const std::int64_t least = first.instance.plan().data;
  if (most <= least || request.output < 2) return std::nullopt;
  return llm::crossing({first.instance, other.instance}, request, least, most);
}

/// Machines side by side, and where they change places.
std::vector<report::LlmRival> rivals_of(std::vector<ModelOnChips>& models,
                                        const Arguments& arguments) {
  std::vector<report::LlmRival> rivals;
  for (ModelOnChips& model : models) {
    report::LlmRival rival{answers_of(model, arguments), {}};
    if (!rivals.empty())
      rival.crossing = crossing_of(models.front(), model, request_from(arguments));
    rivals.push_back(std::move(rival));
  }
  return rivals;
}

/// Everything that is written, made once.
struct Report {
  std::string text;
  std::vector<Answer> answers;
};

Report report_of(std::vector<ModelOnChips>& models, const Arguments& arguments) {
  if (models.size() == 1) {
    std::vector<Answer> answers = answers_of(models.front(), arguments);
    return {text_of(answers, arguments), std::move(answers)};
  }
  const std::vector<report::LlmRival> rivals = rivals_of(models, arguments);
  Report report{report::llm_compare_text(rivals), {}};
  for (const report::LlmRival& rival : rivals)
    report.answers.insert(report.answers.end(), rival.answers.begin(), rival.answers.end());
  return report;
}

FileTree files_of(const Report& report) {
  FileTree files{{"summary.txt", report.text},
                 {"llm.json", report::llm_json(report.answers)},
                 {"batches.csv", report::llm_sweep_csv(report.answers)}};
  if (report.answers.size() > 1) files["batches.svg"] = report::llm_sweep_svg(report.answers);
  return files;
}

void print_notes(const std::vector<ModelOnChips>& models, const Arguments& arguments) {
  if (arguments.has("quiet")) return;
  for (const std::string& note : models.front().notes) print_note("note: " + note);
}

int run(const Arguments& arguments) {
  arguments.refuse_together("json", "csv");
  const auto directory = arguments.find("out");
  const Existing existing = arguments.has("force") ? Existing::replace : Existing::refuse;
  if (directory) check_output_directory(*directory, existing);
  std::vector<ModelOnChips> models = models_on_chips(arguments);
  if (arguments.one("phase") == "train") {
    if (models.size() > 1) throw UserError("--phase train is for one --chip");
    print(training_report(models.front(), arguments));
    return kExitDone;
  }
  const Report report = report_of(models, arguments);
  if (directory) write_directory(*directory, files_of(report), existing);
  if (arguments.has("json")) {
    print(report::llm_json(report.answers));
  } else if (arguments.has("csv")) {
    print(report::llm_sweep_csv(report.answers));
  } else {
    print(report.text);
  }
  print_notes(models, arguments);
  return kExitDone;
}

std::vector<Option> options() {
  std::vector<Option> list = model_options();
  for (Option& option : training_options()) list.push_back(std::move(option));
  Option out{"out", 'o', "DIR", "writes summary, JSON, CSV and the curve of --sweep-batch"};
  out.completes = Completes::directory;
  list.insert(
      list.end(),
      {{"batch", 0, "N", "requests at a time, over all replicas", "1"},
       {"input-len", 0, "N", "tokens of each prompt", "1024"},
       {"output-len", 0, "N", "tokens of each answer; 1: prefill only", "128"},
       {"prefill-tokens", 0, "N", "most tokens of one step of prefill in a replica", "8192"},
       {"sweep-batch", 0, "LIST", "a line for each batch that fits: 1,8,64, or 1:256 (doubled)"},
       {"tolerance", 0, "PERCENT", "to which decode is interpolated over the context", "1"},
       {"operators", 0, "", "adds the operators of a step of prefill and of decode"},
       out,
       {"force", 0, "", "replaces files of an earlier run in --out"},
       {"json", 0, "", "prints one JSON object and nothing else on standard output"},
       {"csv", 0, "", "prints a CSV table, one line per batch"},
       {"timeout", 0, "SECONDS", "gives up after that long, with exit code 1"},
       {"quiet", 'q', "", "no notes on standard error"},
       {"help", 'h', "", "this text"}});
  return list;
}

}  // namespace

Command llm_command() {
  Command command;
  command.name = "llm";
  command.summary =
      "says how fast a language model answers on one chip or many, and what bounds it";
  command.usage = {"--model NAME|FILE --chip NAME|FILE [--network NAME --tp N ...] [options]"};
  command.description =
      "Spreads a model over chips (tensor, pipeline, expert and data parallel), simulates each "
      "operator of one chip once, adds the exchanges between chips, and prints the time to the "
      "first token (TTFT), the time per output token (TPOT), tokens per second of a request, a "
      "chip and the whole, memory, energy, and what bounds prefill and decode. Decode is simulated "
      "at a few contexts and interpolated between them. Without --software it is hardware alone: "
      "the host costs nothing.";
  command.options = options();
  command.examples = {
      {"systole llm --model llama3_1_8b --chip h100_sxm", "one chip, one request"},
      {"systole llm --model llama3_1_70b --chip h100_sxm --network hgx_h100 --tp 8 --batch 16 "
       "--input-len 2048 --output-len 256",
       "eight chips that share every product"},
      {"systole llm --model llama3_1_70b --chip h20 --network hgx_h20 --tp 4 --sweep-batch 1:256 "
       "-o curve",
       "throughput against latency, as a table and as a picture"},
      {"systole llm --model llama3_1_70b --chip h100_sxm --chip h20 --network h100_sxm=hgx_h100 "
       "--network h20=hgx_h20 --tp 8 --sweep-batch 1,16,256",
       "two machines side by side, and the batch at which they change places"},
      {"systole llm --phase train --model llama3_1_70b --chip h100_sxm --network hgx_h100_ib --tp "
       "8 "
       "--pp 4 --dp 2 --batch 128 --input-len 4096 --recompute full",
       "a step of training on 64 chips"}};
  command.run = run;
  return command;
}

}  // namespace systole::app
