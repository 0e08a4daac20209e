// Option declarations. Each family declares its options once; the command line, TOML files, help, HTTP, model files and
// error messages all use these declarations.
//
// An option struct is a plain struct with default values and a static fields() function that describes each member. An
// OptionSet combines several structs by inheritance. A function takes a set of only the structs that it reads; every
// larger set converts to it.
#pragma once
#include <concepts>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/property.h"

namespace kinfold {

// The choices that decide which options apply.
struct TrainingChoice {
  std::string task, model, solver, loss, encoder;
  bool all_entities = false;       // --negatives all
  bool sampled_neighbors = false;  // --num-neighbors N

  bool graph() const { return task == "links" || task == "triples"; }
  bool factorization() const { return task == "ratings" || task == "votes" || task == "likes"; }
  // Whether the named network (gnn/network.h) is the model or the encoder.
  bool network(const char* name) const { return encoder == name || model == name; }
  // Whether the solver is based on gradient descent.
  bool descent() const { return solver == "sgd" || solver == "lightgcn"; }
  // Whether a factorization has parameters, and whether it has vectors.
  bool trainable() const { return model != "mean"; }
  bool has_vectors() const { return model != "mean" && model != "biases"; }
};

template <class Struct>
struct OptionField {
  std::string name;   // as on the command line, without dashes; TOML also accepts '_' for '-'
  std::string value;  // placeholder for the value in help
  std::variant<int Struct::*, double Struct::*, bool Struct::*, std::uint64_t Struct::*, std::string Struct::*> member;
  std::string help;  // one sentence: what it is, its unit or range, when to change it
  double min = -std::numeric_limits<double>::infinity(), max = std::numeric_limits<double>::infinity();
  bool exclusive_min = false;        // the value must be greater than `min`
  std::vector<std::string> choices;  // allowed texts; empty: any
  std::string zero_word;             // a word for the value 0, such as "auto" or "all"
  std::string needs;  // NAME or NAME=VALUE of an option that this one requires; '|' separates alternatives
  bool (*when)(const TrainingChoice&) = nullptr;   // whether the option applies; null: wherever the struct does
  bool affects_model = true;                       // false: the trained model does not depend on it
  std::string group;                               // heading in help; set by the registry
  bool (*where)(const TrainingChoice&) = nullptr;  // whether the struct applies; set by the registry

  bool is_flag() const { return std::holds_alternative<bool Struct::*>(member); }
  bool is_text() const { return std::holds_alternative<std::string Struct::*>(member); }
  bool is_real() const { return std::holds_alternative<double Struct::*>(member); }
  // Whether the option applies to this choice. Does not check `needs`.
  bool applies(const TrainingChoice& choice) const { return (!where || where(choice)) && (!when || when(choice)); }
  std::string get(const Struct& options) const;
  Property property(const Struct& options) const;  // with its type; text if it is a word for 0
  // Parses and stores `text`. Throws a UsageError that names the option, the text and the allowed values.
  void set(Struct& options, const std::string& text) const;

  // The same option as a field of a derived struct.
  template <std::derived_from<Struct> Derived>
  OptionField<Derived> of() const {
    const auto pointer =
        std::visit([](auto own) -> decltype(OptionField<Derived>::member) { return derived<Derived>(own); }, member);
    return {name,    value,     pointer, help, min,           max,   exclusive_min,
            choices, zero_word, needs,   when, affects_model, group, where};
  }

 private:
  template <class Derived, class T>
  static T Derived::*derived(T Struct::*pointer) {
    return pointer;
  }
};

template <class... Structs>
struct OptionSet : Structs... {
  OptionSet() = default;
  template <class Other>
  requires(!std::derived_from<Other, OptionSet> && (std::derived_from<Other, Structs> && ...))
      OptionSet(const Other& other)
      : Structs(other)... {}
};

// All options of a set that affect the model.
template <class... Structs>
Properties option_values(const OptionSet<Structs...>& set) {
  Properties values;
  const auto add = [&](const auto& fields) {
    for (const auto& field : fields)
      if (field.affects_model) values[field.name] = field.property(set);
  };
  (add(Structs::fields()), ...);
  return values;
}

// Conversion of values to text and back. Used only by OptionField.
struct OptionRange {
  const std::string& name;
  double min, max;
  bool exclusive_min;
  const std::string& zero_word;
};
std::string option_text(int value, const std::string& zero_word);
std::string option_text(double value, const std::string& zero_word);
std::string option_text(bool value, const std::string& zero_word);
std::string option_text(std::uint64_t value, const std::string& zero_word);
std::string option_text(const std::string& value, const std::string& zero_word);
template <class T>
Property option_property(const T& value, const std::string& zero_word) {
  if constexpr (std::integral<T> && !std::same_as<T, bool>) {
    if (value == 0 && !zero_word.empty()) return zero_word;
    return std::uint64_t(value);
  } else {
    return value;
  }
}
void parse_option(const OptionRange& range, const std::string& text, int& value);
void parse_option(const OptionRange& range, const std::string& text, double& value);
void parse_option(const OptionRange& range, const std::string& text, bool& value);
void parse_option(const OptionRange& range, const std::string& text, std::uint64_t& value);
void parse_option(const OptionRange& range, const std::string& text, std::string& value);
void check_choice(const std::string& name, const std::string& text, const std::vector<std::string>& choices);

template <class Struct>
std::string OptionField<Struct>::get(const Struct& options) const {
  return std::visit([&](auto pointer) { return option_text(options.*pointer, zero_word); }, member);
}

template <class Struct>
Property OptionField<Struct>::property(const Struct& options) const {
  return std::visit([&](auto pointer) { return option_property(options.*pointer, zero_word); }, member);
}

template <class Struct>
void OptionField<Struct>::set(Struct& options, const std::string& text) const {
  if (!choices.empty()) check_choice(name, text, choices);
  const OptionRange range{name, min, max, exclusive_min, zero_word};
  std::visit([&](auto pointer) { parse_option(range, text, options.*pointer); }, member);
}

}  // namespace kinfold
