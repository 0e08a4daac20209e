// The functions behind the routes, by subject.
#pragma once
#include "app/http/json_text.h"
#include "app/http/service.h"

namespace kinfold::http {

// models.cpp
Outcome list_models(const Asking& asking);
Outcome tell_model(const Asking& asking);
Outcome reload_models(const Asking& asking);

// items.cpp
Outcome recommend(const Asking& asking);
Outcome predict(const Asking& asking);

// rows.cpp
Outcome similar(const Asking& asking);
Outcome search(const Asking& asking);
Outcome show(const Asking& asking);

// space.cpp
Outcome axes(const Asking& asking);
Outcome map(const Asking& asking);

// other_models.cpp
Outcome complete(const Asking& asking);
Outcome ask(const Asking& asking);
Outcome classify(const Asking& asking);

// house.cpp
Outcome feedback(const Asking& asking);
Outcome health(const Asking& asking);
Outcome ready(const Asking& asking);
Outcome metrics(const Asking& asking);
Outcome open_api(const Asking& asking);
Outcome page(const Asking& asking);

// The side that is asked for, or `otherwise`; the first one where that is empty. A Problem names those that there are.
const NamedRows& side_of(const Asking& asking, const std::string& otherwise = "");
// A row by its id; a Problem (404) names close ones.
Id row_of(const NamedRows& rows, const std::string& id, const std::string& field);
// "id": ..., and "name" where the row has a title.
void add_name(JsonText& out, const NamedRows& rows, Id row);

}  // namespace kinfold::http
