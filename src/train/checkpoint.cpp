#include "train/checkpoint.h"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "store/model_file.h"
#include "store/tensors.h"

namespace kinfold {
namespace {

using nlohmann::json;

template <class T>
std::vector<T> sized(const TensorReader& file, const std::string& name, std::size_t size) {
  std::vector<T> values = file.get<T>(name);
  if (values.size() != size) file.damaged("'" + name + "' has not the length that the data asks for");
  return values;
}

void read_side(const TensorReader& file, const std::string& name, Side& side) {
  const auto bias = sized<float>(file, name + ".bias", side.size());
  Table factors = file.table(name + ".factors");
  if (factors.rows() != side.size() || factors.rank() != side.factors.rank())
    file.damaged("'" + name + "' has not the shape that the data asks for");
  side.factors = std::move(factors);
  for (std::size_t i = 0; i < bias.size(); ++i) side.heads[i].bias = bias[i];
}

constexpr std::size_t kStateFloats = 3;
static_assert(sizeof(RowState) == kStateFloats * sizeof(float));

std::span<const float> floats(const std::vector<RowState>& states) {
  return {reinterpret_cast<const float*>(states.data()), kStateFloats * states.size()};
}

void read_states(const TensorReader& file, const std::string& name, std::vector<RowState>& states) {
  const auto values = sized<float>(file, name, kStateFloats * states.size());
  for (std::size_t i = 0; i < states.size(); ++i)
    states[i] = {values[kStateFloats * i], values[kStateFloats * i + 1], values[kStateFloats * i + 2]};
}

void read_state(const TensorReader& file, const std::string& name, SideState& state) {
  read_states(file, name + ".state.rows", state.rows);
  read_states(file, name + ".state.biases", state.biases);
  state.bias_moments = sized<float>(file, name + ".state.bias_moments", state.bias_moments.size());
  const std::size_t rank = state.moments.rank(), rows = state.moments.rows();
  state.moments = file.table(name + ".state.moments");
  if (state.moments.rank() != rank || state.moments.rows() != rows)
    file.damaged("'" + name + ".state.moments' has not the shape that the data asks for");
}

// Options first: a changed seed or --valid changes the data as well, and is what to name.
void refuse_other(const TensorReader& file, const std::string& path, const json& theirs, const json& ours) {
  if (!theirs.is_object()) file.damaged("its options are senseless");
  const std::string advice = "use the same data and options, or start anew without --resume";
  const auto shown = [](const json& value) { return value.is_string() ? value.get<std::string>() : "unknown"; };
  for (const auto& [name, value] : ours.items())
    if (const json before = theirs.value(name, json()); name != "data" && before != value)
      throw Error(
          "this checkpoint was made with another --" + name + " (" + shown(before) + ", now " + shown(value) + ")",
          path, advice);
  if (theirs.value("data", json()) != ours.at("data")) throw Error("this checkpoint is of other data", path, advice);
}

}  // namespace

Checkpoint::Checkpoint(const std::string& folder, const Options& options, const std::string& data)
    : path_(folder + "/checkpoint.kinfold") {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw Error("cannot be made: " + error.message(), folder, "choose another folder with --checkpoint");
  json identity = {{"data", data}};
  for (const auto& [name, value] : options.identity()) identity[name] = value;
  identity_ = identity.dump();
}

bool Checkpoint::load(Training& training, Model& best, Position& position) const {
  if (!std::filesystem::exists(path_)) return false;
  const TensorReader file(path_);
  const auto& metadata = file.metadata();
  if (!metadata.contains("format") || metadata.at("format") != "kinfold checkpoint" || !metadata.contains("identity") ||
      !metadata.contains("position"))
    file.damaged("it is not a checkpoint");
  refuse_other(file, path_, json::parse(metadata.at("identity"), nullptr, false), json::parse(identity_));
  const Training::State state = training.state();
  read_side(file, "left", *state.left);
  read_side(file, "right", *state.right);
  read_state(file, "left", *state.left_state);
  read_state(file, "right", *state.right_state);
  read_side(file, "best.user", best.users);
  read_side(file, "best.item", best.items);
  const json where = json::parse(metadata.at("position"), nullptr, false);
  try {
    position.next_epoch = where.at("next_epoch");
    position.best_epoch = where.at("best_epoch");
    position.best_validation = where.at("best_validation");
    position.curve = curve_from_json(metadata.at("curve"));
  } catch (const std::exception&) {
    file.damaged("its position is senseless");
  }
  return true;
}

void Checkpoint::save(Training& training, const Model& best, const Position& position) const {
  const Training::State state = training.state();
  TensorWriter file;
  std::vector<std::vector<float>> kept;  // the writer holds views
  kept.reserve(4);
  const auto add_side = [&](const std::string& name, const Side& side) {
    file.add(name + ".factors", side.factors);
    file.add<float>(name + ".bias", kept.emplace_back(biases(side)));
  };
  const auto add_state = [&](const std::string& name, const SideState& of) {
    file.add<float>(name + ".state.rows", floats(of.rows));
    file.add<float>(name + ".state.biases", floats(of.biases));
    file.add<float>(name + ".state.bias_moments", of.bias_moments);
    file.add(name + ".state.moments", of.moments);
  };
  add_side("left", *state.left);
  add_side("right", *state.right);
  add_side("best.user", best.users);
  add_side("best.item", best.items);
  add_state("left", *state.left_state);
  add_state("right", *state.right_state);
  const json where = {{"next_epoch", position.next_epoch},
                      {"best_epoch", position.best_epoch},
                      {"best_validation", position.best_validation}};
  file.write(path_, {{"format", "kinfold checkpoint"},
                     {"version", std::to_string(kFormatVersion)},
                     {"identity", identity_},
                     {"position", where.dump()},
                     {"curve", curve_to_json(position.curve)}});
}

}  // namespace kinfold
