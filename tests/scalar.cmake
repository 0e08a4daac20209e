# The kernels once more by the scalar path, for processors without the vector units at hand.
list(TRANSFORM KINFOLD_CORE_SOURCES PREPEND ${PROJECT_SOURCE_DIR}/ OUTPUT_VARIABLE _sources)
list(FILTER _sources INCLUDE REGEX "/(core|data|sampler|solver)/")
# These have no kernels of their own.
list(FILTER _sources EXCLUDE REGEX "/(components|coordinate|divergence|operator|rotate|spectral|low_rank|low_rank_start).cpp$")
list(FILTER _sources EXCLUDE REGEX "/(column_sweep|constant_scores|row_sweep|scored_column).cpp$")
add_executable(test_scalar core/product_test.cpp core/scan_test.cpp core/table_test.cpp core/vector_test.cpp
               solver/composed_test.cpp solver/entries_test.cpp solver/pointwise_test.cpp solver/twin_test.cpp
               ${_sources})
target_compile_definitions(test_scalar PRIVATE HWY_COMPILE_ONLY_SCALAR)
target_include_directories(test_scalar PRIVATE ${CMAKE_CURRENT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/src)
target_link_libraries(test_scalar PRIVATE hwy::hwy Eigen3::Eigen Threads::Threads GTest::gtest_main kinfold_warnings)
target_compile_options(test_scalar PRIVATE ${KINFOLD_TEST_OPTIONS})
gtest_discover_tests(test_scalar TEST_PREFIX scalar.)
