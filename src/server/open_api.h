// The interface's document (OpenAPI 3.1), made of the routes.
#pragma once
#include <string>
#include <vector>

#include "server/route.h"

namespace kinfold::http {

std::string open_api_of(const std::vector<Route>& routes, const std::string& version);

}  // namespace kinfold::http
