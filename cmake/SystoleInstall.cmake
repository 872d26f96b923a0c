# cmake --install: the program, its data, and the library for find_package(systole).
include(CMakePackageConfigHelpers)
set(data_dir ${CMAKE_INSTALL_DATADIR}/systole)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/systole)
get_property(floors GLOBAL PROPERTY SYSTOLE_FLOORS)
list(REMOVE_ITEM floors systole_app)

install(TARGETS systole RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT runtime)
if(TARGET systole-mpi)  # no part of the Debian packages, which would then need MPI
  install(TARGETS systole-mpi RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT mpi)
endif()
foreach(folder configs workloads)
  if(EXISTS ${PROJECT_SOURCE_DIR}/${folder})
    install(DIRECTORY ${PROJECT_SOURCE_DIR}/${folder} DESTINATION ${data_dir} COMPONENT runtime)
  endif()
endforeach()

install(DIRECTORY ${PROJECT_SOURCE_DIR}/tests/validation/measured DESTINATION ${data_dir}/tests/validation
        COMPONENT runtime)

# Where each of these lies once installed; a file that does not exist is left out.
function(install_if_present file folder)
  cmake_parse_arguments(FILE "" "RENAME" "" ${ARGN})
  if(EXISTS ${PROJECT_SOURCE_DIR}/${file})
    get_filename_component(name ${file} NAME)
    if(FILE_RENAME)
      set(name ${FILE_RENAME})
    endif()
    install(FILES ${PROJECT_SOURCE_DIR}/${file} DESTINATION ${folder} RENAME ${name} COMPONENT runtime)
  endif()
endfunction()
foreach(script capture_torch.py capture_torch_operators.py)
  install_if_present(scripts/${script} ${data_dir}/scripts)
endforeach()
# The Python package; Debian's Python finds it through the .pth file, others through PYTHONPATH.
install(DIRECTORY ${PROJECT_SOURCE_DIR}/scripts/python/systole DESTINATION ${data_dir}/python COMPONENT runtime
        FILES_MATCHING PATTERN "*.py" PATTERN __pycache__ EXCLUDE)
install_if_present(packaging/systole.pth lib/python3/dist-packages)
install_if_present(LICENSE ${CMAKE_INSTALL_DOCDIR} RENAME copyright)
install_if_present(packaging/man/systole.1 ${CMAKE_INSTALL_MANDIR}/man1)
install_if_present(packaging/completions/bash ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME systole)
install_if_present(packaging/completions/zsh ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions RENAME _systole)
install_if_present(packaging/completions/fish ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d RENAME systole.fish)

install(DIRECTORY ${PROJECT_SOURCE_DIR}/sim/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/systole
        COMPONENT development FILES_MATCHING PATTERN "*.hpp" PATTERN app EXCLUDE)
install(TARGETS systole_options systole_all ${floors} EXPORT systoleTargets
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development)
install(EXPORT systoleTargets NAMESPACE systole:: DESTINATION ${package_dir} COMPONENT development)
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/systoleConfig.cmake.in
                              ${PROJECT_BINARY_DIR}/systoleConfig.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/systoleConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/systoleConfig.cmake ${PROJECT_BINARY_DIR}/systoleConfigVersion.cmake
        DESTINATION ${package_dir} COMPONENT development)

include(SystolePackaging)
