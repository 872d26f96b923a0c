# How everything is compiled: warnings, sanitizers, coverage, and arithmetic that is the same on every x86-64 machine.
option(SYSTOLE_WERROR "Treat warnings as errors" OFF)
option(SYSTOLE_SANITIZE "Build with the address and undefined-behaviour sanitizers" OFF)
option(SYSTOLE_FUZZ "Build the readers for libFuzzer, under the sanitizers; needs clang" OFF)
option(SYSTOLE_COVERAGE "Build for gcov" OFF)

# Integer counters must not depend on the machine: no fused multiply-add behind our back, and no -march=native.
add_compile_options(-ffp-contract=off)

add_library(systole_options INTERFACE)
add_library(systole::options ALIAS systole_options)
set_target_properties(systole_options PROPERTIES EXPORT_NAME options)
target_compile_features(systole_options INTERFACE cxx_std_17)
target_compile_options(systole_options INTERFACE
  "$<BUILD_INTERFACE:-Wall;-Wextra;-Wpedantic;-Wshadow;-Wconversion;-Wno-sign-conversion>")

# libsystemc wants a sc_main from whoever loads it. What links the floors without running a chip must not load it.
target_link_options(systole_options INTERFACE LINKER:--as-needed)

if(SYSTOLE_WERROR)
  add_compile_options(-Werror)
endif()
if(SYSTOLE_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()
if(SYSTOLE_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "SYSTOLE_FUZZ needs clang: -DCMAKE_CXX_COMPILER=clang++")
  endif()
  add_compile_options(-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all)
  add_link_options(-fsanitize=address,undefined)
endif()
if(SYSTOLE_COVERAGE)
  add_compile_options(--coverage -fprofile-abs-path)
  add_link_options(--coverage)
endif()

# A compiler cache is used where there is one; the sloppiness is what it needs to cache precompiled headers.
find_program(SYSTOLE_CCACHE ccache)
mark_as_advanced(SYSTOLE_CCACHE)
if(SYSTOLE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${SYSTOLE_CCACHE})
endif()
