#include "app/http/fields.h"

namespace kinfold::http::word {

Field id(const std::string& name, const std::string& help, bool required) {
  return {.name = name, .form = Form::kId, .help = help, .required = required};
}
Field text(const std::string& name, const std::string& help) { return {.name = name, .help = help}; }
Field flag(const std::string& name, const std::string& help) {
  return {.name = name, .form = Form::kFlag, .help = help};
}
Field whole(const std::string& name, const std::string& help, const std::string& otherwise, double least, double most) {
  return {.name = name, .form = Form::kWhole, .help = help, .otherwise = otherwise, .least = least, .most = most};
}
Field top(const std::string& otherwise) { return whole("top", "how many", otherwise, 1, 1000); }
Field offset() { return whole("offset", "how many to leave out before them", "0", 0, 10'000); }
Field list(const std::string& name, Form form, const std::string& help, double most, std::vector<Field> parts) {
  return {.name = name, .form = form, .help = help, .least = 1, .most = most, .parts = std::move(parts)};
}
Field number(const std::string& name, const std::string& help, double least, double most) {
  return {.name = name, .form = Form::kNumber, .help = help, .least = least, .most = most};
}
Field value() {
  return number("value", "a rating; of votes 1 or 0; of likes how much it counts; 1 if not given", -1e30, 1e30);
}
Field time() { return number("time", "seconds since 1970", -1e12, 1e12); }
Field side() { return text("side", "user or item; row or column; node; entity or relation"); }
Field choice(const std::string& name, const std::string& help, const std::vector<std::string>& choices) {
  return {.name = name, .help = help, .otherwise = choices[0], .choices = choices};
}

}  // namespace kinfold::http::word
