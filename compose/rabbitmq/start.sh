#!/bin/sh
# Starts RabbitMQ with the topology of definitions.json, in which the users have no passwords: they are filled in here,
# as hashes, from the files under /run/secrets.
set -eu
definitions=/var/lib/rabbitmq/campanello-definitions.json
umask 077
cp /campanello/definitions.json "$definitions"
for user in gateway matcher whatsapp-sender telegram-sender operator; do
    hash=$(rabbitmqctl --quiet hash_password "$(cat "/run/secrets/rabbitmq-$user")" | tail -n 1)
    awk -v user="$user" -v hash="$hash" '
        /"name" *:/ { current = index($0, "\"" user "\"") > 0 }
        /"password_hash" *:/ && current { sub(/"password_hash" *: *""/, "\"password_hash\" : \"" hash "\"") }
        { print }' "$definitions" >"$definitions.new"
    mv "$definitions.new" "$definitions"
done
grep -q '"password_hash" : ""' "$definitions" && { echo "a user is left without a password" >&2; exit 1; }
if [ -s /run/secrets/erlang-cookie ]; then
    cp /run/secrets/erlang-cookie /var/lib/rabbitmq/.erlang.cookie
    chmod 400 /var/lib/rabbitmq/.erlang.cookie
fi
chown -R rabbitmq:rabbitmq /var/lib/rabbitmq 2>/dev/null || true
exec docker-entrypoint.sh rabbitmq-server
