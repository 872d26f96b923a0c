// The nodes of a Chakra execution trace, whichever of its two forms they stand in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "frontend/source_file.hpp"

namespace systole::frontend::chakra {

enum NodeType : std::int64_t {
  metadata = 1,
  memory_load = 2,
  memory_store = 3,
  compute = 4,
  send = 5,
  receive = 6,
  collective = 7
};

constexpr std::int64_t kUntold = -1;

struct Node {
  std::uint64_t id = 0;
  std::string name;
  std::int64_t type = 0;
  std::vector<std::uint64_t> control;  ///< nodes that it waits for: who called it
  std::vector<std::uint64_t> data;     ///< whose results it reads
  std::int64_t picoseconds = 0;
  bool on_host = false;
  std::string values;  ///< of its inputs, as lists in text
  std::string shapes;
  std::string types;
  std::int64_t exchange = kUntold;  ///< CollectiveCommType
  std::int64_t bytes = kUntold;     ///< that are exchanged
  std::int64_t operations = kUntold;
};

struct Recording {
  std::string version;
  std::vector<Node> nodes;
  std::int64_t ranks = kUntold;
};

constexpr std::size_t kMostNodes = 1'000'000;
constexpr std::size_t kMostDependencies = 8'000'000;

bool is_stream(const SourceFile& file);
bool is_json(const SourceFile& file);
Recording read_stream(const SourceFile& file);  ///< protobuf, each message behind its length
Recording read_json(const SourceFile& file);    ///< {"workload_graph": [...]}

}  // namespace systole::frontend::chakra
