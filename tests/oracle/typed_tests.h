// Turns a registry's TypeList into the type list of a GoogleTest typed test, so that a new piece is tested unasked.
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

// A filter takes what stands behind a dash for what is to be left out.
struct ByName {
  template <class T>
  static std::string GetName(int) {
    std::string name(T::name);
    std::ranges::replace(name, '-', '_');
    return name;
  }
};

}  // namespace kinfold::oracle
