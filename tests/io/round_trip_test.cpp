// Written tables are read back unchanged.
#include <charconv>

#include "core/random.h"
#include "io/fixture.h"
#include "io/row_writer.h"

namespace kinfold {
namespace {

using source::Row;

class RoundTrip : public source::SourceTest {};

// A random id from difficult pieces: quotes, delimiters, spaces, other scripts, and texts that look like numbers.
std::string random_id(Random& random) {
  static const std::vector<std::string> pieces = {"a", "Z",  "0", "7",   ",", ";", "|",  ":", "\"", "'", " ",
                                                  "é", "日", "🎬", "nan", "-", ".", "\\", "#", "/",  "{", "NULL"};
  std::string id = "k";  // never empty: an empty id is missing
  for (std::uint64_t n = random.below(8); n > 0; --n) id += pieces[random.below(pieces.size())];
  return id + "k";
}

float random_value(Random& random) { return float(random.normal()) * (random.below(4) == 0 ? 1e-20f : 3.0f); }

OutputTable random_output(std::uint64_t seed) {
  Random random(seed, {1});
  const std::size_t rows = 1 + random.below(200);
  std::vector<std::string> users, items;
  std::vector<float> values;
  std::vector<std::uint32_t> times;
  for (std::size_t i = 0; i < rows; ++i) {
    users.push_back(random_id(random));
    items.push_back(random_id(random));
    values.push_back(random_value(random));
    times.push_back(std::uint32_t(random.below(1u << 31)));
  }
  return {{"user", "item", "rating", "time"}, {users, items, values, times}};
}

std::vector<Row> rows_of(const OutputTable& output) {
  std::vector<Row> rows;
  for (std::size_t i = 0; i < output.rows(); ++i)
    rows.push_back({std::get<0>(output.columns[0])[i], std::get<0>(output.columns[1])[i],
                    std::get<1>(output.columns[2])[i], double(std::get<2>(output.columns[3])[i])});
  return rows;
}

TEST_F(RoundTrip, RandomTablesThroughEveryFormat) {
  for (std::uint64_t seed = 1; seed <= 25; ++seed) {
    SCOPED_TRACE(seed);
    const OutputTable output = random_output(seed);
    for (const char* file : {"s.csv", "s.tsv", "s.parquet", "s.json", "s.jsonl"}) {
      SCOPED_TRACE(file);
      write_rows(output, path(file));
      ASSERT_EQ(rows(file), rows_of(output));
    }
  }
}

TEST_F(RoundTrip, RandomTablesWithEveryDelimiter) {
  for (std::uint64_t seed = 1; seed <= 25; ++seed) {
    const std::vector<Row> expected = rows_of(random_output(seed));
    for (const std::string delimiter : {",", ";", "|", "\t"}) {
      SCOPED_TRACE("seed " + std::to_string(seed) + " delimiter " + delimiter);
      const auto quoted = [](const std::string& id) {
        std::string text = "\"";
        for (char c : id) text += c == '"' ? "\"\"" : std::string(1, c);
        return text + "\"";
      };
      std::string text = "user" + delimiter + "item" + delimiter + "rating" + delimiter + "time\n";
      for (const Row& row : expected) {
        char value[40];
        const std::string number(value, std::to_chars(value, value + sizeof value, float(row.value)).ptr);
        text += quoted(row.user) + delimiter + quoted(row.item) + delimiter + number + delimiter +
                std::to_string(long(row.time)) + "\n";
      }
      write("t.txt", text);
      ASSERT_EQ(rows("t.txt"), expected);
    }
  }
}

TEST_F(RoundTrip, LongAndManyIds) {
  std::vector<std::string> users, items;
  std::vector<float> values;
  for (int i = 0; i < 70000; ++i) {
    users.push_back("user " + std::to_string(i % 30000));
    items.push_back(i == 69999 ? std::string(50000, 'x') : std::to_string(i));
    values.push_back(float(i % 5));
  }
  const OutputTable output{{"user", "item", "rating"}, {users, items, values}};
  for (const char* file : {"s.csv", "s.parquet"}) {
    write_rows(output, path(file));
    const std::vector<Row> back = rows(file);
    ASSERT_EQ(back.size(), users.size());
    for (std::size_t i = 0; i < back.size(); ++i)
      ASSERT_TRUE(back[i].user == users[i] && back[i].item == items[i] && back[i].value == values[i]) << file << i;
  }
}

TEST_F(RoundTrip, NoTemporaryFilesRemain) {
  write_rows({{"id"}, {std::vector<std::string>{"a"}}}, path("s.parquet"));
  write_rows({{"id"}, {std::vector<std::string>{"b"}}}, path("s.parquet"));
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(path(""))) files += entry.exists();
  EXPECT_EQ(files, 1u);
}

TEST(ToCsv, QuotesOnlyWhereNeeded) {
  const OutputTable output{
      {"id", "a,b", "n"},
      {std::vector<std::string>{"plain", "with \"quote\"", "two\nlines", ""},
       std::vector<float>{1, 0.1f, -2.5e-8f, 1e10f}, std::vector<std::uint32_t>{0, 1, 2, 4294967295u}}};
  EXPECT_EQ(to_csv(output),
            "id,\"a,b\",n\nplain,1,0\n\"with \"\"quote\"\"\",0.1,1\n\"two\nlines\",-2.5e-08,2\n,1e+10,4294967295\n");
}

// Missing cells are empty in CSV and NULL elsewhere, whether a table is written at once or in parts.
TEST_F(RoundTrip, MissingCells) {
  const OutputTable output{
      {"t", "f", "u", "i"},
      {std::vector<std::optional<std::string>>{"a", std::nullopt}, std::vector<std::optional<float>>{{}, 0.5f},
       std::vector<std::optional<std::uint32_t>>{7u, {}}, std::vector<std::optional<std::int64_t>>{{}, -9}}};
  EXPECT_EQ(to_csv(output), "t,f,u,i\na,,7,\n,0.5,,-9\n");
  const OutputTable gaps{{"x"}, {std::vector<std::optional<float>>{1.0f, std::nullopt, 2.0f}}};
  EXPECT_EQ(to_csv(gaps), "x\n1\n\"\"\n2\n");
  for (const char* file : {"s.tsv", "s.parquet", "s.json"}) {
    SCOPED_TRACE(file);
    const auto check = [&] {
      Source back(path(file), {});
      EXPECT_EQ(back.db().rows("SELECT t, f, u, i, f IS NULL, i IS NULL FROM " + back.from(), file),
                (std::vector<std::vector<std::string>>{{"a", "", "7", "", "true", "true"},
                                                       {"", "0.5", "", "-9", "false", "false"}}));
    };
    write_rows(output, path(file));
    check();
    RowWriter parts(path(file));
    parts.add(output);
    parts.commit();
    check();
  }
}

TEST_F(RoundTrip, ItemNames) {
  write("n.csv", "movieId,title,genres\n1,\"One, the film\",A\n007,Bond,B\n,nobody,C\n");
  Source source(path("n.csv"), {});
  EXPECT_EQ(read_names(source),
            (std::vector<std::pair<std::string, std::string>>{{"1", "One, the film"}, {"007", "Bond"}}));
}

TEST_F(RoundTrip, ReportsValidRows) {
  write("r.csv", "user,item,rating\na,x,1\nb,y,?\nc\nd,z,3\n");
  SourceOptions options;
  options.skip_bad_rows = true;
  Source source(path("r.csv"), options);
  ReadReport report;
  std::vector<std::uint8_t> valid_rows;
  EXPECT_EQ(read_ratings(source, find_rating_roles(source, true), report, &valid_rows).rows.size(), 2u);
  EXPECT_EQ(valid_rows, (std::vector<std::uint8_t>{1, 0, 1}));
  EXPECT_EQ(report.rows, 3u);
  EXPECT_EQ(report.bad, 2u);
}

}  // namespace
}  // namespace kinfold
