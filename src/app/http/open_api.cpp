#include "app/http/open_api.h"

#include <cctype>

namespace kinfold::http {
namespace {

using Json = nlohmann::ordered_json;

Json type(const std::string& name) { return {{"type", name}}; }

Json schema_of(const std::vector<Field>& fields);

Json list_of(Json items, const Field& field) {
  Json list = {{"type", "array"}, {"items", std::move(items)}};
  if (field.least > 0) list["minItems"] = std::uint64_t(field.least);
  if (field.most < 1e9) list["maxItems"] = std::uint64_t(field.most);
  return list;
}

Json number_schema(const Field& field) {
  Json schema = type(field.form == Form::kWhole ? "integer" : "number");
  if (field.form == Form::kWhole) schema["minimum"] = std::uint64_t(field.least);
  if (field.most < 1e15) schema["maximum"] = field.most;
  return schema;
}

Json schema_of(const Field& field) {
  static const Json id = {{"type", Json::array({"string", "integer"})}};
  static const Json cells = {
      {"type", "object"}, {"additionalProperties", {{"type", Json::array({"number", "string", "boolean", "null"})}}}};
  switch (field.form) {
    case Form::kText:
      return type("string");
    case Form::kId:
      return id;
    case Form::kNumber:
    case Form::kWhole:
      return number_schema(field);
    case Form::kFlag:
      return type("boolean");
    case Form::kIds:
      return list_of(id, field);
    case Form::kTexts:
      return list_of(type("string"), field);
    case Form::kTastes:
      return list_of({{"anyOf", Json::array({id, schema_of(field.parts)})}}, field);
    case Form::kRecords:
      return list_of(schema_of(field.parts), field);
    case Form::kKinds:
      return {{"type", "object"},
              {"additionalProperties",
               {{"anyOf", Json::array({type("string"), {{"type", "array"}, {"items", type("string")}}})}}}};
    case Form::kCells:
      return cells;
    case Form::kRows:
      return list_of(cells, field);
  }
  return {};
}

Json told(const Field& field) {
  Json schema = schema_of(field);
  if (!field.help.empty()) schema["description"] = field.help;
  if (!field.choices.empty()) schema["enum"] = field.choices;
  if (!field.otherwise.empty()) {
    const bool number = field.form == Form::kWhole || field.form == Form::kNumber;
    schema["default"] = number ? Json::parse(field.otherwise) : Json(field.otherwise);
  }
  return schema;
}

Json schema_of(const std::vector<Field>& fields) {
  Json schema = {{"type", "object"}, {"properties", Json::object()}, {"additionalProperties", false}};
  Json required = Json::array();
  for (const Field& field : fields) {
    schema["properties"][field.name] = told(field);
    if (field.required) required.push_back(field.name);
  }
  if (!required.empty()) schema["required"] = required;
  return schema;
}

// Of the short form that Route::answer tells.
Json schema_of_answer(const Json& form) {
  if (form.is_array()) return {{"type", "array"}, {"items", schema_of_answer(form[0])}};
  if (form.is_string()) {
    std::string name = form.get<std::string>();
    const bool optional = name.ends_with('?');
    if (optional) name.pop_back();
    if (name == "any") return Json::object();
    name = name == "whole" ? "integer" : name == "flag" ? "boolean" : name;
    return optional ? Json{{"type", Json::array({name, "null"})}} : type(name);
  }
  Json schema = {{"type", "object"}}, required = Json::array();
  for (const auto& [key, of] : form.items()) {
    if (key == "*") {
      schema["additionalProperties"] = schema_of_answer(of);
      continue;
    }
    const bool optional = key.ends_with('?');
    const std::string name = optional ? key.substr(0, key.size() - 1) : key;
    schema["properties"][name] = schema_of_answer(of);
    if (!optional) required.push_back(name);
  }
  if (!required.empty()) schema["required"] = required;
  return schema;
}

bool in_a_query(const Field& field) {
  return field.form != Form::kRecords && field.form != Form::kCells && field.form != Form::kRows;
}

Json parameters_of(const Route& route, const std::string& method) {
  Json parameters = Json::array();
  if (route.path.find("{model}") != std::string::npos)
    parameters.push_back({{"name", "model"}, {"in", "path"}, {"required", true}, {"schema", type("string")}});
  for (const Field& field : route.fields) {
    if (method != "GET" || !in_a_query(field)) continue;
    Field plain = field;
    if (plain.form == Form::kTastes) plain.form = Form::kIds;
    if (plain.form == Form::kKinds) plain.form = Form::kTexts;
    parameters.push_back(
        {{"name", field.name}, {"in", "query"}, {"required", field.required}, {"schema", told(plain)}});
  }
  return parameters;
}

Json operation(const Route& route, const std::string& method) {
  Json op = {{"operationId", method == "GET" ? route.name : route.name + "ByPost"}, {"summary", route.help}};
  if (const Json parameters = parameters_of(route, method); !parameters.empty()) op["parameters"] = parameters;
  if (method == "POST")
    op["requestBody"] = {{"content", {{"application/json", {{"schema", schema_of(route.fields)}}}}}};
  Json content = type("string");
  if (!route.answer.empty()) content = schema_of_answer(Json::parse(route.answer));
  op["responses"][std::to_string(route.status)] = {{"description", title_of(route.status)},
                                                   {"content", {{route.type, {{"schema", content}}}}}};
  op["responses"]["default"] = {{"$ref", "#/components/responses/Problem"}};
  if (route.scope == Scope::kOpen) op["security"] = Json::array();
  return op;
}

Json problem() {
  return {{"description", "The request failed."},
          {"content",
           {{"application/problem+json",
             {{"schema", schema_of_answer(Json::parse(R"({"type": "string", "title": "string", "status": "whole",
                 "detail": "string", "field?": "string", "known?": ["string"]})"))}}}}}};
}

}  // namespace

std::string open_api_of(const std::vector<Route>& routes, const std::string& version) {
  Json document = {{"openapi", "3.1.0"},
                   {"info",
                    {{"title", "kinfold"},
                     {"version", version},
                     {"description", "Predictions, recommendations, neighbours and maps of embedding models."}}},
                   {"paths", Json::object()}};
  for (const Route& route : routes)
    for (const std::string& method : route.methods) {
      std::string name = method;
      for (char& c : name) c = char(std::tolower(c));
      document["paths"][route.path][name] = operation(route, method);
    }
  document["components"]["responses"]["Problem"] = problem();
  document["components"]["securitySchemes"]["token"] = {{"type", "http"}, {"scheme", "bearer"}};
  document["security"] = Json::array({{{"token", Json::array()}}, Json::object()});
  return document.dump(1);
}

}  // namespace kinfold::http
