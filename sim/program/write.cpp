#include <ostream>

#include <fmt/format.h>
#include <fmt/ostream.h>
#include <fmt/ranges.h>

#include "program/file.hpp"
#include "program/header_text.hpp"

namespace systole::program {

namespace {

std::string text_of(const Region& region) {
  if (region.gather) {
    std::string text = fmt::format("gather {}", region.row_bytes);
    for (const Address address : *region.gather) text += fmt::format(" {:#x}", address);
    return text;
  }
  std::string text = fmt::format("{:#x} {} {} {}", region.address, region.rows, region.row_bytes,
                                 region.stride_bytes);
  if (region.planes != 1) text += fmt::format(" {} {}", region.planes, region.plane_stride_bytes);
  return text;
}

struct ActionText {
  std::string operator()(const Load& load) const {
    const std::string fills = load.fills == 1 ? "" : fmt::format("fills {} ", load.fills);
    return fmt::format("load {} {} {}{}", name_of(load.operand), load.slot, fills,
                       text_of(load.region));
  }
  std::string operator()(const Store& store) const {
    return fmt::format("store {} {} {}", name_of(store.operand), store.slot, text_of(store.region));
  }
  std::string operator()(const Compute& tile) const {
    return fmt::format("compute {} {} {} slots {} {} {} at {} {} {} {} {}{}{}", tile.m, tile.n,
                       tile.k, tile.input_slot, tile.weight_slot, tile.output_slot, tile.product,
                       tile.m0, tile.n0, tile.k0,
                       tile.accumulate == Accumulate::add ? "add" : "overwrite",
                       tile.continues ? " continues" : "", tile.holds ? " holds" : "");
  }
  std::string operator()(const Vector& vector) const {
    return fmt::format("vector {} {} {} bits {} from {} {} to {} {}", vector.simple, vector.special,
                       vector.reductions, vector.element_bits, name_of(vector.from.operand),
                       vector.from.slot, name_of(vector.to.operand), vector.to.slot);
  }
  std::string operator()(const Signal& signal) const {
    return fmt::format("signal {}", signal.token);
  }
  std::string operator()(const Wait& wait) const {
    return fmt::format("wait {} {}", wait.token, wait.count);
  }
};

/// Texts stand at the end of a line, so a line break in one would end it.
std::string one_line(std::string text) {
  for (char& c : text) {
    if (c == '\n' || c == '\r') c = ' ';
  }
  return text;
}

void write_chip(std::ostream& out, const std::string& yaml) {
  out << "chip\n";
  std::size_t begin = 0;
  while (begin < yaml.size()) {
    const std::size_t end = std::min(yaml.find('\n', begin), yaml.size());
    fmt::print(out, "| {}\n", yaml.substr(begin, end - begin));
    begin = end + 1;
  }
}

void write_optional_fields(std::ostream& out, const KernelHeader& h) {
  const KernelHeader usual;
  if (h.cores != usual.cores) fmt::print(out, "cores {}\n", h.cores);
  if (h.dtype != usual.dtype) fmt::print(out, "dtype {}\n", name_of(h.dtype));
  if (h.macs != macs_of_shape(h)) fmt::print(out, "macs {}\n", h.macs);
  if (h.shares != usual.shares) fmt::print(out, "shares {}\n", h.shares);
  if (h.cluster != usual.cluster) fmt::print(out, "cluster {}\n", h.cluster);
  if (h.piece_bytes != usual.piece_bytes) {
    fmt::print(out, "piece_bytes {} {} {}\n", h.piece_bytes[0], h.piece_bytes[1], h.piece_bytes[2]);
  }
  if (h.element_bits != usual.element_bits) {
    fmt::print(out, "element_bits {} {} {}\n", h.element_bits[0], h.element_bits[1],
               h.element_bits[2]);
  }
}

void write_commands(std::ostream& out, const Kernel& kernel, std::int64_t core) {
  if (kernel.header.cores > 1) fmt::print(out, "core {}\n", core);
  const std::unique_ptr<CommandSource> source = kernel.open(core);
  Command command;
  while (source->next(command)) {
    fmt::print(out, "{}: {}\n", name_of(command.queue), std::visit(ActionText{}, command.action));
  }
}

void write_kernel(std::ostream& out, const Kernel& kernel) {
  const KernelHeader& h = kernel.header;
  fmt::print(out, "kernel {}\n", one_line(h.name));
  fmt::print(out, "kind {}\n", one_line(h.kind));
  fmt::print(out, "shape {} {} {} {}\n", h.count, h.m, h.n, h.k);
  fmt::print(out, "dataflow {}\n", name_of(h.dataflow));
  fmt::print(out, "slots {} {} {} {} {} {}\n", h.input.slots, h.input.slot_bytes, h.weight.slots,
             h.weight.slot_bytes, h.output.slots, h.output.slot_bytes);
  fmt::print(out, "tokens {}\n", h.tokens);
  write_optional_fields(out, h);
  fmt::print(out, "mapping {}\n", one_line(kernel.mapping));
  for (std::int64_t core = 0; core < h.cores; ++core) write_commands(out, kernel, core);
  out << "end\n";
}

}  // namespace

void write(std::ostream& out, const ProgramFile& file) {
  out << "systole-program 1\n";
  fmt::print(out, "workload {}\n", one_line(file.program.workload));
  for (const std::string& note : file.program.notes) fmt::print(out, "note {}\n", one_line(note));
  for (const LeftOut& kind : file.program.left_out) {
    fmt::print(out, "left_out {} {} {} {}\n", kind.operators, kind.measured_seconds, kind.kind,
               one_line(kind.source_kind));
  }
  write_chip(out, file.chip_yaml);
  for (const Kernel& kernel : file.program.kernels) write_kernel(out, kernel);
  for (const Step& step : file.program.steps) {
    if (step.placement != Step{}.placement) {
      fmt::print(out, "place {:#x} {:#x} {:#x}\n", step.placement[0], step.placement[1],
                 step.placement[2]);
    }
    fmt::print(out, "step {} {} {}\n", fmt::join(step.kernels, ","), step.measured_seconds,
               one_line(step.name));
  }
}

}  // namespace systole::program
