#include "server/json_writer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/random.h"

namespace kinfold::http {
namespace {

std::string as_json(std::string_view text) {
  JsonWriter out;
  return out.value(text).take();
}

TEST(JsonWriter, WritesObjectsListsAndNumbers) {
  JsonWriter out;
  out.begin_object().field("a", 0.1f).field("b", true).key("c").begin_array().value("x").value(7u);
  out.begin_object().end_object().end_array().field("d", double(NAN)).list("e", std::vector<float>{1, 2.5f});
  EXPECT_EQ(out.end_object().take(), R"({"a":0.1,"b":true,"c":["x",7,{}],"d":null,"e":[1,2.5]})");
}

TEST(JsonWriter, AnyTextRoundTrips) {
  Random random(5);
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (std::size_t n = random.below(12); n > 0; --n) {
      static const std::vector<std::string> parts = {
          "a", "\"", "\\", "\n", "\x01", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "\x7f", "\x1f"};
      text += parts[random.below(parts.size())];
    }
    EXPECT_EQ(nlohmann::json::parse(as_json(text)).get<std::string>(), text);
  }
}

TEST(JsonWriter, AnyBytesGiveValidJson) {
  Random random(6);
  for (int round = 0; round < 5000; ++round) {
    std::string bytes;
    for (std::size_t n = random.below(8); n > 0; --n)
      bytes += char(random.below(4) == 0 ? random.below(256) : 0xC0 + random.below(64));
    const auto value = nlohmann::json::parse(as_json(bytes), nullptr, false);  // accepts only UTF-8
    ASSERT_TRUE(value.is_string()) << testing::PrintToString(bytes);
  }
  EXPECT_EQ(as_json("a\xFF"), "\"a\xEF\xBF\xBD\"");
  EXPECT_EQ(as_json("\xC3"), "\"\xEF\xBF\xBD\"");
}

TEST(Base64, MatchesTheExamplesOfRfc4648) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64("\xff\xfe\xfd"), "//79");
}

}  // namespace
}  // namespace kinfold::http
