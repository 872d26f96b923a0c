// From byte addresses to channels and places within them, and back.
#pragma once

#include <vector>

#include "config/address_map.hpp"
#include "timing/dram_command.hpp"

namespace systole::timing {

class DramAddressMap {
 public:
  struct Target {
    std::int32_t channel = 0;
    DramLocation location;
  };

  /// Throws UserError when the memory's map is wrong.
  explicit DramAddressMap(const config::MemoryConfig& memory);

  /// Where the burst that holds `address` lies. Addresses beyond the memory start again at its
  /// beginning.
  Target locate(Address address) const;
  /// The address of a burst's first byte; the inverse of `locate`.
  Address address_of(const Target& target) const;

 private:
  /// One value per config::AddressPart.
  static constexpr std::size_t kParts = 9;
  using Digits = std::array<std::int64_t, kParts>;

  struct Field {
    std::size_t part = 0;
    std::int64_t size = 1;
    int shift = -1;  ///< log2 of the size where it is a power of two
  };

  void hash(Digits& digits) const;

  config::DramOrganisation organisation_;
  config::BankHash hash_;
  Bytes burst_bytes_;
  std::int64_t column_low_ = 1;  ///< bursts below the rest of the column
  std::vector<Field> fields_;    ///< from the least significant up
};

}  // namespace systole::timing
