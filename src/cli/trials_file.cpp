#include "cli/trials_file.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/error.h"

namespace kinfold::app {
namespace {

Trial trial_of_json(const Json& line) {
  Trial trial;
  trial.number = line.at("trial").get<std::size_t>() - 1;
  trial.epochs = line.at("epochs").get<std::size_t>();
  for (const auto& [name, text] : line.at("options").items()) trial.params.emplace_back(name, text.get<std::string>());
  if (!line.at("validation").is_null()) trial.score = line.at("validation").get<double>();
  trial.best_epoch = line.at("best_epoch").get<std::size_t>();
  trial.seconds = line.at("seconds").get<double>();
  return trial;
}

// The keys whose values differ between two flat objects, with both values.
std::string differences(const Json& before, const Json& now) {
  std::vector<std::string> differing;
  for (const Json* side : {&before, &now})
    for (const auto& [key, value] : side->items()) {
      const std::string old_value = before.value(key, Json("-")).dump(), new_value = now.value(key, Json("-")).dump();
      const std::string line = key + " (" + old_value + ", now " + new_value + ")";
      if (old_value != new_value && std::ranges::find(differing, line) == differing.end()) differing.push_back(line);
    }
  return join(differing);
}

}  // namespace

TrialsFile::TrialsFile(const std::string& path, const Json& metadata) : path_(path) {
  if (path.empty()) return;
  std::string text;
  if (std::filesystem::exists(path)) {
    std::ifstream file(path, std::ios::binary);
    text.assign(std::istreambuf_iterator<char>(file), {});
  }
  const std::size_t complete_size = text.rfind('\n') + 1;  // 0 where there is none
  if (complete_size < text.size()) std::filesystem::resize_file(path, complete_size);
  text.resize(complete_size);
  if (text.empty())
    append(Json{{"search", metadata}}.dump());
  else
    read(text, metadata);
}

void TrialsFile::read(const std::string& text, const Json& metadata) {
  std::istringstream lines(text);
  std::string line;
  for (std::size_t number = 1; std::getline(lines, line); ++number) {
    const std::string where = path_ + ", line " + std::to_string(number);
    try {
      const Json parsed = Json::parse(line);
      if (number > 1) {
        trials_.push_back(trial_of_json(parsed));
      } else if (const Json& before = parsed.at("search"); before != metadata) {
        throw Error("the file holds trials of another search: " + differences(before, metadata), path_,
                    "use another --trials-file, or the options of that search");
      }
    } catch (const Json::exception&) {
      throw Error("the line is not a trial", where, "use another --trials-file");
    }
  }
}

void TrialsFile::add(const Trial& trial) {
  trials_.push_back(trial);
  if (!path_.empty()) append(json_of_trial(trial).dump());
}

void TrialsFile::append(const std::string& line) const {
  std::ofstream file(path_, std::ios::app | std::ios::binary);
  file << line + "\n" << std::flush;
  if (!file) throw Error("the trial cannot be written", path_, "free some space, or use another --trials-file");
}

Json json_of_trial(const Trial& trial) {
  Json options = Json::object();
  for (const auto& [name, text] : trial.params) options[name] = text;
  return {{"trial", trial.number + 1},          {"epochs", trial.epochs},         {"options", options},
          {"validation", json_of(trial.score)}, {"best_epoch", trial.best_epoch}, {"seconds", trial.seconds}};
}

}  // namespace kinfold::app
