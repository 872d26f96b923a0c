#include <istream>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "program/file.hpp"

namespace systole::program {

namespace {

constexpr std::int64_t kLargest =
    std::int64_t{1} << 40;  // of any count in the file; products stay checked elsewhere

/// The words of one line, taken from left to right; every mistake names the line.
class Line {
 public:
  Line(std::string text, Place place) : text_(std::move(text)), place_(std::move(place)) {}

  [[noreturn]] void fail(const std::string& message) const { throw UserError(place_, message); }

  std::string word(const char* what) {
    at_ = std::min(text_.find_first_not_of(' ', at_), text_.size());
    const std::size_t end = std::min(text_.find(' ', at_), text_.size());
    if (end == at_) fail(fmt::format("the line ends where {} was expected", what));
    const std::string found = text_.substr(at_, end - at_);
    at_ = end;
    return found;
  }

  std::int64_t number(const char* what, std::int64_t least = 0) {
    const std::string text = word(what);
    const auto value = parse_int64(text);
    if (!value || *value < least || *value > kLargest) {
      fail(fmt::format("{} must be a whole number from {} to {}, not '{}'", what, least, kLargest,
                       text));
    }
    return *value;
  }

  Address address() {
    const std::string text = word("an address");
    std::size_t used = 0;
    try {
      const Address value = std::stoull(text, &used, 0);
      if (used == text.size() && value <= (Address{1} << 62)) return value;
    } catch (const std::exception&) {
    }
    fail(fmt::format("an address must be a number such as 0x1000, not '{}'", text));
  }

  void expect(const std::string& literal) {
    const std::string found = word(literal.c_str());
    if (found != literal) fail(fmt::format("'{}' was expected, not '{}'", literal, found));
  }

  /// Takes the next word when it is `literal`.
  bool try_expect(const std::string& literal) {
    const std::size_t before = at_;
    if (more() && word(literal.c_str()) == literal) return true;
    at_ = before;
    return false;
  }

  bool more() const { return text_.find_first_not_of(' ', at_) != std::string::npos; }
  void finish() const {
    if (more())
      fail(fmt::format("nothing more was expected after '{}'", trim(text_.substr(0, at_))));
  }
  std::string rest() {
    const std::size_t begin = std::min(text_.find_first_not_of(' ', at_), text_.size());
    at_ = text_.size();
    return text_.substr(begin);
  }
  /// What follows one blank, with the blanks it begins with: an indented line of YAML.
  std::string rest_verbatim() { return text_.substr(std::min(at_ + 1, text_.size())); }

 private:
  std::string text_;
  Place place_;
  std::size_t at_ = 0;
};

Slot slot(Line& line) {
  return static_cast<Slot>(std::min<std::int64_t>(line.number("a slot"), 1 << 20));
}
Token token(Line& line) {
  return static_cast<Token>(std::min<std::int64_t>(line.number("a token"), 1 << 20));
}

Operand operand(Line& line) {
  const std::string text = line.word("an operand");
  for (const Operand candidate : kOperands) {
    if (text == name_of(candidate)) return candidate;
  }
  line.fail(fmt::format("an operand is input, weight or output, not '{}'", text));
}

Region gather_list(Line& line) {
  Region region;
  region.row_bytes = line.number("row_bytes");
  auto addresses = std::make_shared<std::vector<Address>>();
  while (line.more()) addresses->push_back(line.address());
  if (addresses->empty()) line.fail("a gather list needs at least one address");
  region.rows = static_cast<std::int64_t>(addresses->size());
  region.address = addresses->front();
  region.gather = std::move(addresses);
  return region;
}

Region strided(Line& line) {
  Region region;
  region.address = line.address();
  region.rows = line.number("rows", 1);
  region.row_bytes = line.number("row_bytes");
  region.stride_bytes = line.number("stride_bytes");
  if (line.more()) {
    region.planes = line.number("planes", 1);
    region.plane_stride_bytes = line.number("plane_stride_bytes");
  }
  return region;
}

Region region(Line& line) {
  const Region region = line.try_expect("gather") ? gather_list(line) : strided(line);
  if (region.row_bytes > kLargest / region.rows / region.planes) {
    line.fail("the region is larger than 1 TiB");
  }
  return region;
}

Action read_load(Line& line) {
  const Operand which = operand(line);
  const Slot where = slot(line);
  return Load{which, where, region(line)};
}

Action read_store(Line& line) {
  const Operand which = operand(line);
  const Slot where = slot(line);
  return Store{which, where, region(line)};
}

Action read_compute(Line& line) {
  constexpr std::int64_t kLargestSide = 1 << 20;  // so that m n k stays below 2^63
  const auto side = [&](const char* what) {
    const std::int64_t value = line.number(what, 1);
    if (value > kLargestSide)
      line.fail(fmt::format("{} of one tile must not exceed {}", what, kLargestSide));
    return value;
  };
  Compute tile;
  tile.m = side("m");
  tile.n = side("n");
  tile.k = side("k");
  line.expect("slots");
  tile.input_slot = slot(line);
  tile.weight_slot = slot(line);
  tile.output_slot = slot(line);
  line.expect("at");
  tile.product = line.number("product");
  tile.m0 = line.number("m0");
  tile.n0 = line.number("n0");
  tile.k0 = line.number("k0");
  const std::string mode = line.word("overwrite or add");
  if (mode != "overwrite" && mode != "add")
    line.fail(fmt::format("'overwrite' or 'add' was expected, not '{}'", mode));
  tile.accumulate = mode == "add" ? Accumulate::add : Accumulate::overwrite;
  while (line.more()) {
    const std::string flag = line.word("continues or holds");
    if (flag != "continues" && flag != "holds")
      line.fail(fmt::format("'continues' or 'holds' was expected, not '{}'", flag));
    (flag == "continues" ? tile.continues : tile.holds) = true;
  }
  return tile;
}

Action read_pass(Line& line) {
  const Slot from = slot(line);
  return Pass{from, slot(line)};
}

Action read_signal(Line& line) { return Signal{token(line)}; }

Action read_wait(Line& line) {
  const Token which = token(line);
  return Wait{which, line.number("a count")};
}

Command read_command(Line& line, const std::string& queue) {
  static const std::map<std::string, Queue> kQueues{
      {"load:", Queue::load}, {"compute:", Queue::compute}, {"store:", Queue::store}};
  static const std::map<std::string, Action (*)(Line&)> kActions{
      {"load", read_load}, {"store", read_store},   {"compute", read_compute},
      {"pass", read_pass}, {"signal", read_signal}, {"wait", read_wait}};
  const auto found_queue = kQueues.find(queue);
  if (found_queue == kQueues.end()) {
    line.fail(
        fmt::format("a command starts with load:, compute: or store:, and a kernel ends with "
                    "'end'; this is '{}'",
                    queue));
  }
  const std::string name = line.word("a command");
  const auto action = kActions.find(name);
  if (action == kActions.end()) {
    line.fail(fmt::format(
        "unknown command '{}'; there are load, store, compute, pass, signal and wait", name));
  }
  const Command command{found_queue->second, action->second(line)};
  line.finish();
  return command;
}

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
      line.fail(
          fmt::format("unknown keyword '{}'{}", word,
                      suggestion(word, {"workload", "note", "chip", "kernel", "place", "step"})));
    }
  }

  Line field(const char* name) {
    Line line = required(name);
    line.expect(name);
    return line;
  }

  SlotPlan slot_plan(Line& line) {
    SlotPlan plan;
    plan.slots = line.number("slots");
    if (plan.slots > 1 << 20) line.fail("a kernel may have at most 1048576 slots per operand");
    plan.slot_bytes = line.number("slot_bytes");
    if (plan.slots > 0 && plan.slot_bytes > kLargest / plan.slots)
      line.fail("the slots are larger than 1 TiB");
    return plan;
  }

  void read_header(KernelHeader& header) {
    header.kind = field("kind").rest();
    Line shape = field("shape");
    header.count = shape.number("count");
    header.m = shape.number("m");
    header.n = shape.number("n");
    header.k = shape.number("k");
    shape.finish();
    Line dataflow = field("dataflow");
    const std::string text = dataflow.word("a dataflow");
    const auto found = dataflow_from(text);
    if (!found)
      dataflow.fail(
          fmt::format("unknown dataflow '{}'; there are weight_stationary, output_stationary and "
                      "input_stationary",
                      text));
    header.dataflow = *found;
    Line slots = field("slots");
    header.input = slot_plan(slots);
    header.weight = slot_plan(slots);
    header.output = slot_plan(slots);
    slots.finish();
    Line tokens = field("tokens");
    header.tokens = tokens.number("tokens");
    if (header.tokens > 1 << 20) tokens.fail("a kernel may have at most 1048576 tokens");
  }

  void read_kernel(const std::string& name) {
    Kernel kernel;
    kernel.header.name = name;
    read_header(kernel.header);
    Line mapping = required("mapping");
    if (mapping.try_expect("element_bits")) {
      for (std::int64_t& bits : kernel.header.element_bits) bits = mapping.number("bits", 1);
      mapping.finish();
      mapping = required("mapping");
    }
    mapping.expect("mapping");
    kernel.mapping = mapping.rest();
    auto commands = std::make_shared<std::vector<Command>>();
    for (;;) {
      Line line = required("'end'");
      const std::string word = line.word("a command");
      if (word == "end") break;
      commands->push_back(read_command(line, word));
    }
    kernel.open = [commands] { return std::make_unique<Replay>(commands); };
    file_.program.kernels.push_back(std::move(kernel));
  }

  void read_step(Line& line) {
    Step step;
    step.kernel = static_cast<std::size_t>(line.number("the number of a kernel"));
    if (step.kernel >= file_.program.kernels.size()) {
      line.fail(fmt::format("step of kernel {}, but only {} kernels stand before it", step.kernel,
                            file_.program.kernels.size()));
    }
    const std::string seconds = line.word("measured seconds");
    const auto value = parse_double(seconds);
    if (!value || *value < 0)
      line.fail(fmt::format("measured seconds must be a number from 0, not '{}'", seconds));
    step.measured_seconds = *value;
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
