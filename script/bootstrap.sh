# Sourced by script/start and script/test: finds the repository, installs what is missing, picks a
# Node. Sets REPO (absolute) and NODE (the program); prints to standard error only.

NODE_MAJOR_MIN=24        # runs the program
NPM_NODE_MAJOR_MIN=20    # runs npm, which then brings the Node above where there is a package of it
LOCK_WAIT_S_MAX=600

fail() {
  printf 'vatline: %s\n' "$*" >&2
  exit 1
}

REPO=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
[ -f "$REPO/package-lock.json" ] || fail "$REPO is not a complete copy of the repository"

# Prints the major version of a Node program, 0 where it does not run.
node_major() {
  local version
  version=$("$1" --version 2>/dev/null) || version=v0
  version=${version#v}
  printf '%s' "${version%%.*}"
}

# What the folder node_modules must have been made from. A stamp that differs means: install.
install_stamp() {
  printf '%s %s' "$(uname -sm)" "$(cksum <"$REPO/package-lock.json")"
}

is_installed() {
  [ "$(cat "$REPO/node_modules/.vatline-stamp" 2>/dev/null)" = "$1" ]
}

# Replaces node_modules. The stamp goes first and comes back last, so an install that was
# interrupted is seen the next time.
install_packages() {
  [ "$(node_major node)" -ge "$NPM_NODE_MAJOR_MIN" ] && command -v npm >/dev/null ||
    fail "needs Node >= $NPM_NODE_MAJOR_MIN with npm on PATH (found: $(node --version 2>/dev/null ||
      echo 'no node'), $(command -v npm || echo 'no npm')); see https://nodejs.org/en/download"
  [ -w "$REPO" ] || fail "cannot install packages: $REPO is not writable"
  echo "vatline: installing packages (once, about half a minute)" >&2
  rm -f "$REPO/node_modules/.vatline-stamp"
  (cd "$REPO" && npm ci --no-audit --no-fund --include=dev --include=optional \
    --loglevel=error --no-update-notifier </dev/null >&2) ||
    fail "npm ci failed in $REPO; the reason stands above"
  printf '%s' "$1" >"$REPO/node_modules/.vatline-stamp"
}

# Runs a command while no other start installs. Without flock(1) (macOS) a folder is the lock.
with_lock() {
  local lock=$REPO/.cache/install.lock waited_s=0
  mkdir -p "$REPO/.cache" || fail "cannot install packages: $REPO is not writable"
  if command -v flock >/dev/null; then
    (
      flock -n 9 || {
        echo "vatline: another start is installing packages; waiting for it" >&2
        flock -w "$LOCK_WAIT_S_MAX" 9 || fail "another install has been running for too long"
      }
      "$@" 9>&-
    ) 9>"$lock" || exit
    return
  fi
  until mkdir "$lock.d" 2>/dev/null; do
    [ $((waited_s += 1)) -le "$LOCK_WAIT_S_MAX" ] ||
      fail "another install seems to be running; if none is, remove $lock.d"
    sleep 1
  done
  (trap 'rmdir "$lock.d"' EXIT; "$@") || exit
}

install_unless_done() {
  is_installed "$1" || install_packages "$1"
}

# Sets NODE: the system's where it is new enough, else the one that npm brought.
pick_node() {
  local brought=$REPO/node_modules/.bin/node
  NODE=$(command -v node) && [ "$(node_major "$NODE")" -ge "$NODE_MAJOR_MIN" ] && return
  NODE=$brought
  [ "$(node_major "$NODE")" -ge "$NODE_MAJOR_MIN" ] ||
    fail "needs Node >= $NODE_MAJOR_MIN (found: $(node --version 2>/dev/null || echo none))," \
      "and npm has none for $(uname -sm); see https://nodejs.org/en/download"
}

stamp=$(install_stamp)
is_installed "$stamp" || with_lock install_unless_done "$stamp"
pick_node
