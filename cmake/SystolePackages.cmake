# Every third-party package, found once. All come from Debian 12 (see scripts/packages.sh).
find_package(PkgConfig REQUIRED)
pkg_check_modules(SYSTEMC REQUIRED IMPORTED_TARGET systemc)
find_package(Boost 1.74 REQUIRED COMPONENTS program_options iostreams)
find_package(fmt 9 REQUIRED)
find_package(yaml-cpp 0.7 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(RapidJSON 1.1 REQUIRED)  # headers, used in the frontend's sources only
find_package(SQLite3 3.40 REQUIRED)
find_package(NLopt 2.7 REQUIRED)

# Optional: systole-mpi, sweeps on the ranks of an MPI job.
find_package(MPI QUIET COMPONENTS CXX)
if(MPI_CXX_FOUND)
  find_package(Boost 1.74 QUIET OPTIONAL_COMPONENTS mpi)
endif()
if(NOT TARGET Boost::mpi)
  message(STATUS "Without Boost.MPI there is no systole-mpi (Debian: libboost-mpi-dev, openmpi-bin)")
endif()
