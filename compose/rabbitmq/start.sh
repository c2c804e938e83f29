#!/bin/sh
# Starts RabbitMQ with the topology of definitions.json, in which the users have no passwords: they are filled in here,
# as hashes, from the files under /run/secrets. A node without data joins the others, if there are any; see cluster.sh.
set -eu
home=/var/lib/rabbitmq
definitions=$home/campanello-definitions.json
umask 077
if [ -s /run/secrets/erlang-cookie ]; then
    rm -f $home/.erlang.cookie
    cp /run/secrets/erlang-cookie $home/.erlang.cookie
    chmod 400 $home/.erlang.cookie
fi
cp /campanello/definitions.json "$definitions"

# These bytes, given as hexadecimal digits.
bytes() {
    for byte in $(printf '%s' "$1" | sed 's/../0x& /g'); do printf "\\$(printf '%03o' "$byte")"; done
}

# As RabbitMQ keeps a password: four random bytes, and SHA-256 of them and it. Its own command for this is newer than 3.10.
hashed() {
    salt=$(od -An -N4 -tx1 /dev/urandom | tr -d ' \n')
    digest=$({ bytes "$salt"; printf '%s' "$1"; } | sha256sum | cut -d ' ' -f 1)
    bytes "$salt$digest" | base64 | tr -d '\n'
}

for user in gateway matcher whatsapp-sender telegram-sender operator; do
    hash=$(hashed "$(cat "/run/secrets/rabbitmq-$user")")
    awk -v user="$user" -v hash="$hash" '
        /"name" *:/ { current = index($0, "\"" user "\"") > 0 }
        /"password_hash" *:/ && current { sub(/"password_hash" *: *""/, "\"password_hash\" : \"" hash "\"") }
        { print }' "$definitions" >"$definitions.new"
    mv "$definitions.new" "$definitions"
done
grep -q '"password_hash" : ""' "$definitions" && { echo "a user is left without a password" >&2; exit 1; }
chown -R rabbitmq:rabbitmq $home 2>/dev/null || true
. /campanello/cluster.sh
exec docker-entrypoint.sh rabbitmq-server
