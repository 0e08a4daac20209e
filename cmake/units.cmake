# Which sources are compiled together. A unit of several sources reads the standard library and the JSON parser once.

# kinfold_sources(OUT FOLDER...): all sources of these folders of src/. Kernels, which are compiled for several
# instruction sets, are units of their own, and gather in KINFOLD_KERNELS.
set(KINFOLD_KERNELS)
function(kinfold_sources out)
  set(all)
  foreach(folder ${ARGN})
    file(GLOB_RECURSE sources RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} CONFIGURE_DEPENDS src/${folder}/*.cpp)
    list(APPEND all ${sources})
  endforeach()
  set(kernels)
  foreach(source ${all})
    file(STRINGS ${source} has_kernels REGEX "hwy/foreach_target.h")
    if(has_kernels)
      list(APPEND kernels ${source})
    endif()
  endforeach()
  set_source_files_properties(${kernels} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  set(KINFOLD_KERNELS ${KINFOLD_KERNELS} ${kernels} PARENT_SCOPE)
  set(${out} ${all} PARENT_SCOPE)
endfunction()

function(kinfold_unity target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${KINFOLD_UNITY} UNITY_BUILD_BATCH_SIZE 12)
endfunction()
