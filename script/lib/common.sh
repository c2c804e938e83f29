# shellcheck shell=bash
# What the scripts share. To be sourced from a script that runs in the repository's root.

# Ends the script with one line.
fail() {
    echo "$(basename "$0"): $*" >&2
    exit 1
}

# Whether something listens on a loopback port.
port_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Who listens on a port, as in `postgres (pid 123)`; empty when this user may not know.
port_owner() {
    ss -Hltnp "sport = :$1" 2>/dev/null | sed -nE 's/.*users:\(\("([^"]+)",pid=([0-9]+).*/\1 (pid \2)/p' | head -n 1
}

# The first free port from a number upward; each further argument is an offset that must be free as well.
free_port() {
    local port=$1 offset taken
    shift
    while :; do
        taken=
        for offset in 0 "$@"; do port_taken $((port + offset)) && taken=yes; done
        [ -n "$taken" ] || break
        port=$((port + 1))
    done
    echo "$port"
}

# Says the one line that helps when there is no usable Swift.
require_swift() {
    local version
    version=$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+\.[0-9]+).*/\1/p' | head -n 1) || true
    [ -n "$version" ] || fail "there is no Swift toolchain on PATH: install Swift 6.2 or later from https://www.swift.org/install/linux/"
    [ "$(printf '6.2\n%s\n' "$version" | sort -V | head -n 1)" = 6.2 ] \
        || fail "Swift $version is too old: install Swift 6.2 or later from https://www.swift.org/install/linux/"
}

# Starts a private pair of servers in a folder, wiped first, on free ports from the given ones upward.
start_servers() {
    local folder=$1 pg amqp management
    script/servers stop "$folder" 2>/dev/null || true
    rm -rf "$folder"
    pg=$(free_port "$2")
    amqp=$(free_port "$3" 20000 26000)
    management=$(free_port "$4")
    script/servers start "$folder" "$pg" "$amqp" "$management"
}
