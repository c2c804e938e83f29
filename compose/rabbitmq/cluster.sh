# shellcheck shell=sh
# Sourced by start.sh on every node. The node without data joins whichever other one runs; the first of them all begins
# alone. So does one node grow to three, and so does a node that lost its disk come back. A node that has its data knows
# the others by itself.
self=$(cat /etc/hostname)
nodes="rabbitmq rabbitmq-2 rabbitmq-3"
join=${CAMPANELLO_JOIN_FILE:-/etc/rabbitmq/conf.d/30-join.conf}
first=${nodes%% *}

others_that_run() {
    for node in $nodes; do
        [ "$node" != "$self" ] || continue
        timeout 20 rabbitmqctl --quiet --node "rabbit@$node" await_startup --timeout 15 >/dev/null 2>&1 && echo "$node"
    done
    true
}

# Queues stay where they were declared: members are added here, on every start, where there are none.
take_part() {
    until rabbitmqctl --quiet await_startup --timeout 300 >/dev/null 2>&1; do sleep 2; done
    rabbitmq-queues --quiet grow "rabbit@$self" all >/dev/null 2>&1 || true
    rabbitmq-queues --quiet rebalance quorum >/dev/null 2>&1 || true
}

umask 022
rm -f "$join"
if [ ! -d /var/lib/rabbitmq/mnesia ]; then
    peer=$(others_that_run | head -n 1)
    while [ -z "$peer" ] && [ "$self" != "$first" ]; do
        echo "$self waits for one of: $nodes" >&2
        sleep 3
        peer=$(others_that_run | head -n 1)
    done
    if [ -n "$peer" ]; then
        # Where the others know a node of this name, its data is gone.
        rabbitmqctl --quiet --node "rabbit@$peer" forget_cluster_node "rabbit@$self" >/dev/null 2>&1 || true
        printf '%s\n' 'cluster_formation.peer_discovery_backend = classic_config' \
            "cluster_formation.classic_config.nodes.1 = rabbit@$peer" >"$join"
    fi
fi
umask 077
take_part &
