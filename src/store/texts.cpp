#include "store/texts.h"

#include <algorithm>

namespace kinfold {

StringList::StringList(const std::vector<std::string>& list) {
  for (const std::string& each : list) {
    text += each;
    begin.push_back(text.size());
  }
}

void StringList::add_to(TensorWriter& file, const std::string& name) const {
  file.add(name + ".text", std::string_view(text));
  file.add<std::uint64_t>(name + ".begin", begin);
}

std::vector<std::string> read_strings(const TensorReader& file, const std::string& name) {
  const std::string text = file.text(name + ".text");
  const auto begin = file.get<std::uint64_t>(name + ".begin");
  if (begin.empty() || begin.front() != 0 || begin.back() != text.size() || !std::ranges::is_sorted(begin))
    file.damaged("the offsets of '" + name + "' do not match its text");
  std::vector<std::string> result;
  for (std::size_t i = 0; i + 1 < begin.size(); ++i) result.push_back(text.substr(begin[i], begin[i + 1] - begin[i]));
  return result;
}

void add_ids(TensorWriter& file, const std::string& name, const Vocabulary& ids) {
  file.add(name + ".id.text", ids.text());
  file.add<std::uint64_t>(name + ".id.begin", ids.begins());
}

Vocabulary read_ids(const TensorReader& file, const std::string& name) {
  Vocabulary ids;
  for (const std::string& id : read_strings(file, name + ".id"))
    if (const std::size_t before = ids.size(); ids.add(id) != before) file.damaged("id '" + id + "' occurs twice");
  return ids;
}

}  // namespace kinfold
