// An HTTP request after parsing, and a response before serialization.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "server/problem.h"

namespace kinfold::http {

struct Request {
  std::string method, target, body;
  std::string content_type, authorization, origin, if_none_match, host;
};

struct Response {
  int status = 200;
  std::string type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;  // besides Content-Type and Content-Length

  static Response json(std::string body, int status = 200) { return {status, "application/json", std::move(body), {}}; }
};

Response response_of(const Problem& problem);

}  // namespace kinfold::http
