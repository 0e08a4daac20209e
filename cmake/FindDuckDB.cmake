# Defines DuckDB::DuckDB, from the system or from .deps/duckdb, where tools/setup installs it.
set(_local ${CMAKE_CURRENT_LIST_DIR}/../.deps/duckdb)
find_path(DuckDB_INCLUDE_DIR duckdb.h HINTS ${_local}/include)
find_library(DuckDB_LIBRARY duckdb HINTS ${_local}/lib)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(DuckDB REQUIRED_VARS DuckDB_LIBRARY DuckDB_INCLUDE_DIR
    REASON_FAILURE_MESSAGE "run tools/setup first")
if(DuckDB_FOUND AND NOT TARGET DuckDB::DuckDB)
  add_library(DuckDB::DuckDB SHARED IMPORTED)
  set_target_properties(DuckDB::DuckDB PROPERTIES IMPORTED_LOCATION ${DuckDB_LIBRARY} IMPORTED_NO_SONAME TRUE
      INTERFACE_INCLUDE_DIRECTORIES ${DuckDB_INCLUDE_DIR})
endif()
mark_as_advanced(DuckDB_INCLUDE_DIR DuckDB_LIBRARY)
