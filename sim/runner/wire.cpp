#include "runner/wire.hpp"

#include <cstring>
#include <type_traits>

#include "base/error.hpp"
#include "result/members.hpp"

namespace systole::runner {

namespace {

// One list of members per struct serves both directions.
template <class Wire>
void carry(Wire& wire, result::CycleBreakdown& breakdown) {
  for (const auto& category : result::cycle_categories()) wire(breakdown.*category.member);
}

template <class Wire>
void carry(Wire& wire, result::Counters& counters) {
  for (const auto& count : result::plain_counts()) wire(counters.*count.member);
  for (const auto& traffic : result::traffic_by_operand()) wire(counters.*traffic.member);
}

template <class Wire>
void carry(Wire& wire, result::EnergyBreakdown& energy) {
  for (const auto& part : result::energy_parts()) wire(energy.*part.member);
}

template <class Wire>
void carry(Wire& wire, result::OperatorResult& op) {
  wire(op.name, op.kind, op.count, op.m, op.n, op.k, op.dtype, op.dataflow, op.mapping,
       op.asked_macs, op.useful_macs, op.peak_macs_per_cycle, op.cycles, op.breakdown,
       op.uncounted_first_fill, op.uncounted_final_drain, op.counters, op.energy,
       op.measured_seconds);
}

template <class Wire>
void carry(Wire& wire, result::MachineFacts& m) {
  wire(m.clock_hz, m.cores, m.pes, m.array_rows, m.array_cols, m.matrix_unit, m.vector_lanes,
       m.dram_channels, m.dram_bytes_per_second, m.accounting, m.interconnect,
       m.shared_buffer_bytes, m.shared_buffer_slices);
}

template <class Wire>
void carry(Wire& wire, result::KernelStatistics& k) {
  wire(k.process_activations, k.operators_simulated, k.operators_reused);
}

template <class Wire>
void carry(Wire& wire, result::CoreActivity& core) {
  wire(core.working, core.array_busy, core.vector_busy, core.port_busy);
}

template <class Wire>
void carry(Wire& wire, LeftOut& kind) {
  wire(kind.kind, kind.source_kind, kind.operators, kind.measured_seconds);
}

template <class Wire>
void carry(Wire& wire, result::Result& r) {
  wire(r.chip, r.workload, r.fidelity, r.machine, r.energy_table, r.operators, r.cores, r.kernel,
       r.notes, r.left_out);
}

template <class Wire>
void carry(Wire& wire, result::LinkBooks& link) {
  wire(link.name, link.messages, link.bytes_in, link.bytes_out, link.busy, link.waited);
}

template <class Wire>
void carry(Wire& wire, result::ChipBooks& chip) {
  wire(chip.chip, chip.sent, chip.received);
}

template <class Wire>
void carry(Wire& wire, result::CollectiveRun& run) {
  wire(run.ends, run.links, run.chips, run.payload, run.wire, run.messages, run.ranks_per_chip,
       run.activations);
}

class Writer {
 public:
  template <class... Members>
  void operator()(Members&... members) {
    (put(members), ...);
  }
  std::string take() { return std::move(bytes_); }

 private:
  template <class T>
  void put(T& value) {
    if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>) {
      bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
    } else {
      carry(*this, value);
    }
  }
  template <class T>
  void put(std::array<T, 3>& values) {
    for (T& value : values) put(value);
  }
  void put(std::string& text) {
    std::size_t size = text.size();
    put(size);
    bytes_ += text;
  }
  template <class T>
  void put(std::vector<T>& values) {
    std::size_t size = values.size();
    put(size);
    for (T& value : values) put(value);
  }

  std::string bytes_;
};

class Reader {
 public:
  explicit Reader(const std::string& bytes) : bytes_(bytes) {}
  template <class... Members>
  void operator()(Members&... members) {
    (get(members), ...);
  }

 private:
  const char* take(std::size_t size) {
    if (size > bytes_.size() - at_)
      throw ModelError("a child process ended in the middle of its answer");
    const char* from = bytes_.data() + at_;
    at_ += size;
    return from;
  }
  template <class T>
  void get(T& value) {
    if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>) {
      std::memcpy(&value, take(sizeof value), sizeof value);
    } else {
      carry(*this, value);
    }
  }
  template <class T>
  void get(std::array<T, 3>& values) {
    for (T& value : values) get(value);
  }
  void get(std::string& text) {
    std::size_t size = 0;
    get(size);
    text.assign(take(size), size);
  }
  template <class T>
  void get(std::vector<T>& values) {
    std::size_t size = 0;
    get(size);
    values.clear();
    while (values.size() < size) get(values.emplace_back());
  }

  const std::string& bytes_;
  std::size_t at_ = 0;
};

}  // namespace

std::string to_bytes(const result::Result& result) {
  Writer writer;
  result::Result copy = result;
  writer(copy);
  return writer.take();
}

result::Result from_bytes(const std::string& bytes) {
  result::Result result;
  Reader reader(bytes);
  reader(result);
  return result;
}

std::string to_bytes(const result::CollectiveRun& run) {
  Writer writer;
  result::CollectiveRun copy = run;
  writer(copy);
  return writer.take();
}

result::CollectiveRun collective_from_bytes(const std::string& bytes) {
  result::CollectiveRun run;
  Reader reader(bytes);
  reader(run);
  return run;
}

}  // namespace systole::runner
