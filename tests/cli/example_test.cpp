// Every configuration in examples/ trains.
#include <filesystem>

#include "cli/run.h"

namespace kinfold::app {
namespace {

struct ExampleTest : RunTest {
  // Source, task and further arguments for the configurations of a folder.
  std::vector<std::string> arguments(const std::filesystem::path& config) const {
    const std::string folder = config.parent_path().filename().string();
    if (folder == "likes") return {"likes", "likes.csv"};
    if (folder == "nodes") return {"nodes", "labels.csv", "--graph", "links.csv"};
    return {config.stem() == "ego-facebook-dot" ? "links" : "triples",
            config.stem() == "ego-facebook-dot" ? "links.csv" : "triples.csv"};
  }

  std::vector<std::filesystem::path> configs() const {
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(source() + "/examples"))
      if (entry.path().extension() == ".toml") paths.push_back(entry.path());
    return paths;
  }
};

TEST_F(ExampleTest, ConfigurationsTrain) {
  write("likes.csv", "user,item\na,x\na,y\nb,y\nb,z\nc,z\nc,x\n");
  write("links.csv", "source,target\na,b\nb,c\nc,d\nd,a\na,c\n");
  write("triples.csv", "head,relation,tail\na,r,b\nb,r,c\nc,s,d\nd,s,a\na,t,c\n");
  write("labels.csv", "node,label\na,red\nb,blue\nc,red\n");
  ASSERT_GE(configs().size(), 20u);
  for (const std::filesystem::path& config : configs()) {
    std::vector<std::string> words = {"train"};
    for (const std::string& word : arguments(config)) words.push_back(word);
    words.insert(words.end(), {"--config", config.string(), "--out", "m.kf", "--rank", "4", "--epochs", "1"});
    EXPECT_EQ(good(words)["epochs"], 1) << config;
  }
}

}  // namespace
}  // namespace kinfold::app
