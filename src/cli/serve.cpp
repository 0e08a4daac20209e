#include <fmt/format.h>

#include "cli/call.h"
#include "cli/model_info.h"
#include "core/error.h"
#include "report/evaluations.h"
#include "server/event_writer.h"
#include "server/server.h"

namespace kinfold::app {
namespace {

struct ServeArgs {
  std::vector<std::string> models, titles, origins, hosts, evaluations;
  std::string event_store, token_file, log, index = "auto";
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

std::string startup_message(const http::Catalog& catalog, const std::string& address) {
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

void serve(Call& call, ServeArgs& args) {
  http::Catalog catalog(args.models, load_titles(args.titles), index_rule(args.index));
  http::Service::Settings settings;
  if (!args.token_file.empty()) settings.tokens = http::Tokens(args.token_file);
  settings.origins = args.origins;
  settings.version = KINFOLD_VERSION;
  if (is_loopback(args.settings.host) || !args.hosts.empty())
    settings.hosts = {"localhost", "127.0.0.1", "[::1]", bracketed(args.settings.host)};
  settings.hosts.insert(settings.hosts.end(), args.hosts.begin(), args.hosts.end());
  settings.info = [evaluations = EvaluationFiles(args.evaluations)](const ServedModel& served) {
    Json info = info_json(served.model());
    if (Json evaluation = evaluations.of(served.checksum()); !evaluation.empty()) info["evaluations"] = std::move(evaluation);
    return info.dump(-1, ' ', false, Json::error_handler_t::replace);
  };
  if (!is_loopback(args.settings.host) && settings.tokens.empty())
    call.warn("whoever reaches " + args.settings.host + " may ask, since no --token-file are given");

  FreshEvents fresh;
  std::unique_ptr<http::EventWriter> writer;
  if (!args.event_store.empty()) writer = std::make_unique<http::EventWriter>(args.event_store, fresh);
  http::Service service(std::move(settings), catalog, fresh, writer.get());
  http::AccessLog log(args.log);
  args.settings.port = std::uint16_t(args.port);
  args.settings.threads = args.threads;
  args.settings.body_limit = args.body_limit;
  http::Server server(service, log, args.settings);
  const std::string address = fmt::format("{}:{}", bracketed(args.settings.host), server.port());
  if (call.json)
    fmt::print("{}\n", Json{{"address", "http://" + address}, {"models", catalog.names()}}.dump());
  else
    fmt::print("{}", startup_message(catalog, address));
  std::fflush(stdout);
  server.run();
  writer.reset();  // what waits is written before those who wait for it are gone
}

}  // namespace

void add_serve(CommandLine& line, Call& call) {
  auto args = std::make_shared<ServeArgs>();
  Verb verb = line.add_verb(call, "serve", "Answer over HTTP what models know, and show a page",
                            [&call, args] { serve(call, *args); });
  verb.add_option("models", args->models, "model files; NAME=FILE gives one a name").required();
  verb.add_option("--port", args->port, "the port; 0 is any that is free [8080]").between(0, 65535).type_name("N");
  verb.add_option("--host", args->settings.host, "the address; 0.0.0.0 is all of the machine's [127.0.0.1]")
      .type_name("ADDRESS");
  verb.add_option("--event-store", args->event_store, "keep feedback in this database, and take in what it holds")
      .type_name("FILE.duckdb[::TABLE]");
  verb.add_option("--titles", args->titles, "what to show beside ids, by a source of ids and titles; repeatable")
      .type_name("SOURCE")
      .repeatable();
  verb.add_option("--token-file", args->token_file, "who may ask, by a file of lines \"read TOKEN\" or \"write TOKEN\"")
      .type_name("FILE");
  verb.add_option("--cors", args->origins, "pages of this origin may ask, too; * is all; repeatable")
      .type_name("ORIGIN")
      .repeatable();
  verb.add_option(
          "--allow-host", args->hosts,
          "a further name by which it may be asked, such as that of a proxy before it [of 127.0.0.1: localhost; "
          "of other addresses any]; repeatable")
      .type_name("NAME")
      .repeatable();
  verb.add_option("--evaluation", args->evaluations,
                  "metrics to show of a model, by a file of what kinfold evaluate --json wrote; repeatable")
      .type_name("FILE")
      .repeatable();
  verb.add_option(
          "--index", args->index,
          "how the best of many items are found: exact, hnsw, or auto, which takes MODEL.hnsw where it is there "
          "[auto]")
      .type_name("NAME");
  verb.add_flag("--watch", args->settings.watch, "take a model anew when its file changes; else on SIGHUP alone");
  verb.add_option("--access-log", args->log, "a file for a line of JSON a request, or off [stderr]").type_name("FILE");
  verb.add_option("--threads", args->threads, "threads that answer [as many as the machine has]").type_name("N");
  verb.add_option("--body-limit", args->body_limit, "bytes that a request may have [1048576]")
      .type_name("N")
      .positive();
  verb.add_option("--max-connections", args->settings.max_connections, "at once [4096]").type_name("N").positive();
  verb.add_option("--timeout", args->settings.timeout, "seconds for a request to come and an answer to go [30]")
      .type_name("S")
      .between(0.1, 3600.0);
  verb.add_option("--drain-timeout", args->settings.drain_timeout,
                  "seconds for what is under way when the server goes down [10]")
      .type_name("S")
      .between(0.0, 3600.0);
}

}  // namespace kinfold::app
