# systole_embed(<target> NAMESPACE <namespace> FILES <files>...): text files as constants of a target's code. File
# web_array/page.html becomes std::string_view <namespace>::page_html(), declared in the generated header
# <floor>/<namespace's last part>.hpp, which only the target itself can include.
function(systole_embed target)
  cmake_parse_arguments(EMBED "" "NAMESPACE" "FILES" ${ARGN})
  string(REGEX REPLACE ".*::" "" unit ${EMBED_NAMESPACE})
  string(REPLACE "systole_" "" floor ${target})
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/embedded/${floor})
  set(declarations "")
  set(definitions "")
  foreach(file ${EMBED_FILES})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    get_filename_component(base ${file} NAME)
    string(REPLACE "." "_" name ${base})
    file(READ ${file} text)
    string(APPEND declarations "std::string_view ${name}();\n")
    string(APPEND definitions "std::string_view ${name}() {\n  return R\"embedded(${text})embedded\";\n}\n")
  endforeach()
  file(CONFIGURE OUTPUT ${folder}/${unit}.hpp @ONLY CONTENT
       "#pragma once\n#include <string_view>\nnamespace @EMBED_NAMESPACE@ {\n@declarations@}\n")
  file(WRITE ${folder}/${unit}.cpp.new
       "#include \"${unit}.hpp\"\nnamespace ${EMBED_NAMESPACE} {\n${definitions}}\n")
  configure_file(${folder}/${unit}.cpp.new ${folder}/${unit}.cpp COPYONLY)
  target_sources(${target} PRIVATE ${folder}/${unit}.cpp)
  target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/embedded)
endfunction()
