# Defines Lapacke::Lapacke: LAPACK and BLAS with their C interfaces, from a thread-safe build of OpenBLAS.
find_path(Lapacke_INCLUDE_DIR lapacke.h)
find_path(Cblas_INCLUDE_DIR cblas.h)
find_library(Lapacke_LIBRARY lapacke)
find_library(OpenBLAS_LIBRARY openblas PATH_SUFFIXES openblas-pthread)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Lapacke REQUIRED_VARS Lapacke_LIBRARY OpenBLAS_LIBRARY Lapacke_INCLUDE_DIR
    Cblas_INCLUDE_DIR REASON_FAILURE_MESSAGE "run tools/setup first")
if(Lapacke_FOUND AND NOT TARGET Lapacke::Lapacke)
  add_library(Lapacke::Lapacke INTERFACE IMPORTED)
  set_target_properties(Lapacke::Lapacke PROPERTIES
      INTERFACE_INCLUDE_DIRECTORIES "${Lapacke_INCLUDE_DIR};${Cblas_INCLUDE_DIR}"
      INTERFACE_LINK_LIBRARIES "${Lapacke_LIBRARY};${OpenBLAS_LIBRARY}")
endif()
mark_as_advanced(Lapacke_INCLUDE_DIR Cblas_INCLUDE_DIR Lapacke_LIBRARY OpenBLAS_LIBRARY)
