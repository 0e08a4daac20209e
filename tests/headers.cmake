# Each installed header compiles by itself. The headers are the same with sanitizers.
if(NOT KINFOLD_SANITIZED)
  add_test(NAME headers COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/header_test ${CMAKE_COMMAND} ${PROJECT_BINARY_DIR}
           "${CMAKE_CXX_FLAGS}" ${CMAKE_CXX_COMPILER_LAUNCHER} ${CMAKE_CXX_COMPILER})
  set_tests_properties(headers PROPERTIES PROCESSORS 2 TIMEOUT 900)
endif()
