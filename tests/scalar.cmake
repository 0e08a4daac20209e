# Tests the scalar versions of the kernels, which run on processors without AVX2.
list(TRANSFORM KINFOLD_KERNELS PREPEND ${PROJECT_SOURCE_DIR}/ OUTPUT_VARIABLE _kernels)
add_executable(test_scalar core/mixed_product_test.cpp core/product_test.cpp core/scan_test.cpp core/matrix_test.cpp
               core/vector_test.cpp gnn/propagate_test.cpp loss/group_test.cpp topk/distances_test.cpp
               factorization/sgd_general_test.cpp factorization/sgd_pointwise_test.cpp
               factorization/sgd_reference_test.cpp table/hals_block_test.cpp optimizer/entrywise_test.cpp ${_kernels})
target_compile_definitions(test_scalar PRIVATE HWY_COMPILE_ONLY_SCALAR)
target_include_directories(test_scalar PRIVATE ${CMAKE_CURRENT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/src)
# All other code comes from the library.
target_link_libraries(test_scalar PRIVATE kinfold_core hwy::hwy Eigen3::Eigen GTest::gtest_main kinfold_warnings)
target_compile_options(test_scalar PRIVATE ${KINFOLD_TEST_OPTIONS})
gtest_discover_tests(test_scalar TEST_PREFIX scalar.)
