#include "data/vocabulary.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace kinfold {
namespace {

RC_GTEST_PROP(VocabularyProperty, EachIdKeepsItsFirstRow, (const std::vector<std::string>& texts)) {
  Vocabulary ids;
  std::vector<std::string> distinct;
  for (const std::string& text : texts) {
    const auto known = std::ranges::find(distinct, text);
    const auto row = std::size_t(known - distinct.begin());
    if (known == distinct.end()) distinct.push_back(text);
    RC_ASSERT(ids.add(text) == row);
  }
  RC_ASSERT(ids.size() == distinct.size());
  for (Id row = 0; row < ids.size(); ++row) {
    RC_ASSERT(ids[row] == distinct[row]);
    RC_ASSERT(ids.find(distinct[row]) == row);
  }
}

RC_GTEST_PROP(VocabularyProperty, FindsOnlyAddedIds,
              (const std::vector<std::string>& texts, const std::string& query)) {
  Vocabulary ids;
  for (const std::string& text : texts) ids.add(text);
  RC_ASSERT(ids.find(query).has_value() == (std::ranges::find(texts, query) != texts.end()));
}

RC_GTEST_PROP(VocabularyProperty, EqualityComparesTheIdsInOrder,
              (const std::vector<std::string>& one, const std::vector<std::string>& two)) {
  const auto make = [](const std::vector<std::string>& texts) {
    Vocabulary ids;
    for (const std::string& text : texts) ids.add(text);
    return ids;
  };
  const auto list = [](const Vocabulary& ids) {
    std::vector<std::string> texts;
    for (Id row = 0; row < ids.size(); ++row) texts.emplace_back(ids[row]);
    return texts;
  };
  const Vocabulary a = make(one), b = make(two);
  RC_ASSERT((a == b) == (list(a) == list(b)));
  RC_ASSERT(make(list(a)) == a);
}

}  // namespace
}  // namespace kinfold
