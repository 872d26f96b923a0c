#include <istream>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "program/command_text.hpp"
#include "program/file.hpp"
#include "program/header_text.hpp"

namespace systole::program {

namespace {

/// Streams commands that were read before.
class Replay : public CommandSource {
 public:
  explicit Replay(std::shared_ptr<const std::vector<Command>> commands)
      : commands_(std::move(commands)) {}
  bool next(Command& command) override {
    if (at_ == commands_->size()) return false;
    command = (*commands_)[at_++];
    return true;
  }

 private:
  std::shared_ptr<const std::vector<Command>> commands_;
  std::size_t at_ = 0;
};

class FileReader {
 public:
  FileReader(std::istream& in, std::string file_name)
      : in_(in), place_{std::move(file_name), 0, 0} {}

  ProgramFile read() {
    Line first = required("'systole-program 1'");
    first.expect("systole-program");
    const std::int64_t version = first.number("the version");
    if (version != 1)
      first.fail(fmt::format(
          "version {} of the program form is not known; this program reads version 1", version));
    while (auto line = next()) read_part(*line);
    if (file_.program.steps.empty()) throw UserError(place_, "the program has no step");
    return std::move(file_);
  }

 private:
  std::optional<Line> next() {
    std::string text;
    while (std::getline(in_, text)) {
      ++place_.line;
      if (!text.empty() && text.back() == '\r') text.pop_back();
      if (trim(text).empty() || text.front() == '#') continue;
      return Line(text, place_);
    }
    return std::nullopt;
  }

  Line required(const char* what) {
    auto line = next();
    if (!line) throw UserError(place_, fmt::format("the file ends where {} was expected", what));
    return *line;
  }

  void read_part(Line& line) {
    const std::string word = line.word("a keyword");
    if (word == "workload") {
      file_.program.workload = line.rest();
    } else if (word == "note") {
      file_.program.notes.push_back(line.rest());
    } else if (word == "left_out") {
      read_left_out(line);
    } else if (word == "chip") {
      line.finish();
    } else if (word == "|") {
      file_.chip_yaml += line.rest_verbatim() + "\n";
    } else if (word == "kernel") {
      read_kernel(line.rest());
    } else if (word == "place") {
      for (Address& address : placement_) address = line.address();
      line.finish();
    } else if (word == "step") {
      read_step(line);
    } else {
      line.fail(fmt::format(
          "unknown keyword '{}'{}", word,
          suggestion(word, {"workload", "note", "left_out", "chip", "kernel", "place", "step"})));
    }
  }

  Line field(const char* name) {
    Line line = required(name);
    line.expect(name);
    return line;
  }

  void read_fixed_fields(KernelHeader& header) {
    header.kind = field("kind").rest();
    Line shape = field("shape");
    read_shape(shape, header);
    Line dataflow = field("dataflow");
    read_dataflow(dataflow, header);
    Line slots = field("slots");
    read_slots(slots, header);
    Line tokens = field("tokens");
    read_tokens(tokens, header);
  }

  /// Until the mapping, which ends the header.
  void read_optional_fields(Kernel& kernel) {
    for (;;) {
      Line line = required("mapping");
      if (line.try_expect("mapping")) {
        kernel.mapping = line.rest();
        return;
      }
      read_optional_field(line, kernel.header);
    }
  }

  /// The commands of core I stand behind `core I`; those before the first such line are core 0's.
  void read_kernel(const std::string& name) {
    Kernel kernel;
    kernel.header.name = name;
    read_fixed_fields(kernel.header);
    read_optional_fields(kernel);
    using Commands = std::vector<Command>;
    auto cores =
        std::make_shared<std::vector<Commands>>(static_cast<std::size_t>(kernel.header.cores));
    Commands* commands = &cores->front();
    for (;;) {
      Line line = required("'end'");
      const std::string word = line.word("a command");
      if (word == "end") break;
      if (word == "core") {
        commands = &cores->at(read_core_number(line, kernel.header));
      } else {
        commands->push_back(read_command(line, word));
      }
    }
    kernel.open = [cores](std::int64_t core) {
      const auto index = static_cast<std::size_t>(core);
      return std::make_unique<Replay>(std::shared_ptr<const Commands>(cores, &cores->at(index)));
    };
    file_.program.kernels.push_back(std::move(kernel));
  }

  std::size_t kernel_number(const Line& line, std::string_view text) const {
    const auto number = parse_int64(text);
    if (!number || *number < 0)
      line.fail(fmt::format("the number of a kernel was expected, not '{}'", text));
    const auto kernel = static_cast<std::size_t>(*number);
    if (kernel < file_.program.kernels.size()) return kernel;
    line.fail(fmt::format("step of kernel {}, but only {} kernels stand before it", kernel,
                          file_.program.kernels.size()));
  }

  static double seconds_in(Line& line) {
    const std::string seconds = line.word("measured seconds");
    const auto value = parse_double(seconds);
    if (!value || *value < 0)
      line.fail(fmt::format("measured seconds must be a number from 0, not '{}'", seconds));
    return *value;
  }

  void read_left_out(Line& line) {
    LeftOut kind;
    kind.operators = line.number("a number of operators");
    kind.measured_seconds = seconds_in(line);
    kind.kind = line.word("a kind");
    kind.source_kind = line.rest();
    file_.program.left_out.push_back(std::move(kind));
  }

  void read_step(Line& line) {
    Step step;
    const std::string numbers = line.word("the number of a kernel");
    for (const std::string_view number : split(numbers, ',')) {
      step.kernels.push_back(kernel_number(line, number));
    }
    step.measured_seconds = seconds_in(line);
    step.name = line.rest();
    step.placement = std::exchange(placement_, {});
    file_.program.steps.push_back(std::move(step));
  }

  std::istream& in_;
  Place place_;
  ProgramFile file_;
  std::array<Address, 3> placement_{};  // of the next step
};

}  // namespace

ProgramFile read(std::istream& in, const std::string& file_name) {
  return FileReader(in, file_name).read();
}

}  // namespace systole::program
