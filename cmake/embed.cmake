# Turns all files of a folder into one assembler file that holds their bytes, and a C++ file that lists them:
#   kEmbeddedFiles[], kNumEmbeddedFiles of src/server/embedded_files.h
# Run by `cmake -D FOLDER=... -D OUT=... -P embed.cmake`; writes OUT.S and OUT.cpp.
file(GLOB_RECURSE files RELATIVE ${FOLDER} ${FOLDER}/*)
list(SORT files)
set(assembler ".section .rodata\n")
set(declarations "")
set(entries "")
set(number 0)
foreach(file ${files})
  string(APPEND assembler ".balign 16\n.global kinfold_page_${number}\n.global kinfold_page_${number}_end\n"
         "kinfold_page_${number}:\n.incbin \"${FOLDER}/${file}\"\nkinfold_page_${number}_end:\n.byte 0\n")
  string(APPEND declarations
         "extern \"C\" const unsigned char kinfold_page_${number}[], kinfold_page_${number}_end[];\n")
  string(APPEND entries "    {\"${file}\", kinfold_page_${number}, kinfold_page_${number}_end},\n")
  math(EXPR number "${number} + 1")
endforeach()
string(APPEND assembler ".section .note.GNU-stack,\"\",@progbits\n")
file(WRITE ${OUT}.S "${assembler}")
file(WRITE ${OUT}.cpp "#include \"server/embedded_files.h\"\n${declarations}
namespace kinfold::http {
const EmbeddedFile kEmbeddedFiles[] = {\n${entries}};
const std::size_t kNumEmbeddedFiles = ${number};
}
")
