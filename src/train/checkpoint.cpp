#include "train/checkpoint.h"

#include <filesystem>
#include <list>

#include "store/json.h"
#include "store/model_file.h"
#include "store/tensors.h"

namespace kinfold {
namespace {

using nlohmann::json;

constexpr std::size_t kStateFloats = 3;
static_assert(sizeof(RowState) == kStateFloats * sizeof(float));

std::span<const float> floats(const std::vector<RowState>& states) {
  return {reinterpret_cast<const float*>(states.data()), kStateFloats * states.size()};
}

// Reads one part back; its size in memory says what the file must hold.
class PartReader {
 public:
  PartReader(const TensorReader& file, const std::string& name) : file_(file), name_(name) {}

  void operator()(Table* table) const {
    Table read = file_.table(name_);
    if (read.rows() != table->rows() || read.rank() != table->rank())
      file_.damaged("'" + name_ + "' has not the shape that the data asks for");
    *table = std::move(read);
  }
  void operator()(std::vector<Head>* heads) const {
    const auto bias = sized<float>(heads->size());
    for (std::size_t i = 0; i < bias.size(); ++i) (*heads)[i].bias = bias[i];
  }
  void operator()(std::vector<float>* values) const { *values = sized<float>(values->size()); }
  void operator()(std::vector<double>* values) const { *values = sized<double>(values->size()); }
  void operator()(std::vector<RowState>* states) const {
    const auto values = sized<float>(kStateFloats * states->size());
    for (std::size_t i = 0; i < states->size(); ++i)
      (*states)[i] = {values[kStateFloats * i], values[kStateFloats * i + 1], values[kStateFloats * i + 2]};
  }

 private:
  template <class T>
  std::vector<T> sized(std::size_t size) const {
    std::vector<T> values = file_.get<T>(name_);
    if (values.size() != size) file_.damaged("'" + name_ + "' has not the length that the data asks for");
    return values;
  }

  const TensorReader& file_;
  const std::string& name_;
};

// Adds one part to a file; `kept` holds what the writer only views.
class PartWriter {
 public:
  PartWriter(TensorWriter& file, const std::string& name, std::list<std::vector<float>>& kept)
      : file_(file), name_(name), kept_(kept) {}

  void operator()(const Table* table) const { file_.add(name_, *table); }
  void operator()(const std::vector<Head>* heads) const {
    std::vector<float>& biases = kept_.emplace_back();
    for (const Head& head : *heads) biases.push_back(head.bias);
    file_.add<float>(name_, biases);
  }
  void operator()(const std::vector<float>* values) const { file_.add<float>(name_, *values); }
  void operator()(const std::vector<double>* values) const { file_.add<double>(name_, *values); }
  void operator()(const std::vector<RowState>* states) const { file_.add<float>(name_, floats(*states)); }

 private:
  TensorWriter& file_;
  const std::string& name_;
  std::list<std::vector<float>>& kept_;
};

// The learner's state and the best tables so far, unless the state tells them.
Parts all_parts(Learner& learner, Model& best) {
  Parts parts = learner.state();
  if (learner.last_is_best()) return parts;
  for (StatePart& part : tables(best)) {
    part.name = "best." + part.name;
    parts.push_back(std::move(part));
  }
  return parts;
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
  identity_ = dump_json(identity);
}

bool Checkpoint::load(Learner& learner, Model& best, Position& position) const {
  if (!std::filesystem::exists(path_)) return false;
  const TensorReader file(path_);
  const auto& metadata = file.metadata();
  if (!metadata.contains("format") || metadata.at("format") != "kinfold checkpoint" || !metadata.contains("identity") ||
      !metadata.contains("position"))
    file.damaged("it is not a checkpoint");
  refuse_other(file, path_, parse_json_or_discard(metadata.at("identity")), parse_json(identity_));
  for (const StatePart& part : all_parts(learner, best)) std::visit(PartReader(file, part.name), part.values);
  learner.restored();
  if (learner.last_is_best()) learner.publish(best);
  const json where = parse_json_or_discard(metadata.at("position"));
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

void Checkpoint::save(Learner& learner, Model& best, const Position& position) const {
  TensorWriter file;
  std::list<std::vector<float>> kept;
  const Parts parts = all_parts(learner, best);
  for (const StatePart& part : parts)
    std::visit([&](auto* values) { PartWriter(file, part.name, kept)(values); }, part.values);
  const json where = {{"next_epoch", position.next_epoch},
                      {"best_epoch", position.best_epoch},
                      {"best_validation", position.best_validation}};
  file.write(path_, {{"format", "kinfold checkpoint"},
                     {"version", std::to_string(kFormatVersion)},
                     {"identity", identity_},
                     {"position", dump_json(where)},
                     {"curve", curve_to_json(position.curve)}});
}

}  // namespace kinfold
