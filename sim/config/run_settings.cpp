#include "config/run_settings.hpp"

#include "config/described_file.hpp"
#include "config/software_fields.hpp"

namespace systole::config {

template <>
struct Fields<RunSettings> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    v.field("name", self.name, "the workload's name; workload.yaml holds its operators");
    v.field("version", self.version, "of the program that made the result");
    v.field("fidelity", self.fidelity, "analytic, tile or cycle");
    v.field("caches", self.caches, "cold or warm");
    v.field("seed", self.seed, Range{0, INT64_MAX}, "of the numbers of the cycle level");
    v.field("mapper", self.mapper, "best or library:NAME");
    v.field("given_mapping", self.given_mapping, "mapping.yaml was given and comes first");
    v.field("software", self.software, "name of the software profile; empty: none");
    v.section("host", self.host, "what the software profile says about the host");
  }
};

RunSettings parse_run_settings(const std::string& text, const std::string& file_name) {
  Diagnostics diagnostics;
  RunSettings settings = parse_described<RunSettings>(text, file_name, "configs", diagnostics);
  diagnostics.throw_if_errors();
  return settings;
}

std::string write_run_settings(const RunSettings& settings) { return write_described(settings); }

}  // namespace systole::config
