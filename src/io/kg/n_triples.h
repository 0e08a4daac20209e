// One line of N-Triples at a time: <subject> <predicate> <object> .
#pragma once
#include <string>
#include <string_view>

namespace kinfold {

class NTriplesParser {
 public:
  enum class Kind { kTriple, kLiteral, kSkip, kError };  // nothing: a blank line or a comment

  // Names are valid until the next line is parsed.
  Kind parse(std::string_view line);

  // IRIs without brackets and with escapes decoded; blank nodes as "_:b".
  const std::string& subject() const { return subject_; }
  const std::string& predicate() const { return predicate_; }
  const std::string& object() const { return object_; }
  const std::string& error() const { return error_; }  // what is wrong with the line

 private:
  bool fail(const std::string& what);
  void skip_blanks();
  bool iri(const char* term, std::string& name);
  bool node(const char* term, std::string& name);
  bool blank_node(const char* term, std::string& name);
  bool escape(std::string& name);
  bool literal();
  bool end();

  std::string_view rest_;
  std::string subject_, predicate_, object_, error_;
};

}  // namespace kinfold
