// systole array
#include "system/array.hpp"

#include <algorithm>
#include <unistd.h>

#include <fmt/format.h>

#include "app/arguments.hpp"
#include "app/nameless_file.hpp"
#include "app/output.hpp"
#include "app/stepping.hpp"
#include "app/supervision.hpp"
#include "base/error.hpp"
#include "report/array_page.hpp"
#include "report/array_summary.hpp"
#include "report/array_svg.hpp"
#include "report/array_text.hpp"
#include "report/vcd.hpp"

namespace systole::app {

namespace {

using result::ArrayTrace;

constexpr std::int64_t kMostPesAside = 64;
constexpr std::int64_t kLongestDimension = 4096;
constexpr std::size_t kMostBeatsPrinted = 40;
constexpr std::size_t kColumnsOnPaper = 120;

std::vector<Dataflow> dataflows_from(const std::string& text) {
  if (text == "all") {
    return {Dataflow::weight_stationary, Dataflow::output_stationary, Dataflow::input_stationary};
  }
  return {*dataflow_from(text)};
}

std::vector<system::ArrayRequest> requests_from(const Arguments& arguments) {
  system::ArrayRequest request;
  request.unit.rows = *arguments.integer("rows", 1, kMostPesAside);
  request.unit.cols = *arguments.integer("cols", 1, kMostPesAside);
  request.unit.stationary_double_buffer = arguments.has("double-buffer");
  request.unit.fold_overlap = arguments.has("fold-overlap");
  request.unit.edge_folds_shortened = arguments.has("shorten-edges");
  request.unit.separate_output_drain = arguments.has("output-drain");
  request.product.m = *arguments.integer("m", 1, kLongestDimension);
  request.product.n = *arguments.integer("n", 1, kLongestDimension);
  request.product.k = *arguments.integer("k", 1, kLongestDimension);
  request.seed = static_cast<std::uint64_t>(*arguments.integer("seed", 0, INT64_MAX));
  std::vector<system::ArrayRequest> requests;
  for (const Dataflow dataflow : dataflows_from(arguments.one("dataflow"))) {
    request.unit.dataflow = dataflow;
    requests.push_back(request);
  }
  return requests;
}

report::Paint paint_from(const Arguments& arguments) {
  const std::string color = arguments.one("color");
  const bool paints = color == "always" || (color == "auto" && isatty(STDOUT_FILENO) == 1);
  return paints ? report::Paint::colours : report::Paint::plain;
}

std::string all_frames(const ArrayTrace& trace, const report::ArrayFrames& frames) {
  if (trace.beats.size() > kMostBeatsPrinted) {
    return fmt::format(
        "{} beats; --cycle N shows one of them, --step walks through them, --html draws them\n\n",
        trace.beats.size());
  }
  std::string text;
  for (const result::ArrayBeat& beat : trace.beats) text += frames.frame(beat.number);
  return text;
}

/// `longest` is the number of beats of the longest trace; one that has ended shows its last beat.
void print_trace(const ArrayTrace& trace, const Arguments& arguments, std::int64_t longest) {
  const report::ArrayFrames frames(trace, paint_from(arguments), kColumnsOnPaper);
  const auto last = static_cast<std::int64_t>(trace.beats.size());
  if (const auto cycle = arguments.integer("cycle", 1, longest))
    return print(frames.frame(std::min(*cycle, last)));
  if (arguments.has("step")) {
    step_through(trace.beats.size(), [&frames](std::size_t beat) {
      return frames.frame(static_cast<Cycles>(beat) + 1);
    });
    return print(report::array_summary(trace));
  }
  const bool to_a_file = arguments.has("html") || arguments.has("svg") || arguments.has("vcd");
  print((to_a_file ? "" : all_frames(trace, frames)) + report::array_summary(trace));
}

std::size_t longest_of(const std::vector<ArrayTrace>& traces) {
  std::size_t longest = 0;
  for (const ArrayTrace& trace : traces) longest = std::max(longest, trace.beats.size());
  return longest;
}

/// Beat by beat of all arrays, as though they worked side by side.
void write_waveform(const std::string& path, const std::vector<ArrayTrace>& traces) {
  report::VcdWriter::Settings settings;
  for (const ArrayTrace& trace : traces) {
    settings.arrays.push_back({std::string(name_of(trace.dataflow)), trace.rows, trace.cols});
  }
  NamelessFile file(path);
  report::VcdWriter writer(file.path_to_write(), settings);
  for (std::size_t beat = 0; beat < longest_of(traces); ++beat) {
    for (std::size_t i = 0; i < traces.size(); ++i) {
      if (beat < traces[i].beats.size())
        writer.beat(static_cast<std::int64_t>(i), traces[i].beats[beat]);
    }
  }
  writer.finish();
  file.appear();
}

void write_files(const Arguments& arguments, const std::vector<ArrayTrace>& traces) {
  if (const auto path = arguments.find("html")) {
    write_file_atomically(*path, report::array_page(traces));
    print_note("the page is in " + *path);
  }
  if (const auto path = arguments.find("svg")) {
    const auto longest = static_cast<std::int64_t>(longest_of(traces));
    const Cycles beat = arguments.integer("cycle", 1, longest).value_or((longest + 1) / 2);
    write_file_atomically(*path, report::array_svg(traces, beat));
    print_note("the picture is in " + *path);
  }
  if (const auto path = arguments.find("vcd")) {
    write_waveform(*path, traces);
    print_note("the waveform is in " + *path);
  }
}

int array(const Arguments& arguments) {
  arguments.refuse_together("step", "cycle");
  arguments.refuse_together("json", "step");
  arguments.refuse_together("json", "cycle");
  if (arguments.has("step")) require_terminal();
  const std::vector<system::ArrayRequest> requests = requests_from(arguments);
  const std::vector<ArrayTrace> traces = system::trace_arrays(requests);
  const auto longest = static_cast<std::int64_t>(longest_of(traces));
  (void)arguments.integer("cycle", 1, longest);  // refused before anything is written
  write_files(arguments, traces);
  if (arguments.has("json")) {
    print(report::array_json(traces));
    return kExitDone;
  }
  if (traces.size() == 1 || arguments.has("step") || arguments.has("cycle")) {
    for (const ArrayTrace& trace : traces) print_trace(trace, arguments, longest);
  }
  if (traces.size() > 1) print(report::array_comparison(traces));
  return kExitDone;
}

std::vector<Option> options() {
  Option dataflow{"dataflow", 'd', "ws|os|is|all",
                  "which operand stays in the PEs: weights, outputs or inputs; all: three arrays "
                  "side by side",
                  "ws"};
  dataflow.choices = {
      "ws", "os", "is", "weight_stationary", "output_stationary", "input_stationary", "all"};
  Option html{"html", 0, "FILE", "draws the beats as one page that plays in a browser"};
  html.completes = Completes::file;
  Option svg{"svg", 0, "FILE", "draws beat N of --cycle, or the middle one, as a picture"};
  svg.completes = Completes::file;
  Option vcd{"vcd", 0, "FILE", "writes what every PE did as a waveform for GTKWave"};
  vcd.completes = Completes::file;
  Option color{"color", 0, "WHEN", "colours: auto (on a terminal), always or never", "auto"};
  color.choices = {"auto", "always", "never"};
  return {{"rows", 'r', "N", "rows of PEs, up to 64", "4"},
          {"cols", 'c', "N", "columns of PEs, up to 64", "4"},
          dataflow,
          {"m", 0, "N", "rows of the inputs and of the output", "6"},
          {"n", 0, "N", "columns of the weights and of the output", "4"},
          {"k", 0, "N", "columns of the inputs, rows of the weights", "4"},
          {"double-buffer", 0, "", "the next stationary operand moves in while this one works"},
          {"fold-overlap", 0, "", "a fold begins before the one before it has drained"},
          {"shorten-edges", 0, "", "folds at an edge take only the rows and columns they need"},
          {"output-drain", 0, "", "output stationary: sums leave through the array, row by row"},
          {"cycle", 0, "N", "shows beat N only"},
          {"step", 's', "", "waits for a key after every beat"},
          html,
          svg,
          vcd,
          {"json", 0, "", "prints every beat as one JSON object"},
          {"seed", 0, "N", "of the operands, whole numbers from 1 to 5", "1"},
          color,
          {"help", 'h', "", "this text"}};
}

}  // namespace

Command array_command() {
  Command command;
  command.name = "array";
  command.summary = "shows an array of PEs at work, beat by beat";
  command.usage = {
      "[--rows N] [--cols N] [--dataflow ws|os|is|all] [--m N] [--n N] [--k N] "
      "[options]"};
  command.description =
      "Multiplies small matrices of whole numbers on the clocked PEs of the cycle level and shows "
      "what every PE does in every beat: operands entering skewed, partial sums moving on, sums "
      "leaving. Counted cycles stand beside the closed form, the output beside a plain product.";
  command.options = options();
  command.examples = {
      {"systole array", "6 x 4 inputs times 4 x 4 weights, weight stationary, every beat"},
      {"systole array --dataflow os --m 4 --n 4 --k 8 --step", "output stationary, key by key"},
      {"systole array --dataflow all --k 8 --html array.html",
       "three dataflows side by side, animated, in a browser"},
      {"systole array --k 8 --double-buffer --fold-overlap --cycle 12",
       "two folds that overlap, in beat 12"}};
  command.run = array;
  return command;
}

}  // namespace systole::app
