#include <catch2/catch.hpp>

#include "hw/tlm_memory_adapter.hpp"
#include "mapping/compile.hpp"
#include "support/foreign_memories.hpp"
#include "support/in_child.hpp"
#include "support/machines.hpp"
#include "system/run.hpp"

using namespace systole;
using hw::ForeignMemorySettings;
using hw::ForeignProtocol;

namespace {

using MakeMemory = std::function<std::unique_ptr<hw::MemoryDevice>(hw::Simulation&)>;

sc_core::sc_time nanoseconds(int count) { return {static_cast<double>(count), sc_core::SC_NS}; }

struct Outcome {
  Cycles cycles = 0;
  Bytes dma_read = 0;
  Bytes dma_written = 0;
  std::int64_t payloads = 0;
  Bytes read = 0;
  Bytes written = 0;
  std::int64_t wrong_bytes = 0;
};

/// One GEMM on a small chip, with `make` behind its socket.
Outcome run_on(const config::Chip& chip, const std::function<MakeMemory(foreign::Storage&)>& make) {
  const test::Numbers n = test::in_child([&]() -> test::Numbers {
    foreign::Storage storage;
    system::RunOptions options;
    options.memory = make(storage);
    const auto program = mapping::compile(test::graph_of(test::gemm_operator(40, 24, 32)), chip);
    const result::Result result = system::run(chip, program, options);
    const result::OperatorResult& op = result.operators.at(0);
    Bytes dma_read = 0, dma_written = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      dma_read += op.counters.dram_read[i];
      dma_written += op.counters.dram_written[i];
    }
    return {op.cycles,    dma_read,        dma_written,        storage.payloads,
            storage.read, storage.written, storage.wrong_bytes};
  });
  return {n.at(0), n.at(1), n.at(2), n.at(3), n.at(4), n.at(5), n.at(6)};
}

std::function<MakeMemory(foreign::Storage&)> lt_memory(int latency_ns) {
  return [latency_ns](foreign::Storage& storage) -> MakeMemory {
    return [&storage, latency_ns](hw::Simulation& simulation) {
      auto memory = std::make_unique<foreign::LtMemory>("lt", nanoseconds(latency_ns), storage);
      return hw::adapt(simulation, std::move(memory), ForeignMemorySettings{});
    };
  };
}

std::function<MakeMemory(foreign::Storage&)> at_memory(int latency_ns, std::int64_t outstanding) {
  return [=](foreign::Storage& storage) -> MakeMemory {
    return [&storage, latency_ns, outstanding](hw::Simulation& simulation) {
      auto memory = std::make_unique<foreign::AtMemory>("at", nanoseconds(2),
                                                        nanoseconds(latency_ns), storage);
      ForeignMemorySettings settings;
      settings.protocol = ForeignProtocol::four_phase;
      settings.outstanding = outstanding;
      return hw::adapt(simulation, std::move(memory), settings);
    };
  };
}

config::Chip chip_with(bool network, bool buffer) {
  config::Chip chip = test::small_chip(8, 8, Dataflow::weight_stationary);
  chip.core.sram.size_kib = 4;
  if (network) chip.interconnect.topology = config::Topology::crossbar;
  if (buffer) chip.shared_buffer.size_kib = 64;
  return chip;
}

}  // namespace

TEST_CASE("A loosely timed memory of somebody else serves a workload, with real data") {
  const Outcome got = run_on(chip_with(false, false), lt_memory(20));
  CHECK(got.read == got.dma_read);
  CHECK(got.written == got.dma_written);
  CHECK(got.wrong_bytes == 0);
  CHECK(got.payloads > (got.read + got.written) / 64);
  // One payload after another: time is payloads x latency, and what the array adds.
  CHECK(got.cycles >= got.payloads * 20);
  const Outcome slower = run_on(chip_with(false, false), lt_memory(40));
  CHECK(slower.cycles >= got.cycles + got.payloads * 20 - 1);
}

TEST_CASE("A four-phase memory of somebody else serves a workload, several payloads at a time") {
  const Outcome one = run_on(chip_with(false, false), at_memory(100, 1));
  CHECK(one.read == one.dma_read);
  CHECK(one.written == one.dma_written);
  CHECK(one.wrong_bytes == 0);
  CHECK(one.cycles >= one.payloads * 102);
  const Outcome many = run_on(chip_with(false, false), at_memory(100, 16));
  CHECK(many.payloads == one.payloads);
  CHECK(many.cycles < one.cycles / 4);
}

TEST_CASE("Foreign memories stand behind the network and the shared buffer as well") {
  const bool network = GENERATE(false, true);
  const bool buffer = GENERATE(false, true);
  for (const auto& make : {lt_memory(20), at_memory(50, 8)}) {
    const Outcome got = run_on(chip_with(network, buffer), make);
    CAPTURE(network, buffer);
    CHECK(got.read == got.dma_read);
    CHECK(got.written == got.dma_written);
    CHECK(got.wrong_bytes == 0);
    CHECK(got.cycles > 0);
  }
}

TEST_CASE("A memory that answers with an error ends the run with its words") {
  struct Refusing : sc_core::sc_module {
    tlm_utils::simple_target_socket<Refusing> socket{"socket"};
    explicit Refusing(const sc_core::sc_module_name& name) : sc_module(name) {
      socket.register_b_transport(this, &Refusing::b_transport);
    }
    void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time&) {
      payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
    }
  };
  const auto refusing = [](foreign::Storage&) -> MakeMemory {
    return [](hw::Simulation& simulation) {
      return hw::adapt(simulation, std::make_unique<Refusing>("no"), ForeignMemorySettings{});
    };
  };
  CHECK_THROWS_WITH(run_on(chip_with(false, false), refusing),
                    Catch::Contains("TLM_ADDRESS_ERROR_RESPONSE"));
}
