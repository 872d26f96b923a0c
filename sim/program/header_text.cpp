#include "program/header_text.hpp"

#include <limits>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/text.hpp"

namespace systole::program {

namespace {

SlotPlan slot_plan(Line& line) {
  SlotPlan plan;
  plan.slots = line.number("slots");
  if (plan.slots > 1 << 20) line.fail("a kernel may have at most 1048576 slots per operand");
  plan.slot_bytes = line.number("slot_bytes");
  if (plan.slots > 0 && plan.slot_bytes > kLargestCount / plan.slots)
    line.fail("the slots are larger than 1 TiB");
  return plan;
}

void read_dtype(Line& line, KernelHeader& header) {
  const std::string text = line.word("an element type");
  const auto found = dtype_from(text);
  if (!found) {
    line.fail(fmt::format(
        "unknown element type '{}'; there are fp32, tf32, fp16, bf16, fp8, fp4, int64, int32, "
        "int16, int8 and int4",
        text));
  }
  header.dtype = *found;
}

void read_cores(Line& line, KernelHeader& header) {
  header.cores = line.number("cores", 1);
  if (header.cores > 65536) line.fail("a kernel may have commands for at most 65536 cores");
}

}  // namespace

Macs macs_of_shape(const KernelHeader& header) {
  return checked_product({header.count, header.m, header.n, header.k}, "MACs of a kernel");
}

void read_shape(Line& line, KernelHeader& header) {
  header.count = line.number("count");
  header.m = line.number("m");
  header.n = line.number("n");
  header.k = line.number("k");
  line.finish();
  try {
    header.macs = macs_of_shape(header);
  } catch (const UserError& too_many) {
    line.fail(too_many.what());
  }
}

void read_dataflow(Line& line, KernelHeader& header) {
  const std::string text = line.word("a dataflow");
  const auto found = dataflow_from(text);
  if (!found) {
    line.fail(
        fmt::format("unknown dataflow '{}'; there are weight_stationary, output_stationary and "
                    "input_stationary",
                    text));
  }
  header.dataflow = *found;
}

void read_slots(Line& line, KernelHeader& header) {
  header.input = slot_plan(line);
  header.weight = slot_plan(line);
  header.output = slot_plan(line);
  line.finish();
}

void read_tokens(Line& line, KernelHeader& header) {
  header.tokens = line.number("tokens");
  if (header.tokens > 1 << 20) line.fail("a kernel may have at most 1048576 tokens");
}

void read_optional_field(Line& line, KernelHeader& header) {
  const std::string name = line.word("a field of the kernel");
  if (name == "cores") {
    read_cores(line, header);
  } else if (name == "dtype") {
    read_dtype(line, header);
  } else if (name == "macs") {
    header.macs = line.number("macs", 0, std::numeric_limits<std::int64_t>::max());
  } else if (name == "shares") {
    header.shares = line.number("shares", 1, 1 << 20);
  } else if (name == "cluster") {
    header.cluster = line.number("cores", 1, 1 << 16);
  } else if (name == "piece_bytes") {
    for (Bytes& bytes : header.piece_bytes) bytes = line.number("bytes");
  } else if (name == "element_bits") {
    for (std::int64_t& bits : header.element_bits) bits = line.number("bits", 1);
  } else {
    line.fail(fmt::format("'mapping' was expected, not '{}'{}", name,
                          suggestion(name, {"mapping", "cores", "dtype", "macs", "shares",
                                            "cluster", "piece_bytes", "element_bits"})));
  }
  line.finish();
}

std::size_t read_core_number(Line& line, const KernelHeader& header) {
  const std::int64_t number = line.number("the number of a core");
  line.finish();
  if (number >= header.cores) {
    line.fail(fmt::format("core {}, but the kernel declares {} cores, numbered from 0", number,
                          header.cores));
  }
  return static_cast<std::size_t>(number);
}

}  // namespace systole::program
