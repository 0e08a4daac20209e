// A list of types with names: turns a run-time name into a compile-time type, once a run. Lists can be joined, and
// become the alternatives of a variant.
#pragma once
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/error.h"

namespace kinfold {

template <class... Ts>
struct Choices {
  static std::vector<std::string> names() { return {std::string(Ts::name)...}; }
};

template <class... As, class... Bs>
Choices<As..., Bs...> joined(Choices<As...>, Choices<Bs...>);
template <class... Ts>
std::variant<Ts...> one_of(Choices<Ts...>);

// Calls body.operator()<T>() for the T whose name it is; throws an Error that lists the known names otherwise.
template <class... Ts, class Body>
void with_choice(Choices<Ts...>, std::string_view what, std::string_view name, Body&& body) {
  const bool found = ((name == Ts::name && (body.template operator()<Ts>(), true)) || ...);
  if (!found)
    throw UsageError("unknown " + std::string(what) + " '" + std::string(name) + "'", "--" + std::string(what),
                     known_choices(name, Choices<Ts...>::names()));
}

template <class... Ts, class Body>
void for_each_choice(Choices<Ts...>, Body&& body) {
  (body.template operator()<Ts>(), ...);
}

}  // namespace kinfold
