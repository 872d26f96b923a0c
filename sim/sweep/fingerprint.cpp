#include "sweep/fingerprint.hpp"

#include <fmt/format.h>

#include "base/data_files.hpp"
#include "config/chip_io.hpp"
#include "frontend/read_workload.hpp"

namespace systole::sweep {

namespace {

/// FNV-1a, 64 bits: the same on every machine.
class Hash {
 public:
  void add(const std::string& text) {
    for (const char c : text) add_byte(static_cast<unsigned char>(c));
    add_byte(0);  // so that "ab","c" is not "a","bc"
  }
  std::uint64_t value() const { return value_; }

 private:
  void add_byte(unsigned char byte) {
    constexpr std::uint64_t kPrime = 0x100000001b3;
    value_ = (value_ ^ byte) * kPrime;
  }
  std::uint64_t value_ = 0xcbf29ce484222325;
};

}  // namespace

std::string fingerprint_of(const Sweep& sweep, const std::vector<std::string>& columns) {
  Hash hash;
  for (const std::string& path : config::files_of_chip(sweep.chip)) hash.add(read_file(path));
  for (const std::string& fixed : sweep.fixed) hash.add(fixed);
  for (const SweptWorkload& workload : sweep.workloads) {
    hash.add(workload.name);
    hash.add(read_file(find_data_file("workloads", workload.file), INT64_MAX));
    hash.add(std::to_string(workload.tokens));
    for (const auto& [name, value] : workload.parameters)
      hash.add(fmt::format("{}={}", name, value));
  }
  for (const NamedExpression& metric : sweep.metrics)
    hash.add(fmt::format("{}={}", metric.name, metric.expression.text()));
  for (const Expression& constraint : sweep.constraints) hash.add(constraint.text());
  for (const std::string& column : columns) hash.add(column);
  return fmt::format("{:016x}", hash.value());
}

}  // namespace systole::sweep
