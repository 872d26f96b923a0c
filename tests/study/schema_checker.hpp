// Checks a document against the part of JSON Schema (draft 2020-12) that Systole's own schema uses.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace systole::test {

class SchemaChecker {
 public:
  explicit SchemaChecker(nlohmann::json schema) : root_(std::move(schema)) {}

  /// What is wrong with `document`, one sentence each; keys that the schema does not name are wrong
  /// too.
  std::vector<std::string> mistakes(const nlohmann::json& document) const {
    return mistakes(document, root_, "$");
  }

 private:
  using Json = nlohmann::json;
  using Mistakes = std::vector<std::string>;

  static bool is_type(const Json& value, const std::string& type) {
    if (type == "integer") return value.is_number_integer();
    if (type == "number") return value.is_number();
    if (type == "string") return value.is_string();
    if (type == "null") return value.is_null();
    if (type == "array") return value.is_array();
    return type == "object" && value.is_object();
  }

  static bool has_type(const Json& value, const Json& types) {
    if (types.is_string()) return is_type(value, types);
    for (const Json& type : types) {
      if (is_type(value, type)) return true;
    }
    return false;
  }

  static void append(Mistakes& to, Mistakes from) { to.insert(to.end(), from.begin(), from.end()); }

  Mistakes any_of(const Json& value, const Json& schemas, const std::string& where) const {
    Mistakes fewest;
    for (const Json& schema : schemas) {
      Mistakes found = mistakes(value, schema, where);
      if (found.empty()) return {};
      if (fewest.empty() || found.size() < fewest.size()) fewest = std::move(found);
    }
    return fewest;
  }

  Mistakes object(const Json& value, const Json& schema, const std::string& where) const {
    Mistakes found;
    for (const Json& key : schema.value("required", Json::array())) {
      if (!value.contains(key)) found.push_back(where + " lacks " + key.get<std::string>());
    }
    const Json properties = schema.value("properties", Json::object());
    for (const auto& [key, member] : value.items()) {
      if (!properties.contains(key)) {
        if (!properties.empty()) found.push_back(where + "." + key + " is not in the schema");
        continue;
      }
      append(found, mistakes(member, properties[key], where + "." + key));
    }
    return found;
  }

  Mistakes array(const Json& value, const Json& schema, const std::string& where) const {
    Mistakes found;
    if (!schema.contains("items")) return found;
    for (std::size_t i = 0; i < value.size(); ++i) {
      append(found, mistakes(value[i], schema["items"], where + "[" + std::to_string(i) + "]"));
    }
    return found;
  }

  Mistakes mistakes(const Json& value, const Json& schema, const std::string& where) const {
    if (schema.contains("$ref")) {
      const std::string reference = schema["$ref"];
      return mistakes(value, root_.at(Json::json_pointer(reference.substr(1))), where);
    }
    if (schema.contains("anyOf")) return any_of(value, schema["anyOf"], where);
    if (schema.contains("const") && value != schema["const"]) return {where + " has another value"};
    if (schema.contains("enum")) {
      const Json& choices = schema["enum"];
      if (std::find(choices.begin(), choices.end(), value) == choices.end()) {
        return {where + " is none of the choices"};
      }
    }
    if (schema.contains("type") && !has_type(value, schema["type"])) {
      return {where + " is not of type " + schema["type"].dump()};
    }
    if (value.is_object()) return object(value, schema, where);
    if (value.is_array()) return array(value, schema, where);
    return {};
  }

  Json root_;
};

}  // namespace systole::test
