// An error response in the format of RFC 9457 (problem details).
#pragma once
#include <exception>
#include <string>
#include <vector>

namespace kinfold::http {

struct Problem : std::exception {
  int status;
  std::string detail;                // one sentence
  std::string field;                 // the invalid request field; may be empty
  std::vector<std::string> choices;  // valid values
  std::string allow;                 // allowed methods of a 405

  Problem(int code, std::string message, std::string field_name = "", std::vector<std::string> values = {})
      : status(code), detail(std::move(message)), field(std::move(field_name)), choices(std::move(values)) {}
  const char* what() const noexcept override { return detail.c_str(); }

  std::string json() const;
};

const char* title_of(int status);  // "Not Found"

}  // namespace kinfold::http
