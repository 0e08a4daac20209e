// Generates the OpenAPI 3.1 document from the route table.
#pragma once
#include <string>
#include <vector>

#include "server/route.h"

namespace kinfold::http {

// Returns the document as JSON text.
std::string open_api_of(const std::vector<Route>& routes, const std::string& version);

}  // namespace kinfold::http
