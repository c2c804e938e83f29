# shellcheck shell=bash
# All four services, the sandbox and their servers, as script/demo runs them, for checks from outside. To be sourced from a
# script in the repository's root.
#
# STAGE names the folder of a demonstration that runs already, which then stays; else one is started and stopped.

. script/lib/common.sh

# Starts what is not running. Afterwards: $stage (its folder), $gateway, $sandbox, $AMQP_URL, $DATABASE_URL, $python.
stage_start() {
    stage=${STAGE:-$PWD/.local/conformance-stage}
    mkdir -p .local
    export DEMO_HOME=$stage
    if [ -z "${STAGE:-}" ]; then
        trap stage_stop EXIT
        trap 'exit 130' INT TERM
        GATEWAY_PORT=$(free_port 8480) SANDBOX_PORT=$(free_port 8580) ADMIN_BASE=9680 LOG_FORMAT=json GATHER_SECONDS=1 \
            script/demo --once --keep >"$stage.log" 2>&1 || { cat "$stage.log" >&2; fail "the services did not start"; }
    fi
    . script/lib/demo.sh
    # shellcheck disable=SC1091
    . "$stage/settings"
    eval "$(script/servers env "$stage/servers")"
    bin=$(cat "$stage/bin")
    gateway=http://127.0.0.1:$GATEWAY_PORT sandbox=http://127.0.0.1:$SANDBOX_PORT
}

stage_stop() { DEMO_HOME=$stage script/demo --stop >/dev/null 2>&1 || true; }

# A Python environment with these packages, which the conformance checks share.
stage_python() {
    local home=${TEST_CONFORMANCE_HOME:-$PWD/.local/conformance}
    [ -x "$home/bin/python" ] || python3 -m venv "$home"
    "$home/bin/pip" install --quiet "$@"
    python=$home/bin/python
}
