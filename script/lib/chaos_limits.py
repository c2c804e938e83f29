"""Three senders of each channel with the default limits, one of them killed on the way: does the sandbox, by its own
clock, ever see a limit exceeded? Run by script/chaos."""
import argparse
import bisect
import collections
import datetime
import json
import os
import sys
import time

import chaos_system as system
from chaos_system import say, sql

parser = argparse.ArgumentParser(prog="script/chaos limits")
parser.add_argument("--people", type=int, default=240, help="who get ten WhatsApp messages and five of Telegram's each")
parser.add_argument("--groups", type=int, default=3, help="Telegram groups, who get thirty each")
parser.add_argument("--replicas", type=int, default=3, help="senders of each channel")
parser.add_argument("--settle", type=float, default=900, help="how long everything may take to end")
parser.add_argument("--admin-port", type=int, default=9300, help="the first of the senders' admin ports")
parser.add_argument("--json", action="store_true")
options = parser.parse_args()
BY_WHATSAPP, BY_TELEGRAM, TO_GROUPS = 10, 5, 30
# The senders' defaults, and what the providers refuse. Of two messages to a person by WhatsApp the second may come
# a little early, as the way to a provider is not equally long each time; more than one in six seconds may not.
LIMITS = {"TELEGRAM_RATE": 25, "WHATSAPP_RATE": 70, "TELEGRAM_RECIPIENT_SECONDS": 1, "WHATSAPP_RECIPIENT_SECONDS": 6,
          "SANDBOX_TELEGRAM_LIMIT": 30, "SANDBOX_WHATSAPP_LIMIT": 80, "SANDBOX_TELEGRAM_CHAT_LIMIT": 1,
          "SANDBOX_TELEGRAM_GROUP_LIMIT": 20, "SANDBOX_WHATSAPP_RECIPIENT_BURST": 2}
GROUP_LIMIT = 20


def extra_settings():
    """One number at Meta, whose pair limit the sandbox holds."""
    sandbox = f"http://127.0.0.1:{os.environ['SANDBOX_PORT']}"
    secret = "chaos-app-secret"
    return LIMITS | {
        "WHATSAPP_PROVIDER": "meta", "WHATSAPP_API_URL": f"{sandbox}/meta/v23.0",
        "WHATSAPP_PHONE_NUMBER_ID": "15550100006", "WHATSAPP_APP_SECRET": secret,
        "SANDBOX_META_WEBHOOK_SECRET": secret,
        "SANDBOX_META_WEBHOOK_URL": f"http://127.0.0.1:{os.environ['GATEWAY_PORT']}/webhooks/whatsapp"}


def make_people():
    """Filter n of everybody is for city n, so that each of the listings is another message to everybody."""
    sql(f"""
        with person as (
            insert into campanello.users (email, password_hash, first_name)
            select 'limits' || n || '@example.com', 'none', 'Reader ' || n
            from generate_series(1, {options.people + options.groups}) n returning id
        ), numbered as (select id, row_number() over (order by id) as n from person
        ), linked as (
            insert into campanello.recipients (user_id, channel, address, proved_at)
            select id, 'whatsapp', '+39020' || lpad(n::text, 8, '0'), now() from numbered where n <= {options.people}
            union all select id, 'telegram',
                case when n <= {options.people} then (6000000 + n)::text else (-6000000 - n)::text end, now()
            from numbered
        )
        insert into campanello.filters (user_id, name, cities, city_keys, notify_whatsapp, notify_telegram)
        select id, 'Filter ' || n || ' ' || city, array['Chaosville' || city], array['chaosville' || city],
            n <= {options.people}, n > {options.people} or city <= {BY_TELEGRAM}
        from numbered, generate_series(1, {TO_GROUPS}) city
        where n > {options.people} or city <= {max(BY_WHATSAPP, BY_TELEGRAM)}""")


def listings():
    return [{"source": "idealista", "external_id": f"limits-{n}", "url": f"https://listings.invalid/{n}",
             "title": f"Appartamento {n}", "city": f"Chaosville{n}", "price": 500 + n, "rooms": 1 + n % 5,
             "address": f"Via {n}, {n}"} for n in range(1, TO_GROUPS + 1)]


def unfinished():
    return int(sql("""select (select count(*) from campanello.deliveries where status in ('pending', 'sending'))
        + (select count(*) from campanello.pending_filters where due_at < now() + interval '1 minute')""")[0][0])


def wait(replicas, expected):
    deadline, killed = time.monotonic() + options.settle, []
    while time.monotonic() < deadline:
        taken = system.sandbox("GET", "/messages?limit=0")["total"]
        say(f"{taken} of {expected} taken")
        if not killed and taken > expected / 4:
            killed = [group[0] for group in replicas]
            for replica in killed:
                say(f"a {replica.service} is killed")
                replica.kill()
        elif killed and taken > expected / 2:
            for replica in killed:
                if replica.process.poll() is not None:
                    replica.start()
        if taken >= expected and unfinished() == 0:
            return len(killed)
        time.sleep(3)
    say("not everything was sent in time")
    return len(killed)


def worst(times, span):
    """The most of the times within any span, in seconds."""
    times = sorted(times)
    return max((bisect.bisect_left(times, start + span) - index for index, start in enumerate(times)), default=0)


def figures():
    """What the sandbox saw, from when it took each message."""
    channels, readers = collections.defaultdict(list), collections.defaultdict(list)
    for message in system.arrived():
        at = datetime.datetime.fromisoformat(message["at"].replace("Z", "+00:00")).timestamp()
        channels[message["channel"]].append(at)
        readers[(message["channel"], message["recipient"])].append(at)
    chats = [times for (channel, reader), times in readers.items() if channel == "telegram" and reader[0] != "-"]
    groups = [times for (channel, reader), times in readers.items() if channel == "telegram" and reader[0] == "-"]
    pauses = [second - first for (channel, _), times in readers.items() if channel == "whatsapp"
              for first, second in zip(sorted(times), sorted(times)[1:])]
    limits = system.sandbox("GET", "/stats")["limits"]
    group_worst = max((worst(times, 60) for times in groups), default=0)
    refused = sum(seen["exceeded"] + seen["recipient_exceeded"] for seen in limits.values())
    return {
        **{f"{channel}_worst_second": limits[channel]["peak"] for channel in sorted(limits)},
        **{f"{channel}_limit": limits[channel]["limit"] for channel in sorted(limits)},
        **{f"{channel}_per_second": round(len(times) / (max(times) - min(times)), 1)
           for channel, times in sorted(channels.items())},
        "chat_worst_second": max((worst(times, 1) for times in chats), default=0),
        "chat_worst_ten_seconds": max((worst(times, 10) for times in chats), default=0),
        "group_worst_minute": group_worst,
        "whatsapp_recipient_least_pause": round(min(pauses, default=0), 2),
        "messages": {channel: len(times) for channel, times in sorted(channels.items())},
        "refused": {channel: {"account": seen["exceeded"], "recipient": seen["recipient_exceeded"]}
                    for channel, seen in sorted(limits.items())},
        "exceeded": refused + max(0, group_worst - GROUP_LIMIT)}


def main():
    system.start(extra_settings())
    replicas = []
    try:
        for index, service in enumerate(("whatsapp-sender", "telegram-sender")):
            replicas.append(system.replace(service, options.replicas, options.admin_port + 10 * index))
        make_people()
        system.sandbox("DELETE", "/messages")
        began = time.monotonic()
        system.post_listings(listings())
        expected = options.people * (BY_WHATSAPP + BY_TELEGRAM) + options.groups * TO_GROUPS
        killed = wait(replicas, expected)
        result = {"replicas": options.replicas, "killed": killed, "expected": expected, **figures(),
                  "seconds": round(time.monotonic() - began)}
    finally:
        for replica in sum(replicas, []):
            replica.stop()
        system.stop()
    print(json.dumps(result))
    sys.exit(1 if result["exceeded"] or sum(result["messages"].values()) < expected or not killed else 0)


main()
