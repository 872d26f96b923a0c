#include "program/command_text.hpp"

#include <map>

#include <fmt/format.h>

namespace systole::program {

namespace {

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
  Region region = line.try_expect("gather") ? gather_list(line) : strided(line);
  if (region.row_bytes > kLargestCount / region.rows / region.planes) {
    line.fail("the region is larger than 1 TiB");
  }
  return region;
}

Action read_load(Line& line) {
  const Operand which = operand(line);
  const Slot where = slot(line);
  const std::int64_t fills = line.try_expect("fills") ? line.number("fills", 1) : 1;
  return Load{which, where, region(line), fills};
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

SlotRef slot_ref(Line& line) {
  const Operand which = operand(line);
  return {which, slot(line)};
}

Action read_vector(Line& line) {
  Vector vector;
  vector.simple = line.number("simple operations");
  vector.special = line.number("special operations");
  vector.reductions = line.number("reductions");
  line.expect("bits");
  vector.element_bits = line.number("bits", 1);
  line.expect("from");
  vector.from = slot_ref(line);
  line.expect("to");
  vector.to = slot_ref(line);
  return vector;
}

Action read_signal(Line& line) { return Signal{token(line)}; }

Action read_wait(Line& line) {
  const Token which = token(line);
  return Wait{which, line.number("a count")};
}

}  // namespace

Command read_command(Line& line, const std::string& queue) {
  static const std::map<std::string, Queue> kQueues{{"load:", Queue::load},
                                                    {"compute:", Queue::compute},
                                                    {"vector:", Queue::vector},
                                                    {"store:", Queue::store}};
  static const std::map<std::string, Action (*)(Line&)> kActions{
      {"load", read_load},     {"store", read_store},   {"compute", read_compute},
      {"vector", read_vector}, {"signal", read_signal}, {"wait", read_wait}};
  const auto found_queue = kQueues.find(queue);
  if (found_queue == kQueues.end()) {
    line.fail(fmt::format(
        "a command starts with load:, compute:, vector: or store:, and a kernel ends with "
        "'end'; this is '{}'",
        queue));
  }
  const std::string name = line.word("a command");
  const auto action = kActions.find(name);
  if (action == kActions.end()) {
    line.fail(fmt::format(
        "unknown command '{}'; there are load, store, compute, vector, signal and wait", name));
  }
  Command command{found_queue->second, action->second(line)};
  line.finish();
  return command;
}

}  // namespace systole::program
