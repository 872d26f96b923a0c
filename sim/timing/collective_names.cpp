// The words of collectives, as commands and reports spell them.
#include <array>

#include "timing/collective.hpp"

namespace systole::timing {

namespace {

template <class Enum, std::size_t count>
std::optional<Enum> word_in(const std::array<Enum, count>& values, std::string_view text) {
  for (const Enum value : values) {
    if (name_of(value) == text) return value;
  }
  return std::nullopt;
}

}  // namespace

std::string_view name_of(CollectiveKind kind) {
  switch (kind) {
    case CollectiveKind::all_reduce:
      return "all_reduce";
    case CollectiveKind::all_gather:
      return "all_gather";
    case CollectiveKind::reduce_scatter:
      return "reduce_scatter";
    case CollectiveKind::all_to_all:
      return "all_to_all";
    case CollectiveKind::broadcast:
      return "broadcast";
    case CollectiveKind::send_receive:
      return "send_receive";
  }
  return "?";
}

std::optional<CollectiveKind> collective_kind_from(std::string_view text) {
  using Kind = CollectiveKind;
  if (text == "send_recv") return Kind::send_receive;
  if (text == "alltoall") return Kind::all_to_all;
  return word_in(std::array{Kind::all_reduce, Kind::all_gather, Kind::reduce_scatter,
                            Kind::all_to_all, Kind::broadcast, Kind::send_receive},
                 text);
}

std::string_view name_of(CollectiveAlgorithm algorithm) {
  switch (algorithm) {
    case CollectiveAlgorithm::ring:
      return "ring";
    case CollectiveAlgorithm::tree:
      return "tree";
    case CollectiveAlgorithm::direct:
      return "direct";
    case CollectiveAlgorithm::in_switch:
      return "in_switch";
  }
  return "?";
}

std::optional<CollectiveAlgorithm> collective_algorithm_from(std::string_view text) {
  using Algorithm = CollectiveAlgorithm;
  return word_in(
      std::array{Algorithm::ring, Algorithm::tree, Algorithm::direct, Algorithm::in_switch}, text);
}

std::string_view name_of(Protocol protocol) {
  switch (protocol) {
    case Protocol::ll:
      return "ll";
    case Protocol::ll128:
      return "ll128";
    case Protocol::simple:
      return "simple";
  }
  return "?";
}

std::optional<Protocol> protocol_from(std::string_view text) {
  return word_in(std::array{Protocol::ll, Protocol::ll128, Protocol::simple}, text);
}

std::string_view name_of(CollectiveBound bound) {
  return bound == CollectiveBound::bandwidth ? "bandwidth" : "latency";
}

}  // namespace systole::timing
