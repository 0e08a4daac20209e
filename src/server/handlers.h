// The route handlers, grouped by source file. A handler throws a Problem if the request cannot be answered.
#pragma once
#include "server/json_writer.h"
#include "server/service.h"

namespace kinfold::http {

// model_loading.cpp
Outcome list_models(const RequestContext& context);
Outcome describe_model(const RequestContext& context);
Outcome reload_models(const RequestContext& context);

// item_routes.cpp
Outcome recommend(const RequestContext& context);
Outcome predict(const RequestContext& context);

// row_routes.cpp
Outcome similar(const RequestContext& context);
Outcome search(const RequestContext& context);
Outcome show(const RequestContext& context);

// map_routes.cpp
Outcome axes(const RequestContext& context);
Outcome map(const RequestContext& context);

// family_routes.cpp
Outcome impute(const RequestContext& context);
Outcome query(const RequestContext& context);
Outcome classify(const RequestContext& context);

// info_routes.cpp
Outcome feedback(const RequestContext& context);
Outcome health(const RequestContext& context);
Outcome ready(const RequestContext& context);
Outcome metrics(const RequestContext& context);
Outcome open_api(const RequestContext& context);
Outcome page(const RequestContext& context);

// Returns the side in the `side` argument. Without one, returns `default_value`, or the first side if that is empty.
// Throws a Problem (400) that lists the sides of the model.
const NamedRows& side_of(const RequestContext& context, const std::string& default_value = "");
// Returns the row with an id. Throws a Problem (404) that lists similar ids.
Id row_of(const NamedRows& rows, const std::string& id, const std::string& field);
// Writes "id", and "name" if the row has a title.
void add_name(JsonWriter& out, const NamedRows& rows, Id row);

}  // namespace kinfold::http
