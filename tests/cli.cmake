# Tests of the program and the package from outside: Python reads a model file, a project of its own uses the libraries.
target_sources(test_cli PRIVATE cli/run.cpp)
target_link_libraries(test_cli PRIVATE Lapacke::Lapacke)  # a decomposition to compare with

set(_python ${PROJECT_SOURCE_DIR}/.deps/python/bin/python)

# A missing Python fails the test: tools/setup makes it.
add_test(NAME format COMMAND ${_python} ${CMAKE_CURRENT_SOURCE_DIR}/format_test.py $<TARGET_FILE:kinfold>
         ${PROJECT_SOURCE_DIR}/data/demo/ratings.parquet)

# Metrics as other people's libraries compute them: many runs of the program, which sanitizers have seen elsewhere.
if(NOT CMAKE_CXX_FLAGS MATCHES "sanitize")
  add_test(NAME metrics COMMAND ${_python} ${CMAKE_CURRENT_SOURCE_DIR}/metrics_test.py $<TARGET_FILE:kinfold>)
endif()

add_test(NAME package COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/package_test ${CMAKE_COMMAND} ${PROJECT_BINARY_DIR}
         ${PROJECT_SOURCE_DIR}/examples/cpp ${CMAKE_CXX_COMPILER} "${CMAKE_CXX_FLAGS}")
