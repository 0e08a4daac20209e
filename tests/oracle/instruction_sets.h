// Runs a test body on each instruction set that is compiled in and supported by this machine.
#pragma once
#include <gtest/gtest.h>

#include "core/vector.h"

namespace kinfold::oracle {

template <class Body>
void on_every_instruction_set(Body body) {
  const std::vector<std::string> all = instruction_sets();
  for (const std::string& name : all) {
    SCOPED_TRACE(name);
    use_instruction_set(name);
    body();
    use_instruction_set("");  // remove the restriction
  }
  EXPECT_EQ(instruction_sets(), all);
}

}  // namespace kinfold::oracle
