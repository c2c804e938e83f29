# shellcheck shell=bash
# A Gateway of its own for a check, with a database of its own, both gone at the end. To be sourced from the root.
#
#   start_gateway PORT [NAME=VALUE…]     then $url is its address and $work a folder for the check
#
# Needs TEST_DATABASE_URL and TEST_AMQP_URL (script/servers env). GATEWAY names another executable than
# .build/debug/gateway.

work=$(mktemp -d)
database=campanello_conformance_$$
server=
stop_gateway() {
    [ -z "$server" ] || { kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; }
    psql -q "$TEST_DATABASE_URL" -c "DROP DATABASE IF EXISTS $database WITH (FORCE)" >/dev/null 2>&1 || true
    rm -rf "$work"
}
trap stop_gateway EXIT

start_gateway() {
    local port=$1 try
    shift
    psql -q "$TEST_DATABASE_URL" -c "CREATE DATABASE $database"
    export DATABASE_URL=${TEST_DATABASE_URL%/*}/$database AMQP_URL=$TEST_AMQP_URL
    .build/debug/campanello migrate >/dev/null
    url=http://127.0.0.1:$port
    env JWT_SECRET="$(openssl rand -base64 48)" GATEWAY_PORT="$port" ADMIN_PORT=$((port - 1)) PUBLIC_URL="$url" \
        RATE_LIMIT_FACTOR=0 LOG_LEVEL=error "$@" "${GATEWAY:-.build/debug/gateway}" >"$work/gateway.log" 2>&1 &
    server=$!
    for try in $(seq 100); do
        curl -fs "$url/health" >/dev/null && return 0
        kill -0 "$server" 2>/dev/null || break
        sleep 0.1
    done
    tail -n 5 "$work/gateway.log" >&2
    echo "the Gateway did not come up" >&2
    return 1
}
