# Steps of the build that need Node (see SystoleWeb.cmake). A missing network does not fail the build: without the libraries the
# program is built without its pages, and `systole report` says how to get them.
#   cmake -DSTEP=modules|bundle -DWEB=sim/report/web -DFOLDER=build/web -DNODE=node -DNPM=npm -P build_web.cmake
file(MAKE_DIRECTORY ${FOLDER})

function(fetch_modules)
  file(COPY ${WEB}/package.json ${WEB}/package-lock.json DESTINATION ${FOLDER})
  execute_process(COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund --loglevel=error
                          --fetch-retries=1 --fetch-retry-mintimeout=1000 --fetch-timeout=20000
                  WORKING_DIRECTORY ${FOLDER} RESULT_VARIABLE failed OUTPUT_VARIABLE said ERROR_VARIABLE said TIMEOUT 180)
  if(failed)
    file(WRITE ${FOLDER}/modules.txt "missing\n")
    message("The libraries of the HTML pages could not be fetched; the program is built without its pages.\n${said}")
  else()
    file(WRITE ${FOLDER}/modules.txt "fetched\n")
  endif()
endfunction()

function(bundle)
  file(READ ${FOLDER}/modules.txt modules)
  set(failed TRUE)
  if(modules MATCHES "fetched")
    execute_process(COMMAND ${NODE} ${WEB}/build.mjs ${FOLDER}/node_modules ${FOLDER}/web_assets.cpp
                    RESULT_VARIABLE failed)
    if(failed)
      message(FATAL_ERROR "The HTML pages could not be bundled; see above")
    endif()
  else()
    file(COPY_FILE ${WEB}/without_pages.cpp.in ${FOLDER}/web_assets.cpp)
  endif()
endfunction()

if(STEP STREQUAL "modules")
  fetch_modules()
else()
  bundle()
endif()
