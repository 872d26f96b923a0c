#include "study/document.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "result/members.hpp"
#include "study/sample_result.hpp"
#include "study/schema.hpp"
#include "study/schema_checker.hpp"
#include "study/statistics.hpp"

using namespace systole;
using nlohmann::json;

namespace {

json document() { return json::parse(study::result_json(test::sample_result())); }

}  // namespace

TEST_CASE("result.json holds what the command line contract promises") {
  const json d = document();
  CHECK(d["schema"] == "systole.result/1");
  CHECK(d["chip"] == "toy");
  CHECK(d["workload"] == "two_operators");
  CHECK(d["fidelity"] == "tile");
  CHECK(d["totals"]["cycles"] == 150);
  CHECK(d["totals"]["macs"] == 512);
  CHECK(d["totals"]["dram_bytes"] == 424);
  CHECK(d["totals"]["seconds"].get<double>() == Approx(150e-9));
  CHECK(d["totals"]["ops_per_second"].get<double>() == Approx(2 * 512 / 150e-9));
  CHECK(d["totals"]["compute_utilization"].get<double>() == Approx(512.0 / (150 * 64)));
  CHECK(d["operators"].size() == 2);
  CHECK(d["operators"][0]["stall_cycles"] == 12);
  CHECK(d["operators"][0]["mapping_utilization"].get<double>() == Approx(0.5));
  CHECK(d["operators"][0]["dram_read_bytes"]["weight"] == 128);
  CHECK(d["operators"][0]["sram_element_writes"]["output"] == 64);
  CHECK(d["cores"][0]["array_busy_cycles"] == 69);
  CHECK(d["cores"][0]["working_cycles"] == 100);
  CHECK(d["notes"] == json::array({"a note"}));
}

TEST_CASE("result.json's cycle categories sum to the cycles of every operator and of the run") {
  const json d = document();
  const auto sum = [](const json& categories) {
    std::int64_t total = 0;
    for (const json& cycles : categories) total += cycles.get<std::int64_t>();
    return total;
  };
  for (const json& op : d["operators"]) CHECK(sum(op["cycle_categories"]) == op["cycles"]);
  CHECK(sum(d["totals"]["cycle_categories"]) == d["totals"]["cycles"]);
  CHECK(d["operators"][0]["cycle_categories"].size() == result::cycle_categories().size());
}

TEST_CASE("result.json prints integers as integers and other numbers with six digits") {
  result::Result result = test::sample_result();
  result.operators[0].counters.macs = 9'007'199'254'740'993;  // 2^53 + 1, which no double holds
  const std::string text = study::result_json(result);
  CHECK(text.find("\"macs\": 9007199254740993,") != std::string::npos);
  result.operators[0].counters.macs = 1;
  result.operators[0].cycles = 3;
  result.machine.clock_hz = 9;
  CHECK(study::result_json(result).find("\"seconds\": 0.333333,") != std::string::npos);
}

TEST_CASE("result.json carries no error bar without validation data, and says why") {
  const json op = document()["operators"][0];
  CHECK(op["error_bar"].is_null());
  CHECK(op["error_bar_reason"] ==
        "not validated: nothing like this was measured on this family of chips");
}

TEST_CASE("result.json says null where nothing was measured and the ratio where something was") {
  CHECK(document()["operators"][0]["measured_seconds"].is_null());
  result::Result result = test::sample_result();
  result.operators[0].measured_seconds = 200e-9;
  const json d = json::parse(study::result_json(result));
  CHECK(d["operators"][0]["simulated_over_measured"].get<double>() == Approx(0.5));
  CHECK(d["totals"]["measured_seconds"].get<double>() == Approx(200e-9));
}

TEST_CASE("result.json lists what is not simulated, and totals keep its measured time") {
  result::Result result = test::sample_result();
  result.operators[0].measured_seconds = 200e-9;
  result.left_out = {{"opaque", "aten::cat", 2, 100e-9}, {"broadcast", "", 1, 0.0}};
  const json d = json::parse(study::result_json(result));
  REQUIRE(d["left_out"].size() == 2);
  CHECK(d["left_out"][0] == json({{"kind", "opaque"},
                                  {"source_kind", "aten::cat"},
                                  {"operators", 2},
                                  {"measured_seconds", 1e-7}}));
  CHECK(d["left_out"][1]["measured_seconds"].is_null());
  CHECK(d["totals"]["measured_seconds"].get<double>() == Approx(300e-9));
  CHECK(d["totals"]["left_out_measured_seconds"].get<double>() == Approx(100e-9));
  CHECK(d["totals"]["simulated_over_measured"].get<double>() == Approx(0.5));
  CHECK(test::SchemaChecker(json::parse(study::result_schema())).mistakes(d).empty());
}

TEST_CASE("result.json survives an empty run and names that are not UTF-8") {
  result::Result empty;
  CHECK(json::parse(study::result_json(empty))["totals"]["compute_utilization"] == 0.0);
  empty.workload = "\xff\xfe";
  CHECK(json::accept(study::result_json(empty)));
}

TEST_CASE("the published schema accepts one result and several") {
  const test::SchemaChecker checker(json::parse(study::result_schema()));
  CHECK(checker.mistakes(document()) == std::vector<std::string>{});
  const std::vector<result::Result> two{test::sample_result(), test::sample_result()};
  CHECK(checker.mistakes(json::parse(study::results_json(two))) == std::vector<std::string>{});
}

TEST_CASE("the published schema refuses missing keys, wrong types and unknown names") {
  const test::SchemaChecker checker(json::parse(study::result_schema()));
  json d = document();
  SECTION("a missing total") { d["totals"].erase("cycles"); }
  SECTION("a number for a text") { d["operators"][0]["bound"] = 1; }
  SECTION("a fraction for a count") { d["operators"][1]["macs"] = 1.5; }
  SECTION("an unknown fidelity") { d["fidelity"] = "guess"; }
  SECTION("another schema") { d["schema"] = "systole.result/0"; }
  SECTION("a key that is not described") { d["totals"]["extra"] = 1; }
  CHECK(checker.mistakes(d).size() == 1);
}

TEST_CASE("every statistic has a name of its own and a description") {
  std::vector<std::string> names;
  for (const auto& statistic : study::operator_statistics()) {
    names.push_back(statistic.name);
    CHECK_FALSE(statistic.description.empty());
  }
  std::sort(names.begin(), names.end());
  CHECK(std::adjacent_find(names.begin(), names.end()) == names.end());
}
