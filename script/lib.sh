# Shared by the scripts beside it: the environment and the system's packages. Sourced, never run.
# shellcheck shell=bash

say() { printf '%s\n' "== $*" >&2; }

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# Runs a command as the administrator, where that is possible without asking for a password.
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

can_install() {
    command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }
}

# install_packages PACKAGE...: from the system's own archive; false where that cannot be done.
install_packages() {
    can_install || return 1
    say "Installing $* from the system's packages"
    if [ -z "${packages_listed:-}" ]; then
        as_root apt-get -qq update >&2 || true
        packages_listed=yes
    fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120 install -y "$@" >&2
}

# Prints the first Python on the path that is new enough.
find_python() {
    local name
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    return 1
}

make_environment() {
    local python package
    python=$(find_python) || fail "Beacon needs Python 3.11 or newer, and none was found. Install it, then start again."
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        install_packages "$package" \
            || fail "Python cannot make an environment here. Install $package (sudo apt install $package), then start again."
    fi
    say "Making the environment in .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
}

# What an environment was made from: changed definitions of either give another stamp.
lock_stamp() { sha256sum "$1" pyproject.toml; }

# ensure_environment LOCK: .venv holds what LOCK lists, and `beacon`. Does nothing the second time.
ensure_environment() {
    local lock=$1 stamp=.venv/stamp-$1
    [ "$(cat "$stamp" 2>/dev/null)" = "$(lock_stamp "$lock")" ] && return
    mkdir -p var
    (
        command -v flock >/dev/null && flock 9
        [ "$(cat "$stamp" 2>/dev/null)" = "$(lock_stamp "$lock")" ] && exit
        [ -x .venv/bin/python ] && .venv/bin/python -m pip --version >/dev/null 2>&1 || make_environment
        say "Installing the packages that $lock lists"
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
        lock_stamp "$lock" >"$stamp"
        script/fetch-plotly || say "Charts use the stock plotly.js bundle: the smaller one could not be fetched"
    ) 9>var/setup.lock
}
