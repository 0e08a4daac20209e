// The functions behind the routes, by subject.
#pragma once
#include "server/json_writer.h"
#include "server/service.h"

namespace kinfold::http {

// models.cpp
Outcome list_models(const RequestContext& context);
Outcome describe_model(const RequestContext& context);
Outcome reload_models(const RequestContext& context);

// items.cpp
Outcome recommend(const RequestContext& context);
Outcome predict(const RequestContext& context);

// rows.cpp
Outcome similar(const RequestContext& context);
Outcome search(const RequestContext& context);
Outcome show(const RequestContext& context);

// space.cpp
Outcome axes(const RequestContext& context);
Outcome map(const RequestContext& context);

// other_models.cpp
Outcome impute(const RequestContext& context);
Outcome query(const RequestContext& context);
Outcome classify(const RequestContext& context);

// house.cpp
Outcome feedback(const RequestContext& context);
Outcome health(const RequestContext& context);
Outcome ready(const RequestContext& context);
Outcome metrics(const RequestContext& context);
Outcome open_api(const RequestContext& context);
Outcome page(const RequestContext& context);

// The side that is asked for, or `otherwise`; the first one where that is empty. A Problem names those that there are.
const NamedRows& side_of(const RequestContext& context, const std::string& default_value = "");
// A row by its id; a Problem (404) names close ones.
Id row_of(const NamedRows& rows, const std::string& id, const std::string& field);
// "id": ..., and "name" where the row has a title.
void add_name(JsonWriter& out, const NamedRows& rows, Id row);

}  // namespace kinfold::http
