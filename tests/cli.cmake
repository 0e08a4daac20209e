# End-to-end tests: of the program, of model files read by Python, and of a project that uses the installed libraries.
target_sources(test_cli PRIVATE cli/run.cpp)
target_link_libraries(test_cli PRIVATE Lapacke::Lapacke)  # reference decomposition

set(_python ${PROJECT_SOURCE_DIR}/.deps/python/bin/python)

# Fails without the Python environment of tools/setup --tests.
add_test(NAME format COMMAND ${_python} ${CMAKE_CURRENT_SOURCE_DIR}/format_test.py $<TARGET_FILE:kinfold>
         ${PROJECT_SOURCE_DIR}/data/demo/ratings.parquet)

# Compares metrics with those of other libraries. Runs the program many times, so it is left out with sanitizers; other
# tests cover the same code there.
if(NOT CMAKE_CXX_FLAGS MATCHES "sanitize")
  add_test(NAME metrics COMMAND ${_python} ${CMAKE_CURRENT_SOURCE_DIR}/metrics_test.py $<TARGET_FILE:kinfold>)
endif()

add_test(NAME package COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/package_test ${CMAKE_COMMAND} ${PROJECT_BINARY_DIR}
         ${PROJECT_SOURCE_DIR}/examples/cpp ${CMAKE_CXX_COMPILER} "${CMAKE_CXX_FLAGS}")
