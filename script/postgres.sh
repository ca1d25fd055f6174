# A PostgreSQL server of the tests' own, thrown away afterwards. Sourced, never run.
# shellcheck shell=bash

postgres_folder=

# Prints the folder of the newest server's programs.
postgres_programs() {
    local folder
    folder=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5 -n | tail -n 1)
    [ -x "$folder/initdb" ] || folder=$(dirname "$(command -v initdb)" 2>/dev/null)
    [ -x "$folder/initdb" ] && echo "$folder"
}

ensure_postgres() { postgres_programs >/dev/null; }

# The server refuses to run as root: root runs it as the packages' own user.
as_postgres() {
    if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

free_port() {
    python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# start_postgres: sets BEACON_TEST_POSTGRES unless it is set already or there is no server to start.
start_postgres() {
    [ -z "${BEACON_TEST_POSTGRES:-}" ] || return 0
    local programs port options
    programs=$(postgres_programs) || return 0
    postgres_folder=$(mktemp -d)
    if [ "$(id -u)" = 0 ]; then chown postgres "$postgres_folder"; fi
    say "Starting PostgreSQL"
    as_postgres "$programs/initdb" --pgdata "$postgres_folder/data" --username postgres --auth trust \
        --encoding UTF8 --no-locale --no-sync >/dev/null
    port=$(free_port)
    # Nothing here outlives the tests, so nothing needs to reach the disk.
    options="-p $port -k $postgres_folder -c listen_addresses=127.0.0.1 -c fsync=off"
    options="$options -c synchronous_commit=off -c full_page_writes=off"
    if ! as_postgres "$programs/pg_ctl" --pgdata "$postgres_folder/data" --options "$options" --wait --silent \
        --log "$postgres_folder/log" start; then
        cat "$postgres_folder/log" >&2
        fail "PostgreSQL did not start."
    fi
    export BEACON_TEST_POSTGRES="postgresql+psycopg://postgres@127.0.0.1:$port/postgres"
}

stop_postgres() {
    [ -n "$postgres_folder" ] || return 0
    as_postgres "$(postgres_programs)/pg_ctl" --pgdata "$postgres_folder/data" --mode immediate --silent stop || true
    rm -rf "$postgres_folder"
}
