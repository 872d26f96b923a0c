#include "base/document.hpp"

#include <catch2/catch.hpp>

#include "base/scalars.hpp"

using namespace systole;

namespace {

Node parsed(const std::string& text) {
  Diagnostics diagnostics;
  Node root = parse_yaml(text, "f.yaml", diagnostics);
  diagnostics.throw_if_errors();
  return root;
}

std::string errors_of(const std::string& text) {
  Diagnostics diagnostics;
  parse_yaml(text, "f.yaml", diagnostics);
  std::string all;
  for (const std::string& error : diagnostics.errors()) all += error + "\n";
  return all;
}

}  // namespace

TEST_CASE("A document keeps the order, the places and the quotes of its values") {
  const Node root = parsed("b: 1\na:\n  - x\n  - \"2\"\nempty:\nc: {d: e}\n");
  REQUIRE(root.is_map());
  REQUIRE(root.entries.size() == 4);
  CHECK(root.entries[0].key == "b");
  CHECK(root.entries[1].key == "a");
  const Node* list = root.find("a");
  REQUIRE((list != nullptr && list->is_list()));
  REQUIRE(list->items.size() == 2);
  CHECK_FALSE(list->items[0].quoted);
  CHECK(list->items[1].quoted);
  CHECK(to_string(list->items[1].place) == "f.yaml:4:5");
  CHECK(to_string(root.entries[3].key_place) == "f.yaml:6:1");
  CHECK(root.find("empty")->is_null());
  CHECK(root.find("c")->find("d")->scalar == "e");
  CHECK(root.find("none") == nullptr);
}

TEST_CASE("Windows line ends and a byte order mark are read") {
  const Node root = parsed(
      "\xEF\xBB\xBF"
      "a: 1\r\nb: 2\r\n");
  CHECK(root.find("a")->scalar == "1");
  CHECK(root.find("b")->scalar == "2");
}

TEST_CASE("A duplicate key is an error that names both places") {
  CHECK(errors_of("a:\n  b: 1\n  c: 2\n  b: 3\nx: [{y: 1}, {y: 1, y: 2}]\n") ==
        "f.yaml:4:3: a.b: the key stands here twice, first at f.yaml:2:3\n"
        "f.yaml:5:20: x[1].y: the key stands here twice, first at f.yaml:5:14\n");
}

TEST_CASE("What is not a text file gives one error with its line") {
  using Catch::Contains;
  CHECK_THAT(errors_of(std::string("a: 1\nb: \0x", 10)),
             Contains("f.yaml:2:4") && Contains("0x00"));
  CHECK_THAT(errors_of("a: 1\nb: \xFF\n"), Contains("f.yaml:2:4") && Contains("UTF-8"));
  CHECK_THAT(errors_of("\x7F"
                       "ELF\x02\x01"),
             Contains("f.yaml:1:1") && Contains("text file"));
  Diagnostics diagnostics;
  CHECK(parse_yaml("\x01\x02\xFF\xFE", "f", diagnostics).is_null());
  CHECK(diagnostics.errors().size() == 1);
}

TEST_CASE("Malformed and unsuitable YAML is refused with its place") {
  using Catch::Contains;
  CHECK_THAT(errors_of("a: [1, 2\nb: 3\n"),
             Contains("f.yaml:") && Contains("not well-formed YAML"));
  CHECK_THAT(errors_of("a: 1\n---\nb: 2\n"), Contains("second document"));
  CHECK_THAT(errors_of("# only a comment\n"), Contains("no values"));
  CHECK_THAT(errors_of("a: !!python/object x\n"), Contains("tags are not used"));
  CHECK_THAT(errors_of("? [a, b]\n: c\n"), Contains("a key must be a text"));
  CHECK_THAT(errors_of("a: &x [*x]\n"), Contains("inside of what it names"));
  CHECK_THAT(errors_of("a: *nowhere\n"), Contains("f.yaml:1"));
}

TEST_CASE("Aliases are copied, and aliases that multiply are stopped") {
  const Node root = parsed("a: &x {k: 1}\nb: *x\n");
  CHECK(root.find("b")->find("k")->scalar == "1");
  std::string bomb = "l0: &l0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string before = "*l" + std::to_string(i - 1);
    bomb += "l" + std::to_string(i) + ": &l" + std::to_string(i) + " [" + before;
    for (int copy = 1; copy < 10; ++copy) bomb += ", " + before;
    bomb += "]\n";
  }
  CHECK_THAT(errors_of(bomb), Catch::Contains("aliases copy more than"));
}

TEST_CASE("Deep nesting is stopped") {
  CHECK(errors_of(std::string(40, '[') + std::string(40, ']')).empty());
  CHECK_THAT(errors_of(std::string(100, '[') + std::string(100, ']')),
             Catch::Contains("levels deep"));
  CHECK_THAT(errors_of(std::string(100000, '[')), Catch::Contains("f.yaml"));
  CHECK_THAT(errors_of(std::string(100000, '{')), Catch::Contains("f.yaml"));
}

TEST_CASE("JSON becomes the same tree, with places and escapes undone") {
  Diagnostics diagnostics;
  const Node root =
      parse_json("{\"a\": [1.5e3, true, null],\n \"b\": \"x\\n\\u20ac\\ud83d\\ude00\"}",
                 {"f.json", 3, 1}, diagnostics);
  CHECK(diagnostics.errors().empty());
  CHECK(root.find("a")->items[0].scalar == "1.5e3");
  CHECK(root.find("a")->items[2].is_null());
  CHECK(root.find("b")->scalar == "x\n\xE2\x82\xAC\xF0\x9F\x98\x80");
  CHECK(root.find("b")->quoted);
  CHECK(to_string(root.find("a")->items[1].place) == "f.json:3:15");
  CHECK(to_string(root.find("b")->place) == "f.json:4:7");
}

TEST_CASE("What is no JSON is refused with its place") {
  for (const std::string text : {"{", "[1,]", "{\"a\":}", "[01]", "[1.]", "[.5]", "[+1]", "nul",
                                 "\"a", "\"\\x\"", "\"\\u12g4\"", "{a: 1}", "[1] 2", "", "NaN"}) {
    Diagnostics diagnostics;
    CAPTURE(text);
    parse_json(text, {"f.json", 1, 1}, diagnostics);
    REQUIRE(diagnostics.errors().size() == 1);
    CHECK_THAT(diagnostics.errors()[0], Catch::Contains("f.json:1:") && Catch::Contains("JSON"));
  }
}

TEST_CASE("JSON text reads back as it was") {
  const std::string text = "a\"b\\c\n\x01\xC3\xA9/";
  Diagnostics diagnostics;
  CHECK(parse_json(json_text(text), {"f", 1, 1}, diagnostics).scalar == text);
}
