# Properties over generated data, shrunk to the smallest that fails; one seed, so that a failure can be had again.
find_package(rapidcheck REQUIRED)
file(GLOB _properties CONFIGURE_DEPENDS property/*_test.cpp)
add_executable(test_property ${_properties})
target_include_directories(test_property PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
target_link_libraries(test_property PRIVATE kinfold_io rapidcheck GTest::gtest_main kinfold_warnings)
target_compile_options(test_property PRIVATE ${KINFOLD_PLAIN_TEST_OPTIONS})
target_precompile_headers(test_property PRIVATE ${KINFOLD_STANDARD_HEADERS} <gtest/gtest.h> <rapidcheck.h>)
gtest_discover_tests(test_property TEST_PREFIX property. PROPERTIES ENVIRONMENT RC_PARAMS=seed=20)
