# The pages of `systole report`: bundled from sim/report/web with Node and npm's lock file into one generated source.
# Without Node 18, or without a way to npm's registry, the program is built all the same and says that pages were left out.
option(SYSTOLE_PAGES "Bundle the HTML pages when Node is found" ON)
find_program(SYSTOLE_NODE NAMES node nodejs)
find_program(SYSTOLE_NPM npm)
mark_as_advanced(SYSTOLE_NODE SYSTOLE_NPM)

function(systole_node_is_new_enough answer)
  set(${answer} FALSE PARENT_SCOPE)
  if(NOT SYSTOLE_PAGES OR NOT SYSTOLE_NODE OR NOT SYSTOLE_NPM)
    return()
  endif()
  execute_process(COMMAND ${SYSTOLE_NODE} --version OUTPUT_VARIABLE version ERROR_QUIET)
  if(version MATCHES "^v([0-9]+)" AND CMAKE_MATCH_1 GREATER_EQUAL 18)
    set(${answer} TRUE PARENT_SCOPE)
  endif()
endfunction()

# systole_web_source(<variable>): the path of the source that defines report::web_assets().
function(systole_web_source variable)
  set(web ${PROJECT_SOURCE_DIR}/sim/report/web)
  set(folder ${PROJECT_BINARY_DIR}/web)
  set(${variable} ${folder}/web_assets.cpp PARENT_SCOPE)
  systole_node_is_new_enough(found)
  if(NOT found)
    message(STATUS "No HTML pages: they need Node 18 and npm (and SYSTOLE_PAGES=ON); everything else works")
    configure_file(${web}/without_pages.cpp.in ${folder}/web_assets.cpp COPYONLY)
    return()
  endif()
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${web}/src/*.js ${web}/style/*.css)
  set(common -DWEB=${web} -DFOLDER=${folder} -DNODE=${SYSTOLE_NODE} -DNPM=${SYSTOLE_NPM})
  add_custom_command(OUTPUT ${folder}/modules.txt
                     COMMAND ${CMAKE_COMMAND} ${common} -DSTEP=modules -P ${PROJECT_SOURCE_DIR}/cmake/build_web.cmake
                     DEPENDS ${web}/package.json ${web}/package-lock.json
                     COMMENT "Fetching the libraries of the HTML pages" VERBATIM)
  add_custom_command(OUTPUT ${folder}/web_assets.cpp
                     COMMAND ${CMAKE_COMMAND} ${common} -DSTEP=bundle -P ${PROJECT_SOURCE_DIR}/cmake/build_web.cmake
                     DEPENDS ${folder}/modules.txt ${web}/build.mjs ${web}/without_pages.cpp.in ${sources}
                             ${PROJECT_SOURCE_DIR}/cmake/build_web.cmake
                     COMMENT "Bundling the HTML pages" VERBATIM)
endfunction()
