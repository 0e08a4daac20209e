#include "server/problem.h"

#include "server/json_writer.h"

namespace kinfold::http {

const char* title_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 204:
      return "No Content";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 421:
      return "Misdirected Request";
    case 422:
      return "Unprocessable Content";
    case 431:
      return "Request Header Fields Too Large";
    case 503:
      return "Service Unavailable";
    default:
      return "Internal Server Error";
  }
}

std::string Problem::json() const {
  JsonWriter out;
  out.begin_object().field("type", "about:blank").field("title", title_of(status));
  out.field("status", unsigned(status)).field("detail", detail);
  if (!field.empty()) out.field("field", field);
  if (!choices.empty()) out.list("choices", choices);
  return out.end_object().take();
}

}  // namespace kinfold::http
