# The Debian 12 packages that Systole needs, by name, in groups. Sourced by the other scripts; this is the only list.
# libboost-all-dev is left out on purpose: it would pull in MPI and conflict with other Boost versions.

core_packages=(
  g++ cmake ninja-build pkg-config
  libsystemc-dev
  libboost-dev libboost-program-options-dev libboost-iostreams-dev
  libfmt-dev libyaml-cpp-dev nlohmann-json3-dev rapidjson-dev libsqlite3-dev
  libnlopt-dev libnlopt-cxx-dev
)
test_packages=(catch2 libbenchmark-dev python3)

# Optional: what needs one of these says so and goes on, or is skipped.
style_packages=(clang-format clang-tidy git)
packaging_packages=(dpkg-dev file)
# Of the HTML pages and of their test; large, so that no script installs them unasked (docs/report.md).
page_packages=(nodejs npm chromium)
cluster_packages=(libboost-mpi-dev openmpi-bin slurmctld slurmd slurm-client munge)
