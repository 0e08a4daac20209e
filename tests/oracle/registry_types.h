// Turns a registry's Choices into the type list of a GoogleTest typed test, so that a new piece is tested unasked.
#pragma once
#include <gtest/gtest.h>

#include "core/choices.h"

namespace kinfold::oracle {

template <class List>
struct TypesOf;
template <class... Ts>
struct TypesOf<Choices<Ts...>> {
  using Types = ::testing::Types<Ts...>;
};

struct ByName {
  template <class T>
  static std::string GetName(int) {
    return std::string(T::name);
  }
};

}  // namespace kinfold::oracle
