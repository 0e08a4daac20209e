// Builders for request fields, and the fields that several routes share.
#pragma once
#include "server/request_field.h"

namespace kinfold::http::request_field {

Field id(const std::string& name, const std::string& help, bool required = false);
Field string(const std::string& name, const std::string& help);
Field boolean(const std::string& name, const std::string& help);
Field integer(const std::string& name, const std::string& help, const std::string& default_value, double min,
              double max);
Field number(const std::string& name, const std::string& help, double min, double max);
// The default is the first choice.
Field choice(const std::string& name, const std::string& help, const std::vector<std::string>& choices);
// An array of 1 to `max` elements.
Field list(const std::string& name, FieldKind kind, const std::string& help, double max,
           std::vector<Field> properties = {});

Field top(const std::string& default_value = "10");
Field offset();
Field value();
Field time();
Field side();

}  // namespace kinfold::http::request_field
