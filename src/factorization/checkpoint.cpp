#include "factorization/checkpoint.h"

#include <filesystem>
#include <list>

#include "store/json.h"
#include "store/metadata.h"
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
class StateReader {
 public:
  StateReader(const TensorReader& file, const std::string& name) : file_(file), name_(name) {}

  void operator()(Matrix* matrix) const {
    Matrix read = file_.matrix(name_);
    if (read.rows() != matrix->rows() || read.rank() != matrix->rank())
      file_.damaged("'" + name_ + "' has not the shape that the data asks for");
    *matrix = std::move(read);
  }
  void operator()(std::vector<BiasAndReg>* bias_and_reg) const {
    const auto bias = read_exactly<float>(bias_and_reg->size());
    for (std::size_t i = 0; i < bias.size(); ++i) (*bias_and_reg)[i].bias = bias[i];
  }
  void operator()(std::vector<float>* values) const { *values = read_exactly<float>(values->size()); }
  void operator()(std::vector<double>* values) const { *values = read_exactly<double>(values->size()); }
  void operator()(std::vector<RowState>* states) const {
    const auto values = read_exactly<float>(kStateFloats * states->size());
    for (std::size_t i = 0; i < states->size(); ++i)
      (*states)[i] = {values[kStateFloats * i], values[kStateFloats * i + 1], values[kStateFloats * i + 2]};
  }

 private:
  template <class T>
  std::vector<T> read_exactly(std::size_t size) const {
    std::vector<T> values = file_.get<T>(name_);
    if (values.size() != size) file_.damaged("'" + name_ + "' has not the length that the data asks for");
    return values;
  }

  const TensorReader& file_;
  const std::string& name_;
};

// Adds one part to a file; `kept` holds what the writer only views.
class StateWriter {
 public:
  StateWriter(TensorWriter& file, const std::string& name, std::list<std::vector<float>>& buffers)
      : file_(file), name_(name), buffers_(buffers) {}

  void operator()(const Matrix* matrix) const { file_.add(name_, *matrix); }
  void operator()(const std::vector<BiasAndReg>* bias_and_reg) const {
    std::vector<float>& biases = buffers_.emplace_back();
    for (const BiasAndReg& entry : *bias_and_reg) biases.push_back(entry.bias);
    file_.add<float>(name_, biases);
  }
  void operator()(const std::vector<float>* values) const { file_.add<float>(name_, *values); }
  void operator()(const std::vector<double>* values) const { file_.add<double>(name_, *values); }
  void operator()(const std::vector<RowState>* states) const { file_.add<float>(name_, floats(*states)); }

 private:
  TensorWriter& file_;
  const std::string& name_;
  std::list<std::vector<float>>& buffers_;
};

// The state of the trainer, and the best model so far unless it is the last one, which the state contains.
StateDict full_state(Trainer& trainer, Model& best) {
  StateDict dict = trainer.state();
  if (trainer.last_is_best()) return dict;
  for (StateEntry& entry : state_dict(best)) {
    entry.name = "best." + entry.name;
    dict.push_back(std::move(entry));
  }
  return dict;
}

// FactorizationTrainOptions first: a changed seed or --validation changes the data as well, and is what to name.
void check_identity(const TensorReader& file, const std::string& path, const json& saved, const json& current) {
  if (!saved.is_object()) file.damaged("its options are senseless");
  const std::string advice = "use the same data and options, or start anew without --resume";
  const auto value_text = [](const json& value) { return value.is_string() ? value.get<std::string>() : "unknown"; };
  for (const auto& [name, value] : current.items())
    if (const json before = saved.value(name, json()); name != "data" && before != value)
      throw Error("this checkpoint was made with another --" + name + " (" + value_text(before) + ", now " +
                      value_text(value) + ")",
                  path, advice);
  if (saved.value("data", json()) != current.at("data")) throw Error("this checkpoint is of other data", path, advice);
}

}  // namespace

Checkpoint::Checkpoint(const std::string& folder, const FactorizationTrainOptions& options, const std::string& data)
    : path_(folder + "/checkpoint.kinfold") {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw Error("cannot be made: " + error.message(), folder, "choose another folder with --checkpoint-dir");
  json identity = {{"data", data}};
  for (const auto& [name, value] : option_values(options)) identity[name] = property_text(value);
  identity_ = dump_json(identity);
}

bool Checkpoint::load(Trainer& trainer, Model& best, LoopState& state) const {
  if (!std::filesystem::exists(path_)) return false;
  const TensorReader file(path_);
  const auto& metadata = file.metadata();
  if (!metadata.contains("format") || metadata.at("format") != "kinfold checkpoint" || !metadata.contains("identity") ||
      !metadata.contains("state"))
    file.damaged("it is not a checkpoint");
  check_identity(file, path_, parse_json_or_discard(metadata.at("identity")), parse_json(identity_));
  for (const StateEntry& entry : full_state(trainer, best)) std::visit(StateReader(file, entry.name), entry.values);
  trainer.on_restore();
  if (trainer.last_is_best()) trainer.write_to(best);
  const json state_json = parse_json_or_discard(metadata.at("state"));
  try {
    state.next_epoch = state_json.at("next_epoch");
    state.best_epoch = state_json.at("best_epoch");
    state.best_validation = state_json.at("best_validation");
    state.curve = curve_from_json(metadata.at("curve"));
  } catch (const std::exception&) {
    file.damaged("its position is senseless");
  }
  return true;
}

void Checkpoint::save(Trainer& trainer, Model& best, const LoopState& state) const {
  TensorWriter file;
  std::list<std::vector<float>> buffers;
  const StateDict dict = full_state(trainer, best);
  for (const StateEntry& entry : dict)
    std::visit([&](auto* values) { StateWriter(file, entry.name, buffers)(values); }, entry.values);
  const json state_json = {
      {"next_epoch", state.next_epoch}, {"best_epoch", state.best_epoch}, {"best_validation", state.best_validation}};
  file.write(path_, {{"format", "kinfold checkpoint"},
                     {"version", std::to_string(kFormatVersion)},
                     {"identity", identity_},
                     {"state", dump_json(state_json)},
                     {"curve", curve_to_json(state.curve)}});
}

}  // namespace kinfold
