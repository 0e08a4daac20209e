// Parses N-Triples (W3C Recommendation, 2014) line by line: <subject> <predicate> <object> .
#pragma once
#include <string>
#include <string_view>

namespace kinfold {

class NTriplesParser {
 public:
  enum class Kind { kTriple, kLiteral, kSkip, kError };  // kSkip: a blank line or a comment

  // The terms are valid until the next call.
  Kind parse(std::string_view line);

  // IRIs have no brackets and decoded escapes. Blank nodes keep their form "_:b".
  const std::string& subject() const { return subject_; }
  const std::string& predicate() const { return predicate_; }
  const std::string& object() const { return object_; }
  const std::string& error() const { return error_; }  // the problem, after kError

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
