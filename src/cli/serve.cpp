#include <fmt/format.h>

#include "cli/call.h"
#include "cli/model_info.h"
#include "core/error.h"
#include "report/evaluations.h"
#include "server/event_writer.h"
#include "server/server.h"

namespace kinfold::app {
namespace {

struct Asked {
  std::vector<std::string> models, titles, origins, hosts, evaluations;
  std::string store, tokens, log, index = "auto";
  std::size_t port = 8080, threads = 0, body_limit = 1 << 20;
  http::Server::Settings settings;
};

Titles load_titles(const std::vector<std::string>& sources) {
  Titles titles;
  for (const std::string& text : sources) {
    Source source(text, {});
    for (auto& [id, title] : read_names(source)) titles.insert_or_assign(std::move(id), std::move(title));
  }
  return titles;
}

// As an address names it: an IPv6 one in brackets.
std::string bracketed(const std::string& host) { return host.find(':') == host.npos ? host : "[" + host + "]"; }

bool is_loopback(const std::string& host) { return host == "localhost" || host == "::1" || host.starts_with("127."); }

std::string told(const http::Catalog& catalog, const std::string& address) {
  std::string text;
  for (const auto& model : catalog.all())
    text += fmt::format("{}: a model of {}, {} of rank {}\n", model.name, task_of(model.served->model()),
                        kind_of(model.served->model()), rank_of(model.served->model()));
  return text + fmt::format("open http://{}/\n", address);
}

ServedModel::IndexMode index_rule(const std::string& name) {
  if (name == "auto") return ServedModel::IndexMode::kIfPresent;
  if (name == "hnsw") return ServedModel::IndexMode::kAlways;
  if (name == "exact") return ServedModel::IndexMode::kNone;
  throw UsageError("unknown index '" + name + "'", "--index", known_choices(name, {"auto", "exact", "hnsw"}));
}

void serve(Call& call, Asked& asked) {
  http::Catalog catalog(asked.models, load_titles(asked.titles), index_rule(asked.index));
  http::Service::Settings settings;
  if (!asked.tokens.empty()) settings.tokens = http::Tokens(asked.tokens);
  settings.origins = asked.origins;
  settings.version = KINFOLD_VERSION;
  if (is_loopback(asked.settings.host) || !asked.hosts.empty())
    settings.hosts = {"localhost", "127.0.0.1", "[::1]", bracketed(asked.settings.host)};
  settings.hosts.insert(settings.hosts.end(), asked.hosts.begin(), asked.hosts.end());
  settings.info = [evaluations = Evaluations(asked.evaluations)](const ServedModel& served) {
    Json info = info_json(served.model());
    if (Json measured = evaluations.of(served.checksum()); !measured.empty()) info["evaluations"] = std::move(measured);
    return info.dump(-1, ' ', false, Json::error_handler_t::replace);
  };
  if (!is_loopback(asked.settings.host) && settings.tokens.empty())
    call.warn("whoever reaches " + asked.settings.host + " may ask, since no --token-file are given");

  FreshEvents fresh;
  std::unique_ptr<http::EventWriter> writer;
  if (!asked.store.empty()) writer = std::make_unique<http::EventWriter>(asked.store, fresh);
  http::Service service(std::move(settings), catalog, fresh, writer.get());
  http::AccessLog log(asked.log);
  asked.settings.port = std::uint16_t(asked.port);
  asked.settings.threads = asked.threads;
  asked.settings.body_limit = asked.body_limit;
  http::Server server(service, log, asked.settings);
  const std::string address = fmt::format("{}:{}", bracketed(asked.settings.host), server.port());
  if (call.json)
    fmt::print("{}\n", Json{{"address", "http://" + address}, {"models", catalog.names()}}.dump());
  else
    fmt::print("{}", told(catalog, address));
  std::fflush(stdout);
  server.run();
  writer.reset();  // what waits is written before those who wait for it are gone
}

}  // namespace

void add_serve(CommandLine& line, Call& call) {
  auto asked = std::make_shared<Asked>();
  Verb verb = line.add_verb(call, "serve", "Answer over HTTP what models know, and show a page",
                            [&call, asked] { serve(call, *asked); });
  verb.add_option("models", asked->models, "model files; NAME=FILE gives one a name").required();
  verb.add_option("--port", asked->port, "the port; 0 is any that is free [8080]").between(0, 65535).type_name("N");
  verb.add_option("--host", asked->settings.host, "the address; 0.0.0.0 is all of the machine's [127.0.0.1]")
      .type_name("ADDRESS");
  verb.add_option("--event-store", asked->store, "keep feedback in this database, and take in what it holds")
      .type_name("FILE.duckdb[::TABLE]");
  verb.add_option("--titles", asked->titles, "what to show beside ids, by a source of ids and titles; repeatable")
      .type_name("SOURCE")
      .repeatable();
  verb.add_option("--token-file", asked->tokens, "who may ask, by a file of lines \"read TOKEN\" or \"write TOKEN\"")
      .type_name("FILE");
  verb.add_option("--cors", asked->origins, "pages of this origin may ask, too; * is all; repeatable")
      .type_name("ORIGIN")
      .repeatable();
  verb.add_option(
          "--allow-host", asked->hosts,
          "a further name by which it may be asked, such as that of a proxy before it [of 127.0.0.1: localhost; "
          "of other addresses any]; repeatable")
      .type_name("NAME")
      .repeatable();
  verb.add_option("--evaluation", asked->evaluations,
                  "metrics to show of a model, by a file of what kinfold evaluate --json wrote; repeatable")
      .type_name("FILE")
      .repeatable();
  verb.add_option(
          "--index", asked->index,
          "how the best of many items are found: exact, hnsw, or auto, which takes MODEL.hnsw where it is there "
          "[auto]")
      .type_name("NAME");
  verb.add_flag("--watch", asked->settings.watch, "take a model anew when its file changes; else on SIGHUP alone");
  verb.add_option("--access-log", asked->log, "a file for a line of JSON a request, or off [stderr]").type_name("FILE");
  verb.add_option("--threads", asked->threads, "threads that answer [as many as the machine has]").type_name("N");
  verb.add_option("--body-limit", asked->body_limit, "bytes that a request may have [1048576]")
      .type_name("N")
      .positive();
  verb.add_option("--max-connections", asked->settings.max_connections, "at once [4096]").type_name("N").positive();
  verb.add_option("--timeout", asked->settings.timeout, "seconds for a request to come and an answer to go [30]")
      .type_name("S")
      .between(0.1, 3600.0);
  verb.add_option("--drain-timeout", asked->settings.drain_timeout,
                  "seconds for what is under way when the server goes down [10]")
      .type_name("S")
      .between(0.0, 3600.0);
}

}  // namespace kinfold::app
