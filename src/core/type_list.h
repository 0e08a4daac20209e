// A list of named types. dispatch() turns a run-time name into a compile-time type. Lists can be concatenated, and
// turned into a std::variant.
#pragma once
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/error.h"

namespace kinfold {

template <class... Ts>
struct TypeList {
  static std::vector<std::string> names() { return {std::string(Ts::name)...}; }
};

template <class... As, class... Bs>
TypeList<As..., Bs...> concatenated(TypeList<As...>, TypeList<Bs...>);
template <class... Ts>
std::variant<Ts...> variant_of(TypeList<Ts...>);

// Calls body.operator()<T>() for the type T with T::name == name. Throws a UsageError that lists the known names if
// there is none; `what` is the name of the option.
template <class... Ts, class Body>
void dispatch(TypeList<Ts...>, std::string_view what, std::string_view name, Body&& body) {
  const bool matched = ((name == Ts::name && (body.template operator()<Ts>(), true)) || ...);
  if (!matched)
    throw UsageError("unknown " + std::string(what) + " '" + std::string(name) + "'", "--" + std::string(what),
                     known_choices(name, TypeList<Ts...>::names()));
}

template <class... Ts, class Body>
void for_each_type(TypeList<Ts...>, Body&& body) {
  (body.template operator()<Ts>(), ...);
}

}  // namespace kinfold
