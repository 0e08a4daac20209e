// The JSON of `kinfold info --json` for a model of any task.
#pragma once
#include "cli/call.h"
#include "registry/any_model.h"

namespace kinfold::app {

Json info_json(const AnyModel& model);

}  // namespace kinfold::app
