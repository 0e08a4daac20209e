#include "server/open_api.h"

#include <cctype>

namespace kinfold::http {
namespace {

using Json = nlohmann::ordered_json;

Json type(const std::string& name) { return {{"type", name}}; }

Json schema_of(const std::vector<Field>& fields);

Json list_of(Json items, const Field& field) {
  Json list = {{"type", "array"}, {"items", std::move(items)}};
  if (field.min > 0) list["minItems"] = std::uint64_t(field.min);
  if (field.max < 1e9) list["maxItems"] = std::uint64_t(field.max);
  return list;
}

Json number_schema(const Field& field) {
  Json schema = type(field.kind == FieldKind::kInteger ? "integer" : "number");
  if (field.kind == FieldKind::kInteger) schema["minimum"] = std::uint64_t(field.min);
  if (field.max < 1e15) schema["maximum"] = field.max;
  return schema;
}

Json schema_of(const Field& field) {
  static const Json id = {{"type", Json::array({"string", "integer"})}};
  static const Json cells = {
      {"type", "object"}, {"additionalProperties", {{"type", Json::array({"number", "string", "boolean", "null"})}}}};
  switch (field.kind) {
    case FieldKind::kString:
      return type("string");
    case FieldKind::kId:
      return id;
    case FieldKind::kNumber:
    case FieldKind::kInteger:
      return number_schema(field);
    case FieldKind::kBoolean:
      return type("boolean");
    case FieldKind::kIds:
      return list_of(id, field);
    case FieldKind::kStrings:
      return list_of(type("string"), field);
    case FieldKind::kRatings:
      return list_of({{"anyOf", Json::array({id, schema_of(field.properties)})}}, field);
    case FieldKind::kObjects:
      return list_of(schema_of(field.properties), field);
    case FieldKind::kFilters:
      return {{"type", "object"},
              {"additionalProperties",
               {{"anyOf", Json::array({type("string"), {{"type", "array"}, {"items", type("string")}}})}}}};
    case FieldKind::kCells:
      return cells;
    case FieldKind::kRows:
      return list_of(cells, field);
  }
  return {};
}

Json property_schema(const Field& field) {
  Json schema = schema_of(field);
  if (!field.help.empty()) schema["description"] = field.help;
  if (!field.choices.empty()) schema["enum"] = field.choices;
  if (!field.default_value.empty()) {
    const bool number = field.kind == FieldKind::kInteger || field.kind == FieldKind::kNumber;
    schema["default"] = number ? Json::parse(field.default_value) : Json(field.default_value);
  }
  return schema;
}

Json schema_of(const std::vector<Field>& fields) {
  Json schema = {{"type", "object"}, {"properties", Json::object()}, {"additionalProperties", false}};
  Json required = Json::array();
  for (const Field& field : fields) {
    schema["properties"][field.name] = property_schema(field);
    if (field.required) required.push_back(field.name);
  }
  if (!required.empty()) schema["required"] = required;
  return schema;
}

// Expands the short notation of Route::response.
Json response_schema(const Json& notation) {
  if (notation.is_array()) return {{"type", "array"}, {"items", response_schema(notation[0])}};
  if (notation.is_string()) {
    std::string name = notation.get<std::string>();
    const bool optional = name.ends_with('?');
    if (optional) name.pop_back();
    if (name == "any") return Json::object();
    return optional ? Json{{"type", Json::array({name, "null"})}} : type(name);
  }
  Json schema = {{"type", "object"}}, required = Json::array();
  for (const auto& [key, value] : notation.items()) {
    if (key == "*") {
      schema["additionalProperties"] = response_schema(value);
      continue;
    }
    const bool optional = key.ends_with('?');
    const std::string name = optional ? key.substr(0, key.size() - 1) : key;
    schema["properties"][name] = response_schema(value);
    if (!optional) required.push_back(name);
  }
  if (!required.empty()) schema["required"] = required;
  return schema;
}

// Whether a field can be a query parameter; objects and rows need a request body.
bool fits_in_query(const Field& field) {
  return field.kind != FieldKind::kObjects && field.kind != FieldKind::kCells && field.kind != FieldKind::kRows;
}

Json parameters_of(const Route& route, const std::string& method) {
  Json parameters = Json::array();
  if (route.path.find("{model}") != std::string::npos)
    parameters.push_back({{"name", "model"}, {"in", "path"}, {"required", true}, {"schema", type("string")}});
  for (const Field& field : route.fields) {
    if (method != "GET" || !fits_in_query(field)) continue;
    Field simple = field;
    if (simple.kind == FieldKind::kRatings) simple.kind = FieldKind::kIds;
    if (simple.kind == FieldKind::kFilters) simple.kind = FieldKind::kStrings;
    parameters.push_back(
        {{"name", field.name}, {"in", "query"}, {"required", field.required}, {"schema", property_schema(simple)}});
  }
  return parameters;
}

Json operation(const Route& route, const std::string& method) {
  Json op = {{"operationId", method == "GET" ? route.name : route.name + "ByPost"}, {"summary", route.help}};
  if (const Json parameters = parameters_of(route, method); !parameters.empty()) op["parameters"] = parameters;
  if (method == "POST")
    op["requestBody"] = {{"content", {{"application/json", {{"schema", schema_of(route.fields)}}}}}};
  Json content = type("string");
  if (!route.response.empty()) content = response_schema(Json::parse(route.response));
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
             {{"schema", response_schema(Json::parse(R"({"type": "string", "title": "string", "status": "integer",
                 "detail": "string", "field?": "string", "choices?": ["string"]})"))}}}}}};
}

}  // namespace

std::string open_api_of(const std::vector<Route>& routes, const std::string& version) {
  Json document = {
      {"openapi", "3.1.0"},
      {"info",
       {{"title", "kinfold"},
        {"version", version},
        {"description", "Predictions, recommendations, nearest neighbors and maps from embedding models."}}},
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
