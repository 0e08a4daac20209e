# Browser tests, one per file tests/browser/*_test.mjs. They are skipped, with a message, if no browser is installed.
file(GLOB _pages CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/browser/*_test.mjs)
foreach(_page ${_pages})
  get_filename_component(_name ${_page} NAME)
  string(REPLACE "_test.mjs" "" _test ${_name})
  add_test(NAME browser.${_test} COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/browser/run ${_name})
  set_tests_properties(browser.${_test} PROPERTIES ${KINFOLD_TEST_ENVIRONMENT} SKIP_RETURN_CODE 77)
endforeach()

# Checks that src/server/page is up to date with web/.
add_test(NAME page COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/page_test)
set_tests_properties(page PROPERTIES SKIP_RETURN_CODE 77)
