# shellcheck shell=bash
# The parts of the demonstration: services as processes with a pid file and a log each.

demo=$(realpath -m "${DEMO_HOME:-.local/demo}")
services=(gateway matcher whatsapp-sender telegram-sender)

# The address of a service's admin port.
admin_url() {
    local index
    for index in "${!services[@]}"; do
        [ "${services[$index]}" != "$1" ] || echo "http://127.0.0.1:$((ADMIN_BASE + index))"
    done
}

# Fails with one line when a port that people are told of is taken.
require_free_port() {
    local owner
    port_taken "$1" || return 0
    owner=$(port_owner "$1")
    fail "port $1 ($2) is taken${owner:+ by $owner}: stop it, or choose another by $3"
}

# Writes the settings that all services share; passwords are made anew for every run.
write_settings() {
    local name secret
    mkdir -p "$demo/passwords"
    for name in "${services[@]}" operator; do openssl rand -hex 16 >"$demo/passwords/$name"; done
    secret=$(openssl rand -base64 48 | tr -d '\n')
    cat >"$demo/settings" <<S
ADMIN_BASE=$ADMIN_BASE
GATEWAY_PORT=$GATEWAY_PORT
SANDBOX_PORT=$SANDBOX_PORT
DATABASE_URL=$DATABASE_URL
AMQP_MANAGEMENT_URL=$AMQP_MANAGEMENT_URL
RATE_LIMIT_FACTOR=0
OPERATOR_TOKEN=$(openssl rand -hex 16)
JWT_SECRET=$secret
INGEST_API_KEYS=demo:$(openssl rand -hex 16)
PUBLIC_URL=http://127.0.0.1:$GATEWAY_PORT
ENVIRONMENT=demo
DEBUG_NOTIFICATIONS=true
GATHER_SECONDS=${GATHER_SECONDS:-1}
SANDBOX_LINKING=${SANDBOX_LINKING:-at-once}
LOG_LEVEL=${LOG_LEVEL:-info}
LOG_FORMAT=${LOG_FORMAT:-text}
RETRY_SCALE=${RETRY_SCALE:-1}
CLAIM_LEASE_SECONDS=${CLAIM_LEASE_SECONDS:-60}
WHATSAPP_ENABLED=true
WHATSAPP_PROVIDER=twilio
WHATSAPP_API_URL=http://127.0.0.1:$SANDBOX_PORT/twilio/2010-04-01/Accounts/ACsandbox/Messages.json
WHATSAPP_BUSINESS_ACCOUNT_ID=ACsandbox
WHATSAPP_PHONE_NUMBER_ID=whatsapp:+14155238886
WHATSAPP_API_TOKEN=test-token
SANDBOX_TWILIO_WEBHOOK_URL=http://127.0.0.1:$GATEWAY_PORT/webhooks/whatsapp
SANDBOX_TWILIO_WEBHOOK_SECRET=test-token
TELEGRAM_ENABLED=true
TELEGRAM_BOT_TOKEN=test-token
TELEGRAM_API_URL=http://127.0.0.1:$SANDBOX_PORT/telegram
S
    [ -z "$load" ] || cat >>"$demo/settings" <<S
TELEGRAM_RATE=0
WHATSAPP_RATE=0
WHATSAPP_RECIPIENT_SECONDS=0
TELEGRAM_RECIPIENT_SECONDS=0
SANDBOX_TELEGRAM_LIMIT=1000000
SANDBOX_TELEGRAM_CHAT_LIMIT=1000000
SANDBOX_WHATSAPP_LIMIT=1000000
SANDBOX_WHATSAPP_RECIPIENT_BURST=0
SANDBOX_CAPACITY=1000000
S
    [ -z "${DEMO_SETTINGS:-}" ] || cat "$DEMO_SETTINGS" >>"$demo/settings"
    chmod 600 "$demo/settings"
}

# Becomes a command in the demonstration's folder with its settings alone: nothing of the caller's own settings or of a
# .env in the repository gets in. To be called in a subshell.
with_settings() {
    local amqp=$1 assignments
    shift
    mapfile -t assignments < <(grep -v '^#' "$demo/settings")
    cd "$demo"
    exec env -i PATH="$PATH" HOME="$HOME" LANG=C.UTF-8 ${TZ:+TZ="$TZ"} "${assignments[@]}" AMQP_URL="$amqp" "$@"
}

# The operator's tool, with the rights of an administrator.
campanello() { (with_settings "$AMQP_URL" "$bin/campanello" "$@"); }

# The broker's address for a service's own user.
service_amqp_url() { echo "$AMQP_URL" | sed "s|//guest:guest@|//$1:$(cat "$demo/passwords/$1")@|"; }

# Starts a program in a session of its own, so that Ctrl-C reaches only this script, which then stops it in order.
start_service() {
    local name=$1 amqp=
    [ "$name" = provider-sandbox ] || amqp=$(service_amqp_url "$name")
    mkdir -p "$demo/logs" "$demo/pids"
    local admin; admin=$(admin_url "$name")
    with_settings "$amqp" setsid ${admin:+env ADMIN_PORT="${admin##*:}"} "$bin/$name" >>"$demo/logs/$name.log" 2>&1 </dev/null &
    echo $! >"$demo/pids/$name.pid"
    disown
}

service_alive() { [ -s "$demo/pids/$1.pid" ] && kill -0 "$(cat "$demo/pids/$1.pid")" 2>/dev/null; }

# Waits until an address answers 2xx; tells what it said, or how the service ended, when it does not.
await_ready() {
    local name=$1 url=$2 try
    for try in $(seq 300); do
        # Alive comes second: another program may answer at the port that ours could not take.
        curl -fs -m 2 -o /dev/null "$url" && service_alive "$name" && return 0
        service_alive "$name" || break
        sleep 0.2
    done
    echo "--- the end of $demo/logs/$name.log" >&2
    tail -n 15 "$demo/logs/$name.log" >&2
    fail "$name did not get ready: $(curl -s -m 2 "$url" || echo "it is not running")"
}

# Fails when a service has been gone for ten seconds: long enough for somebody to start it again.
declare -A gone_since=()
check_services() {
    local name
    for name in "${services[@]}" provider-sandbox; do
        if [ ! -s "$demo/pids/$name.pid" ] || service_alive "$name"; then
            unset "gone_since[$name]"
        elif [ $((SECONDS - ${gone_since[$name]:=$SECONDS})) -ge 10 ]; then
            fail "$name has stopped: $(tail -n 1 "$demo/logs/$name.log")"
        fi
    done
}

# Runs a command while the services are watched, and takes its status.
watched() {
    local pid
    "$@" &
    pid=$!
    while kill -0 $pid 2>/dev/null; do
        check_services
        sleep 1 &
        wait $! || true
    done
    wait $pid
}

# Sends a signal to a service and waits until it is gone; what does not go within 15 s is killed.
stop_service() {
    local pid signal=${2:-TERM} try
    [ -s "$demo/pids/$1.pid" ] || return 0
    pid=$(cat "$demo/pids/$1.pid")
    rm -f "$demo/pids/$1.pid"
    kill -"$signal" "$pid" 2>/dev/null || return 0
    for try in $(seq 150); do
        kill -0 "$pid" 2>/dev/null || return 0
        sleep 0.1
    done
    echo "demo: $1 did not stop in time and was killed" >&2
    kill -KILL "$pid" 2>/dev/null || true
}

# Stops everything, the services first. Safe to call when nothing or only a part is running.
stop_all() {
    local name
    for name in "${services[@]}"; do
        [ -s "$demo/pids/$name.pid" ] && kill -TERM "$(cat "$demo/pids/$name.pid")" 2>/dev/null || true
    done
    for name in "${services[@]}" provider-sandbox; do stop_service "$name"; done
    script/servers stop "$demo/servers" 2>/dev/null || true
}
