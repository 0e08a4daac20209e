#include "core/property.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "store/metadata.h"

namespace kinfold {
namespace {

const Properties kProperties = {
    {"undirected", true}, {"facts", std::uint64_t{1} << 53}, {"mean", 3.0}, {"lr", 0.1}, {"source", "a \"b\".csv"}};

TEST(Properties, AreShownInShortForm) {
  EXPECT_EQ(text_property(kProperties, "undirected"), "yes");
  EXPECT_EQ(text_property(kProperties, "facts"), "9007199254740992");
  EXPECT_EQ(text_property(kProperties, "mean"), "3");
  EXPECT_EQ(text_property(kProperties, "lr"), "0.1");
  EXPECT_EQ(text_property(kProperties, "missing"), "");
}

TEST(Properties, OfAnotherTypeAreNotRead) {
  EXPECT_EQ(number_property(kProperties, "facts", 0), 9007199254740992.0);
  EXPECT_EQ(number_property(kProperties, "source", -1), -1);
  EXPECT_EQ(number_property(kProperties, "missing", -1), -1);
  EXPECT_EQ(count_property(kProperties, "facts"), std::uint64_t{1} << 53);
  EXPECT_EQ(count_property(kProperties, "mean", 7), 7u);
}

TEST(Properties, KeepTheirTypesInJson) {
  const nlohmann::json object = nlohmann::json::parse(properties_to_json(kProperties).dump());
  EXPECT_EQ(properties_from_json(object), kProperties);
}

TEST(Properties, RejectListsObjectsAndNull) {
  for (const char* text : {R"({"a": null})", R"({"a": [1]})", R"({"a": {}})"})
    EXPECT_ANY_THROW(properties_from_json(nlohmann::json::parse(text))) << text;
}

}  // namespace
}  // namespace kinfold
