// Converts a TypeList into the type list of a GoogleTest typed test, so that new types are tested automatically.
#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "core/type_list.h"

namespace kinfold::oracle {

template <class List>
struct TypesOf;
template <class... Ts>
struct TypesOf<TypeList<Ts...>> {
  using Types = ::testing::Types<Ts...>;
};

// Test names. Dashes are replaced, because --gtest_filter interprets them as exclusions.
struct ByName {
  template <class T>
  static std::string GetName(int) {
    std::string name(T::name);
    std::ranges::replace(name, '-', '_');
    return name;
  }
};

}  // namespace kinfold::oracle
