# The program, the demo's data, the libraries with their headers, and a package for find_package(kinfold).
include(CMakePackageConfigHelpers)
set(_package ${CMAKE_INSTALL_LIBDIR}/cmake/kinfold)
set_target_properties(kinfold PROPERTIES INSTALL_RPATH "$ORIGIN/../${CMAKE_INSTALL_LIBDIR}/kinfold")

install(TARGETS kinfold kinfold_core kinfold_io EXPORT kinfold_targets)
# Programs include <kinfold/...>; the headers of src/ that these include are installed beneath them.
install(DIRECTORY include/kinfold DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY src/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/kinfold/internal FILES_MATCHING PATTERN "*.h"
        PATTERN "cli" EXCLUDE PATTERN "server" EXCLUDE PATTERN "plot" EXCLUDE PATTERN "report" EXCLUDE)
install(DIRECTORY data/demo DESTINATION ${CMAKE_INSTALL_DATADIR}/kinfold)
# What is made of the command line is made by the program itself.
set(_made ${CMAKE_CURRENT_BINARY_DIR}/made)
foreach(_what "--man kinfold.1" "--completions=bash kinfold.bash" "--completions=zsh _kinfold" "--completions=fish kinfold.fish")
  separate_arguments(_what)
  list(GET _what 0 _option)
  list(GET _what 1 _file)
  add_custom_command(OUTPUT ${_made}/${_file} COMMAND ${CMAKE_COMMAND} -E make_directory ${_made}
                     COMMAND kinfold help ${_option} > ${_made}/${_file} DEPENDS kinfold)
  list(APPEND _made_files ${_made}/${_file})
endforeach()
add_custom_target(kinfold_made ALL DEPENDS ${_made_files})
install(FILES ${_made}/kinfold.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${_made}/kinfold.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME kinfold)
install(FILES ${_made}/_kinfold DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES ${_made}/kinfold.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES ${DuckDB_LIBRARY} DESTINATION ${CMAKE_INSTALL_LIBDIR}/kinfold)
install(EXPORT kinfold_targets NAMESPACE kinfold:: DESTINATION ${_package})
configure_package_config_file(cmake/kinfold-config.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/kinfold-config.cmake
    INSTALL_DESTINATION ${_package} PATH_VARS CMAKE_INSTALL_LIBDIR)
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/kinfold-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/kinfold-config.cmake
    ${CMAKE_CURRENT_BINARY_DIR}/kinfold-config-version.cmake DESTINATION ${_package})
