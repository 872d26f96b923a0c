# systole_floor(<name> [LINK <floors and packages>...]): one static library per floor of sim/, named systole_<name>.
# The floors it may stand on are exactly those it links; tests/layering checks the includes as well.
add_library(systole_options INTERFACE)
target_compile_features(systole_options INTERFACE cxx_std_17)
target_compile_options(systole_options INTERFACE $<BUILD_INTERFACE:-Wall;-Wextra;-Wpedantic;-Wshadow;-Wconversion;-Wno-sign-conversion>)

function(systole_floor name)
  cmake_parse_arguments(FLOOR "" "" "LINK" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp)
  add_library(systole_${name} STATIC ${sources})
  add_library(systole::${name} ALIAS systole_${name})
  set_target_properties(systole_${name} PROPERTIES EXPORT_NAME ${name} POSITION_INDEPENDENT_CODE ON)
  target_include_directories(systole_${name} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/sim>
                                                    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/systole>)
  target_link_libraries(systole_${name} PUBLIC systole_options ${FLOOR_LINK})
endfunction()
