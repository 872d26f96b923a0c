# What the scripts share: messages, timed steps, and installing the packages that are missing. Sourced, not run.
source "$(dirname "${BASH_SOURCE[0]}")/packages.sh"

say() { printf '\n== %s\n' "$*"; }
note() { printf '   %s\n' "$*"; }
fail() {
  printf 'error: %s\n' "$1" >&2
  shift
  (($# == 0)) || printf '       %s\n' "$@" >&2
  exit 1
}

# step NAME COMMAND...: says what is done, does it, says how long it took.
step() {
  local name=$1 start=$SECONDS
  shift
  say "$name"
  "$@"
  note "done in $((SECONDS - start)) s"
}

# missing_packages PACKAGE...: those that dpkg does not have, one a line.
missing_packages() {
  local installed package
  installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null || true)
  for package in "$@"; do
    grep -qx -- "$package installed" <<<"$installed" || printf '%s\n' "$package"
  done
}

# The distribution's name for itself, or nothing. Read as text, because a file that is sourced may run anything.
os_release() {
  local file=${SYSTOLE_OS_RELEASE:-/etc/os-release}
  [[ -r $file ]] && sed -n "s/^$1=\"\{0,1\}\([^\"]*\)\"\{0,1\}\$/\1/p" "$file"
}

is_debian_12() { [[ $(os_release ID) == debian && $(os_release VERSION_ID) == 12 ]]; }

# as_root COMMAND...: directly, or through sudo.
as_root() {
  if [[ $(id -u) == 0 ]]; then "$@"; else sudo "$@"; fi
}

# A user without a terminal cannot be asked for a password.
may_install() {
  [[ $(id -u) == 0 ]] && return
  command -v sudo >/dev/null || return
  [[ -t 0 ]] || sudo -n true 2>/dev/null
}

apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q || note "apt-get update failed; trying what is known"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends --no-remove "$@"
}

# require_packages PACKAGE...: installs what is missing, or stops and says what is needed. Asks apt for nothing when
# nothing is missing.
require_packages() {
  local list missing all="needed packages: $*" again="then run this again"
  list=$(missing_packages "$@")
  [[ $list ]] || { note "all packages are there"; return 0; }
  mapfile -t missing <<<"$list"
  if [[ ${SYSTOLE_NO_INSTALL:-} ]]; then
    note "not installing (SYSTOLE_NO_INSTALL is set): ${missing[*]}"
    return 0
  fi
  is_debian_12 && command -v apt-get >/dev/null || fail \
    "this is not Debian 12 ($(os_release PRETTY_NAME || echo 'no os-release file')), so nothing was installed" \
    "install what these Debian packages hold: $*" "then run this again with SYSTOLE_NO_INSTALL=1"
  may_install || fail "installing packages needs root, or a user with sudo" \
    "missing packages: ${missing[*]}" "have somebody install them, $again"
  note "installing: ${missing[*]}"
  apt_install "${missing[@]}" || fail "apt-get could not install the missing packages; is there a network?" \
    "missing packages: ${missing[*]}" "$all" "install them, $again"
}

# optional_packages WHAT_FOR PACKAGE...: the same in a call of its own, and only a note when it fails.
optional_packages() {
  local what=$1
  shift
  (require_packages "$@") || note "going on without: $what"
}

# configure_and_build [TARGET...]: the preset that $SYSTOLE_PRESET names, release unless told.
configure_and_build() {
  local preset=${SYSTOLE_PRESET:-release}
  cmake --preset "$preset" >/dev/null
  cmake --build --preset "$preset" -j "$(nproc)" ${1:+--target "$@"}
}
