#include "report/page/page.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "report/page/packed_result.hpp"
#include "report/page/sweep_rows.hpp"
#include "study/document.hpp"
#include "study/sample_result.hpp"

using namespace systole;
using Catch::Matchers::Contains;
using Json = nlohmann::json;

namespace {

report::SourceText source_of(const result::Result& result) {
  return {"r/result.json", study::result_json(result)};
}

/// What the page's script reads.
Json data_of(const std::string& page) {
  const std::string open = "id=\"systole-data\">";
  const std::size_t start = page.find(open) + open.size();
  return Json::parse(page.substr(start, page.find("</script>", start) - start));
}

/// The sample with `change` applied to its JSON.
template <typename Change>
report::SourceText changed(const Change& change) {
  Json json = Json::parse(source_of(test::sample_result()).text);
  change(json);
  return {"r/result.json", json.dump()};
}

std::string refusal(const report::SourceText& source) {
  try {
    report::packed_results(source);
  } catch (const UserError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("operators that measured the same share a row of the packed result") {
  result::Result result = test::sample_result();
  for (int layer = 0; layer < 80; ++layer) {
    result.operators.push_back(test::sample_gemm());
    result.operators.back().name = "layer" + std::to_string(layer);
  }
  const Json packed = Json::parse(report::packed_results(source_of(result)).at(0))["operators"];
  CHECK(packed["rows"].size() == 2);
  CHECK(packed["names"].size() == 82);
  CHECK(packed["row_of"][0] == packed["row_of"][81]);
  CHECK(packed["row_of"][0] != packed["row_of"][1]);
}

TEST_CASE("a packed row holds the operator's numbers under their dotted names") {
  const Json packed =
      Json::parse(report::packed_results(source_of(test::sample_result())).at(0))["operators"];
  const auto value = [&packed](const std::string& column) {
    const auto& columns = packed["columns"];
    const auto found = std::find(columns.begin(), columns.end(), column);
    REQUIRE(found != columns.end());
    return packed["rows"][0][static_cast<std::size_t>(found - columns.begin())];
  };
  CHECK(value("cycles") == 100);
  CHECK(value("cycle_categories.stall_load") == 7);
  CHECK(value("dram_read_bytes.weight") == 128);
  CHECK(value("bound") == "compute");
}

TEST_CASE("columns that say nothing are left out") {
  const Json packed =
      Json::parse(report::packed_results(source_of(test::sample_result())).at(0))["operators"];
  const auto& columns = packed["columns"];
  CHECK(std::find(columns.begin(), columns.end(), "shared_buffer_hit_bytes.input") ==
        columns.end());
  CHECK(std::find(columns.begin(), columns.end(), "measured_seconds") == columns.end());
}

TEST_CASE("members that others add to a result reach the page") {
  const auto source = changed([](Json& json) {
    json["sensitivities"] = {{{"change", "+10 % clock"}, {"time_change", -0.1}}};
  });
  const Json data = data_of(report::run_page({source, "clock_mhz: 1\n", "timeline.json"}, "1.2"));
  CHECK(data["page"] == "run");
  CHECK(data["version"] == "1.2");
  CHECK(data["configuration"] == "clock_mhz: 1\n");
  CHECK(data["timeline"] == "timeline.json");
  CHECK(data["result"]["sensitivities"][0]["time_change"] == -0.1);
  CHECK_THAT(data["meanings"]["cycle_categories.stream"]["description"].get<std::string>(),
             Contains("stream"));
}

TEST_CASE("names cannot end the script element that holds them") {
  result::Result result = test::sample_result();
  result.operators[0].name = "</script><script>alert(1)</script><!--";
  result.chip = "<b>\"chip\"\n";
  const std::string page = report::run_page({source_of(result), "# </script>", ""}, "0");
  CHECK_THAT(page, !Contains("<script>alert") && !Contains("<b>"));
  const Json data = data_of(page);
  CHECK(data["result"]["operators"]["names"][0] == result.operators[0].name);
  CHECK(data["result"]["chip"] == result.chip);
  CHECK(data["configuration"] == "# </script>");
}

TEST_CASE("a page may fetch nothing") {
  const std::string page = report::run_page({source_of(test::sample_result()), "", ""}, "0");
  CHECK_THAT(page, Contains("default-src 'none'"));
  CHECK_THAT(page, !Contains("src=\"http") && !Contains("href=\"http"));
}

TEST_CASE("a file of several results becomes a comparison") {
  const result::Result result = test::sample_result();
  const report::SourceText several{"r/result.json", study::results_json({result, result})};
  CHECK(report::packed_results(several).size() == 2);
  CHECK(data_of(report::run_page({several, "", ""}, "0"))["page"] == "compare");
  const Json data = data_of(report::compare_page({source_of(result), several}, "0"));
  CHECK(data["results"].size() == 3);
}

TEST_CASE("what is no result is refused with its place and what was expected") {
  CHECK_THAT(refusal({"r.json", "{\n  \"schema\": oops}"}),
             Contains("r.json:2:13") && Contains("not JSON") && Contains("systole run --out"));
  CHECK_THAT(refusal({"r.json", ""}), Contains("r.json:1:1"));
  CHECK_THAT(refusal({"r.json", "[1]"}), Contains("its schema is ''"));
  CHECK_THAT(refusal({"r.json", std::string(100000, '[')}), Contains("nested too deeply"));
  CHECK_THAT(refusal(changed([](Json& json) { json["schema"] = "systole.result/9"; })),
             Contains("systole.result/9"));
  CHECK_THAT(refusal(changed([](Json& json) { json.erase("machine"); })), Contains("'machine'"));
  CHECK_THAT(refusal(changed([](Json& json) { json["totals"]["seconds"] = "fast"; })),
             Contains("totals.seconds"));
  CHECK_THAT(refusal(changed([](Json& json) { json["operators"][1].erase("kind"); })),
             Contains("operators[1]"));
}

TEST_CASE("the rows of a sweep keep their texts, quotes read as in RFC 4180") {
  const Json table = Json::parse(report::sweep_rows(
      {"s.csv", "rows,status,message\r\n8,done,\n\n 16 ,failed,\"a \"\"b\"\", c\nd\"\n"}));
  CHECK(table["columns"] == Json({"rows", "status", "message"}));
  CHECK(table["rows"] == Json({{"8", "done", ""}, {"16", "failed", "a \"b\", c\nd"}}));
}

TEST_CASE("a CSV file that is no table is refused with its line") {
  const auto refused = [](const std::string& text) {
    try {
      report::sweep_rows({"s.csv", text});
    } catch (const UserError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  CHECK_THAT(refused("a,b\n1,2\n3\n"), Contains("s.csv:3") && Contains("1 cells"));
  CHECK_THAT(refused("a,b\n"), Contains("at least one row"));
  CHECK_THAT(refused("a,b\n\"1,2\n"), Contains("s.csv:2") && Contains("closing quote"));
  CHECK_THAT(refused("a,b\n\xff,2\n"), Contains("UTF-8"));
}
