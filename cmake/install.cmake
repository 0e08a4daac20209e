# The program, the demo's data, the libraries with their headers, and a package for find_package(kinfold).
include(CMakePackageConfigHelpers)
set(_package ${CMAKE_INSTALL_LIBDIR}/cmake/kinfold)
set_target_properties(kinfold PROPERTIES INSTALL_RPATH "$ORIGIN/../${CMAKE_INSTALL_LIBDIR}/kinfold")

install(TARGETS kinfold kinfold_core kinfold_io EXPORT kinfold_targets)
foreach(folder core data loss penalty update scorer model solver evaluate store train serve source)
  install(DIRECTORY src/${folder} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/kinfold FILES_MATCHING PATTERN "*.h")
endforeach()
install(DIRECTORY data/demo DESTINATION ${CMAKE_INSTALL_DATADIR}/kinfold)
install(FILES ${DuckDB_LIBRARY} DESTINATION ${CMAKE_INSTALL_LIBDIR}/kinfold)
install(EXPORT kinfold_targets NAMESPACE kinfold:: DESTINATION ${_package})
configure_package_config_file(cmake/kinfold-config.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/kinfold-config.cmake
    INSTALL_DESTINATION ${_package} PATH_VARS CMAKE_INSTALL_LIBDIR)
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/kinfold-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/kinfold-config.cmake
    ${CMAKE_CURRENT_BINARY_DIR}/kinfold-config-version.cmake DESTINATION ${_package})
