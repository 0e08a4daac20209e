#include "data/short_name.h"

namespace kinfold {

std::string short_name(std::string_view id) {
  std::string_view iri = id;
  if (iri.size() > 1 && iri.front() == '<' && iri.back() == '>') iri = iri.substr(1, iri.size() - 2);
  const bool is_urn = iri.starts_with("urn:");
  if (!is_urn && !iri.starts_with("http://") && !iri.starts_with("https://")) return std::string(id);
  std::size_t last = iri.find_last_of("#/");
  if (last == std::string_view::npos) last = iri.rfind(':');
  return std::string(last + 1 == iri.size() ? id : iri.substr(last + 1));
}

}  // namespace kinfold
