# systole_floor(<name> [LINK <floors and packages>...] [PRECOMPILE <headers>...] [DEFINE <definitions>...])
# One static library per floor of sim/, named systole_<name> here and systole::<name> outside. The floors it may
# stand on are exactly those it links; tests/layering holds the includes against the same list.
# A floor without sources yet is an interface library, so that what stands on it can be built meanwhile.
# What nearly every file reads is read once for each floor.
set(SYSTOLE_COMMON_HEADERS <algorithm> <array> <functional> <map> <memory> <optional> <set> <string> <string_view>
                           <utility> <variant> <vector> <fmt/format.h>)
function(systole_floor name)
  cmake_parse_arguments(FLOOR "" "" "LINK;PRECOMPILE;DEFINE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  set(visibility PUBLIC)
  set(type STATIC)
  if(NOT sources)
    set(visibility INTERFACE)
    set(type INTERFACE)
  endif()

  add_library(systole_${name} ${type} ${sources})
  add_library(systole::${name} ALIAS systole_${name})
  set_target_properties(systole_${name} PROPERTIES EXPORT_NAME ${name})
  target_include_directories(systole_${name} ${visibility}
                             $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/sim>
                             $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/systole>)
  target_link_libraries(systole_${name} ${visibility} systole_options ${FLOOR_LINK})
  if(sources)
    target_compile_definitions(systole_${name} PRIVATE ${FLOOR_DEFINE})
    set_target_properties(systole_${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
    target_precompile_headers(systole_${name} PRIVATE ${SYSTOLE_COMMON_HEADERS} ${FLOOR_PRECOMPILE})
  endif()
  set_property(GLOBAL APPEND PROPERTY SYSTOLE_FLOORS systole_${name})
endfunction()
