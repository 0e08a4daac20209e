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

// The host as in a URL: an IPv6 address is in brackets.
std::string bracketed(const std::string& host) { return host.find(':') == host.npos ? host : "[" + host + "]"; }

bool is_loopback(const std::string& host) { return host == "localhost" || host == "::1" || host.starts_with("127."); }

std::string startup_message(const http::Catalog& catalog, const std::string& address) {
  std::string text;
  for (const auto& model : catalog.all())
    text += fmt::format("{}: a model of {}, {} of rank {}\n", model.name, task_of(model.served->model()),
                        kind_of(model.served->model()), rank_of(model.served->model()));
  return text + fmt::format("open http://{}/\n", address);
}

ServedModel::IndexMode parse_index_mode(const std::string& name) {
  if (name == "auto") return ServedModel::IndexMode::kIfPresent;
  if (name == "hnsw") return ServedModel::IndexMode::kAlways;
  if (name == "exact") return ServedModel::IndexMode::kNone;
  throw UsageError("unknown index '" + name + "'", "--index", known_choices(name, {"auto", "exact", "hnsw"}));
}

void serve(Call& call, ServeArgs& args) {
  http::Catalog catalog(args.models, load_titles(args.titles), parse_index_mode(args.index));
  http::Service::Settings settings;
  if (!args.token_file.empty()) settings.tokens = http::Tokens(args.token_file);
  settings.origins = args.origins;
  settings.version = KINFOLD_VERSION;
  if (is_loopback(args.settings.host) || !args.hosts.empty())
    settings.hosts = {"localhost", "127.0.0.1", "[::1]", bracketed(args.settings.host)};
  settings.hosts.insert(settings.hosts.end(), args.hosts.begin(), args.hosts.end());
  settings.info = [evaluations = EvaluationFiles(args.evaluations)](const ServedModel& served) {
    Json info = info_json(served.model());
    if (Json evaluation = evaluations.of(served.checksum()); !evaluation.empty())
      info["evaluations"] = std::move(evaluation);
    return info.dump(-1, ' ', false, Json::error_handler_t::replace);
  };
  if (!is_loopback(args.settings.host) && settings.tokens.empty())
    call.warn("anyone who can reach " + args.settings.host + " has access; use --token-file to require tokens");

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
  writer.reset();  // writes the queued events before the objects that they refer to are destroyed
}

}  // namespace

void add_serve(CommandLine& line, Call& call) {
  auto args = std::make_shared<ServeArgs>();
  Verb verb =
      line.add_verb(call, "serve", "Serve models over HTTP, with a web page", [&call, args] { serve(call, *args); });
  verb.add_option("models", args->models, "Model files; NAME=FILE sets the name of a model.").required();
  verb.add_option("--port", args->port, "TCP port; 0 selects a free port. [8080]").between(0, 65535).type_name("N");
  verb.add_option("--host", args->settings.host, "Address to listen on; 0.0.0.0 is every interface. [127.0.0.1]")
      .type_name("ADDRESS");
  verb.add_option("--event-store", args->event_store,
                  "Database for feedback events. The server loads its events at startup.")
      .type_name("FILE.duckdb[::TABLE]");
  verb.add_option("--titles", args->titles, "Source of ids and titles to show on the page. Repeatable.")
      .type_name("SOURCE")
      .repeatable();
  verb.add_option("--token-file", args->token_file,
                  "File of access tokens, one \"read TOKEN\" or \"write TOKEN\" per line. [no tokens: open access]")
      .type_name("FILE");
  verb.add_option("--cors", args->origins,
                  "Origin that cross-origin requests (CORS) may come from; * allows all. Repeatable.")
      .type_name("ORIGIN")
      .repeatable();
  verb.add_option(
          "--allow-host", args->hosts,
          "Further allowed value of the Host header, such as the name of a reverse proxy. Repeatable. [loopback "
          "addresses: localhost only; other addresses: any]")
      .type_name("NAME")
      .repeatable();
  verb.add_option("--evaluation", args->evaluations,
                  "Output file of kinfold evaluate --json, whose metrics the page shows. Repeatable.")
      .type_name("FILE")
      .repeatable();
  verb.add_option("--index", args->index,
                  "Top-K search: exact, hnsw (approximate), or auto, which uses MODEL.hnsw if that file exists. [auto]")
      .type_name("NAME");
  verb.add_flag("--watch", args->settings.watch,
                "Reload a model when its file changes. Without this flag models are reloaded only on SIGHUP.");
  verb.add_option("--access-log", args->log, "File for the access log, one JSON line per request, or off. [stderr]")
      .type_name("FILE");
  verb.add_option("--threads", args->threads, "Number of worker threads. [number of cores]").type_name("N");
  verb.add_option("--body-limit", args->body_limit, "Maximum size of a request body in bytes. [1048576]")
      .type_name("N")
      .positive();
  verb.add_option("--max-connections", args->settings.max_connections,
                  "Maximum number of simultaneous connections. [4096]")
      .type_name("N")
      .positive();
  verb.add_option("--timeout", args->settings.timeout,
                  "Time limit in seconds for receiving a request and for sending a response, from 0.1 to 3600. [30]")
      .type_name("S")
      .between(0.1, 3600.0);
  verb.add_option("--drain-timeout", args->settings.drain_timeout,
                  "Time limit in seconds for open requests at shutdown, from 0 to 3600. [10]")
      .type_name("S")
      .between(0.0, 3600.0);
}

}  // namespace kinfold::app
