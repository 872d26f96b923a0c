#include "cost/technology.hpp"

#include <algorithm>
#include <filesystem>

#include "base/data_files.hpp"
#include "base/text.hpp"
#include "cost/by_dtype.hpp"
#include "cost/cost_file.hpp"
#include "cost/technology_fields.hpp"

namespace systole::cost {

double MacEnergy::of(DType dtype) const { return number_of(*this, dtype); }

Spread spread_of(const std::vector<config::Provenance>& provenance, const std::string& path,
                 double nominal) {
  for (const config::Provenance& entry : provenance) {
    if (entry.path != path || entry.low.empty()) continue;
    return {parse_double(entry.low).value_or(nominal), nominal,
            parse_double(entry.high).value_or(nominal)};
  }
  return {nominal, nominal, nominal};
}

Technology read_technology(const std::string& name_or_path, Diagnostics& diagnostics) {
  const std::string path = find_data_file(kTechnologyFolder, name_or_path);
  Technology technology;
  technology.name = std::filesystem::path(path).stem().string();
  technology.provenance = read_cost_file(path, technology, diagnostics);
  return technology;
}

namespace {

std::vector<Technology> read_all() {
  Diagnostics diagnostics;
  std::vector<Technology> all;
  for (const std::string& name : list_data_files(kTechnologyFolder)) {
    all.push_back(read_technology(name, diagnostics));
  }
  diagnostics.throw_if_errors();
  std::stable_sort(all.begin(), all.end(), [](const Technology& a, const Technology& b) {
    return a.process_nm > b.process_nm;
  });
  return all;
}

}  // namespace

const std::vector<Technology>& shipped_technologies() {
  static const std::vector<Technology> kAll = read_all();
  return kAll;
}

}  // namespace systole::cost
