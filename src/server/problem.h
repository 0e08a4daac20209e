// A request that fails: what its answer says, by RFC 9457.
#pragma once
#include <exception>
#include <string>
#include <vector>

namespace kinfold::http {

struct Problem : std::exception {
  int status;
  std::string detail;                // one sentence
  std::string field;                 // of the request, where one is to blame
  std::vector<std::string> choices;  // what would have been taken
  std::string allow;                 // methods, of a 405

  Problem(int code, std::string what, std::string of = "", std::vector<std::string> values = {})
      : status(code), detail(std::move(what)), field(std::move(of)), choices(std::move(values)) {}
  const char* what() const noexcept override { return detail.c_str(); }

  std::string json() const;
};

const char* title_of(int status);  // "Not Found"

}  // namespace kinfold::http
