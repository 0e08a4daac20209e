// What `kinfold info --json` says of a model, whatever its task.
#pragma once
#include "cli/call.h"
#include "registry/any_model.h"

namespace kinfold::app {

Json info_json(const AnyModel& model);

}  // namespace kinfold::app
