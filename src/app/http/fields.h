// The words that routes take, made short: those of one form, and those that several routes share.
#pragma once
#include "app/http/field.h"

namespace kinfold::http::word {

Field id(const std::string& name, const std::string& help, bool required = false);
Field text(const std::string& name, const std::string& help);
Field flag(const std::string& name, const std::string& help);
Field whole(const std::string& name, const std::string& help, const std::string& otherwise, double least, double most);
Field number(const std::string& name, const std::string& help, double least, double most);
Field choice(const std::string& name, const std::string& help,
             const std::vector<std::string>& choices);  // or the first
// Of 1 to `most`.
Field list(const std::string& name, Form form, const std::string& help, double most, std::vector<Field> parts = {});

Field top(const std::string& otherwise = "10");
Field offset();
Field value();
Field time();
Field side();

}  // namespace kinfold::http::word
