# Embeds all files of a folder into the program. Writes OUT.S, an assembler file with the bytes of the files, and OUT.cpp,
# which defines kEmbeddedFiles and kNumEmbeddedFiles of src/server/embedded_files.h.
# Usage: cmake -D FOLDER=... -D OUT=... -P embed.cmake
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
