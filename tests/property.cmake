# Property tests with generated data. A failing case is shrunk to a minimal one; the seed is fixed, so a failure can be
# reproduced.
find_package(rapidcheck REQUIRED)
file(GLOB _properties CONFIGURE_DEPENDS property/*_test.cpp)
add_executable(test_property ${_properties})
target_include_directories(test_property PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
target_link_libraries(test_property PRIVATE kinfold_io rapidcheck GTest::gtest_main kinfold_warnings)
target_compile_options(test_property PRIVATE ${KINFOLD_PLAIN_TEST_OPTIONS})
kinfold_unity(test_property 12)
# Fewer cases with sanitizers, which make each case slow.
if(KINFOLD_SANITIZED)
  set(_cases 30)
else()
  set(_cases 100)
endif()
gtest_discover_tests(test_property TEST_PREFIX property. PROPERTIES ENVIRONMENT "RC_PARAMS=seed=20 max_success=${_cases}")
