#include "dram_reference.hpp"

#include <fstream>
#include <random>

#include <catch2/catch.hpp>

#include "base/checked.hpp"
#include "base/text.hpp"
#include "timing/dram_address_map.hpp"
#include "timing/dram_controller.hpp"

namespace systole::test {

namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows rows_of(const std::string& path) {
  std::ifstream file(path);
  REQUIRE(file);
  Rows rows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::vector<std::string> cells;
    for (const std::string_view cell : split(line, ',')) cells.emplace_back(trim(cell));
    rows.push_back(std::move(cells));
  }
  return rows;
}

/// The names of the table for the keys of a memory's timings; several standards, one meaning each.
const std::vector<std::pair<const char*, std::int64_t config::DramTimings::*>>& timing_names() {
  using T = config::DramTimings;
  static const std::vector<std::pair<const char*, std::int64_t T::*>> names{
      {"tCK_ps", &T::tck_ps},
      {"nBL", &T::tbl},
      {"nBL_min", &T::tbl},
      {"nBL_max", &T::tbl_max},
      {"nCL", &T::tcl},
      {"nRL", &T::tcl},
      {"nCWL", &T::tcwl},
      {"nWL", &T::tcwl},
      {"nRCD", &T::trcd_rd},
      {"nRCD", &T::trcd_wr},
      {"nRCDRD", &T::trcd_rd},
      {"nRCDr", &T::trcd_rd},
      {"nRCDWR", &T::trcd_wr},
      {"nRCDw", &T::trcd_wr},
      {"nRP", &T::trp},
      {"nRPab", &T::trp_ab},
      {"nRAS", &T::tras},
      {"nRC", &T::trc},
      {"nWR", &T::twr},
      {"nWTP", &T::twr},
      {"nRTP", &T::trtp},
      {"nRTPL", &T::trtp},
      {"nRTPSB", &T::trtp},
      {"nCCD", &T::tccd_s},
      {"nCCDS", &T::tccd_s},
      {"nCCDL", &T::tccd_l},
      {"nCCDSB", &T::tccd_l},
      {"nCCDS_WR", &T::tccd_s_wr},
      {"nCCDL_WR", &T::tccd_l_wr},
      {"nCCDR", &T::tccd_r},
      {"nRRD", &T::trrd_s},
      {"nRRDS", &T::trrd_s},
      {"nRRDL", &T::trrd_l},
      {"nFAW", &T::tfaw},
      {"nPPD", &T::tppd},
      {"nRREFD", &T::trrefd},
      {"nWTR", &T::twtr_s},
      {"nWTRS", &T::twtr_s},
      {"nWTRL", &T::twtr_l},
      {"nWTRSB", &T::twtr_l},
      {"nRTW", &T::trtw},
      {"nRTW_S", &T::trtw},
      {"nRTW_L", &T::trtw_l},
      {"nRFC", &T::trfc},
      {"nRFCab", &T::trfc},
      {"nRFCpb", &T::trfc_pb},
      {"nREFI", &T::trefi},
      {"nREFIpb", &T::trefi_pb},
      {"nCS", &T::tcs},
      {"nWCKPST", &T::twck_post},
  };
  return names;
}

std::int64_t value_or(const DramTimingSet& set, const char* name, std::int64_t otherwise) {
  const auto found = set.find(name);
  return found == set.end() ? otherwise : found->second;
}

void set_timings(config::MemoryConfig& memory, const DramTimingSet& set) {
  config::DramTimings& t = memory.timing;
  t = config::DramTimings{};
  for (auto* const absent :
       {&t.trrd_l, &t.tfaw, &t.tccd_l, &t.twtr_l, &t.trtw, &t.data_rate_mt_per_s})
    *absent = 0;
  for (const auto& [name, field] : timing_names()) {
    const auto found = set.find(name);
    if (found != set.end()) t.*field = found->second;
  }
}

/// Standards say how long commands are; the tables give no such column.
void set_commands(config::MemoryConfig& memory) {
  const std::string& standard = memory.standard;
  config::DramCommandBus& bus = memory.commands;
  bus.separate_row_and_column = starts_with(standard, "HBM") || standard == "GDDR7";
  if (standard == "DDR5" || standard == "GDDR7") bus.activate_cycles = bus.column_cycles = 2;
  if (standard == "HBM1" || standard == "HBM2" || standard == "LPDDR5") bus.activate_cycles = 2;
  if (standard == "HBM3" || standard == "HBM4") {
    bus.activate_cycles = 1.5;
    bus.precharge_cycles = bus.refresh_cycles = 0.5;
  }
  if (standard == "LPDDR6") {
    bus.activate_cycles = 4;
    bus.precharge_cycles = bus.refresh_cycles = bus.column_cycles = 2;
    memory.timing.twck_sync = 2;
  }
  if (standard == "LPDDR5") memory.timing.twck_sync = 1;
  if (standard == "DDR5")
    memory.timing.trtw_gap = 4;  // read postamble and write preamble of two cycles each
  if (standard == "GDDR6") memory.timing.trtw = memory.timing.tcl + 1;
}

/// `seqM` reads and writes in turn, so many bursts each; docs/memory.md says how this is known.
constexpr std::uint64_t kMixedBlock = 16;
/// Requests that arrive per tick as long as there is room, so that the queues are what limits.
constexpr std::int64_t kArrivalsPerTick = 16;

struct Queues {
  std::int64_t reads = 32;
  std::int64_t writes = 32;
};

/// Memories with a bus each for row and column commands were given longer queues.
Queues queues_of(const std::string& standard) {
  if (standard == "HBM3") return {128, 64};
  if (starts_with(standard, "HBM") || standard == "GDDR7") return {64, 64};
  return {};
}

/// Bursts of a pattern, one after the other.
class Traffic {
 public:
  Traffic(const config::MemoryConfig& memory, const std::string& pattern)
      : memory_(memory), map_(memory), pattern_(pattern) {}

  timing::DramRequest next() {
    timing::DramRequest request;
    request.id = count_;
    request.location = starts_with(pattern_, "stream") || starts_with(pattern_, "mix")
                           ? interleaved()
                           : map_.locate(address()).location;
    if (memory_.controller.bank_hash == config::BankHash::column_xor) mix_row(request.location);
    request.write = is_write();
    ++count_;
    return request;
  }

 private:
  bool is_write() {
    if (pattern_.back() == 'R') return false;
    if (pattern_.back() == 'W') return true;
    if (starts_with(pattern_, "seq")) return count_ / kMixedBlock % 2 == 1;
    // Both halves of a random 64 bytes go the same way.
    if (halves() && count_ % 2 == 1) return write_;
    write_ = random_() % 2 == 1;
    return write_;
  }

  bool halves() const { return starts_with(pattern_, "rnd") && memory_.burst_bytes() == 32; }

  Address address() {
    const auto burst = static_cast<Address>(memory_.burst_bytes());
    if (starts_with(pattern_, "seq")) return count_ * burst;
    if (halves() && count_ % 2 == 1) return address_ + burst;
    const auto blocks = static_cast<Address>(memory_.capacity_bytes()) / 64;
    address_ = std::uniform_int_distribution<Address>(0, blocks - 1)(random_) * 64;
    return address_;
  }

  /// Bank groups run fastest, then banks, stack ids and pseudo channels, then columns, then rows.
  /// Each bank starts at another column, so that they change rows one after the other.
  timing::DramLocation interleaved() const {
    const config::DramOrganisation& o = memory_.organisation;
    const std::int64_t banks = memory_.banks_per_channel();
    const auto index = static_cast<std::int64_t>(count_);
    const std::int64_t flat = index % banks;
    const std::int64_t group = flat % o.bank_groups;
    const std::int64_t bank = flat / o.bank_groups % o.banks_per_group;
    const std::int64_t above = flat / o.bank_groups / o.banks_per_group;
    const std::int64_t row = memory_.bursts_per_row();
    const std::int64_t offset =
        banks <= row ? flat * row / banks : flat / ceil_div(banks, row) % row;
    const std::int64_t burst = index / banks + offset;
    timing::DramLocation location;
    location.bank =
        static_cast<std::int32_t>((above * o.bank_groups + group) * o.banks_per_group + bank);
    location.column = static_cast<std::int32_t>(burst % row);
    location.row = static_cast<std::int32_t>(burst / row % o.rows);
    return location;
  }

  /// MOP4CLXOR mixes the row as well, with the column's bits that the banks have left.
  void mix_row(timing::DramLocation& location) const {
    const auto banks = static_cast<unsigned>(memory_.banks_per_channel());
    location.row ^= location.column >> __builtin_ctz(banks);
  }

  const config::MemoryConfig& memory_;
  timing::DramAddressMap map_;
  std::string pattern_;
  std::uint64_t count_ = 0;
  Address address_ = 0;
  bool write_ = false;
  std::mt19937_64 random_{12345};
};

}  // namespace

std::map<std::string, DramTimingSet> read_timing_sets(const std::string& folder) {
  std::map<std::string, DramTimingSet> sets;
  for (const auto& row : rows_of(folder + "/timing_sets.csv")) {
    const auto value = parse_int64(row.at(5));
    if (value) sets[row.at(2)][row.at(4)] = *value;
  }
  return sets;
}

std::vector<DramAnswer> read_dram_answers(const std::string& folder) {
  std::vector<DramAnswer> answers;
  for (const auto& row : rows_of(folder + "/cycle_simulator_a.csv")) {
    answers.push_back({row.at(2), row.at(4), row.at(5), parse_double(row.at(11)).value()});
  }
  return answers;
}

config::MemoryConfig memory_of(const std::string& name, const DramTimingSet& set,
                               const std::string& map) {
  config::MemoryConfig memory;
  memory.name = name;
  memory.standard = name.substr(0, name.find('_'));
  config::DramOrganisation& o = memory.organisation;
  o.channels = 1;
  o.pseudo_channels = value_or(set, "pseudochannel", 1);
  o.ranks = value_or(set, "rank", 1);
  o.stack_ids = value_or(set, "sid", 1);
  o.bank_groups = value_or(set, "bankgroup", 1);
  o.banks_per_group = value_or(set, "bank", 8);
  // Without bank groups every bank of GDDR7 has a column spacing of its own.
  if (memory.standard == "GDDR7") std::swap(o.bank_groups, o.banks_per_group);
  o.rows = value_or(set, "row", 0);
  o.columns = value_or(set, "column", 0);
  o.channel_width_bits = value_or(set, "channel_width", 0);
  const bool payload_of_64 = starts_with(memory.standard, "DDR");
  o.burst_length = (payload_of_64 ? 64 : 32) * 8 / o.channel_width_bits;
  if (memory.standard == "LPDDR6") {
    o.channel_width_bits = 16;
    o.burst_length = 16;
  }
  set_timings(memory, set);
  set_commands(memory);
  const Queues queues = queues_of(memory.standard);
  memory.controller.read_queue = queues.reads;
  memory.controller.write_queue = queues.writes;
  if (map == "MOP4CLXOR") {
    memory.controller.address_map = "RoCoBaBgSidPcRaCo4Ch";
    memory.controller.bank_hash = config::BankHash::column_xor;
  }
  return memory;
}

std::string other_answers(const std::string& folder, const DramAnswer& answer) {
  static const std::map<std::string, std::pair<const char*, const char*>> kLike{
      {"DDR3_1600H", {"DDR3_8Gb_x8_1600", "DDR3_1600_x8"}},
      {"DDR4_2400R", {"DDR4_8Gb_x8_2400", "DDR4_2400_x8"}},
      {"DDR4_3200AA", {"DDR4_8Gb_x8_3200", ""}},
      {"HBM2_2000Mbps", {"HBM2_4Gb_x128", "HBM2_2000_pc2"}},
  };
  const auto like = kLike.find(answer.memory);
  if (like == kLike.end() || answer.map == "MOP4CLXOR") return "";
  const bool interleaved = answer.map == "native_interleaved";
  std::string pattern = answer.pattern;
  if (interleaved)
    pattern = pattern == "mix50" ? "seqM" : "seq" + pattern.substr(pattern.size() - 1);
  std::string text;
  for (const auto& row : rows_of(folder + "/cycle_simulator_b.csv")) {
    if (!interleaved && row.at(0) == like->second.first && row.at(2) == pattern)
      text = "B " + row.at(10);
  }
  const std::string of_c = pattern.back() == 'M' ? pattern.substr(0, 3) + "Mix50" : pattern;
  const std::string map = interleaved ? "bg_interleaved" : "shipped_brc";
  for (const auto& row : rows_of(folder + "/cycle_simulator_c.csv")) {
    if (row.at(0) != like->second.second || row.at(1) != map || row.at(2) != of_c) continue;
    text += (text.empty() ? "C " : ", C ") + row.at(8);
  }
  return text;
}

double percent_of_peak(const config::MemoryConfig& memory, const std::string& pattern,
                       std::int64_t requests) {
  timing::DramController controller(memory);
  Traffic traffic(memory, pattern);
  Cycles now = 0;
  for (std::int64_t sent = 0; sent < requests; ++sent) {
    if (sent % kArrivalsPerTick == 0) ++now;
    const timing::DramRequest request = traffic.next();
    controller.advance(now);
    while (!controller.has_room(request.write)) {
      now = controller.next_event();
      controller.advance(now);
    }
    controller.push(request, now);
    controller.answers().clear();
  }
  const auto buses = static_cast<double>(memory.organisation.pseudo_channels);
  const auto busy = static_cast<double>(requests * controller.rules().burst);
  return 100.0 * busy / (static_cast<double>(now) * buses);
}

}  // namespace systole::test
