"""Many notifications through senders that are killed, a broker that is restarted and providers that fail: is each one
said, once, or ended with a reason? Run by script/chaos."""
import argparse
import collections
import json
import math
import os
import random
import sys
import threading
import time

import chaos_system as system
from chaos_system import number, say, sql

parser = argparse.ArgumentParser(prog="script/chaos senders")
parser.add_argument("--notifications", type=int, default=20_000, help="half by WhatsApp, half by Telegram")
parser.add_argument("--replicas", type=int, default=2, help="senders of each channel")
parser.add_argument("--kill-every", type=float, default=4, help="seconds between two kills")
parser.add_argument("--settle", type=float, default=900, help="how long everything may take to end")
parser.add_argument("--admin-port", type=int, default=9300, help="the first of the senders' admin ports")
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("--json", action="store_true")
options = parser.parse_args()
chance = random.Random(options.seed)
# So many people share a city, and with it a listing.
CROWD = 200
FAULTS = {"too_many_requests": 0.20, "retry_after": 1, "server_error": 0.05, "timeout_before": 0.03,
          "timeout_after": 0.02, "timeout_seconds": 30, "refused_recipients": 0.01, "failed_after_acceptance": 0.02,
          "late_failures": ["transient", "window_closed", "recipient", "content"], "callback_delay_seconds": 0.5,
          "duplicated_callbacks": 0.05, "disordered_callbacks": 0.05}


def extra_settings(environment):
    """Two numbers at two providers, people spread over them, with templates for those whose window is closed."""
    secret = "chaos-app-secret"
    sandbox, gateway = (f"http://127.0.0.1:{environment[name]}" for name in ("SANDBOX_PORT", "GATEWAY_PORT"))
    return {
        "WHATSAPP_ROUTING": "spread", "WHATSAPP_TEMPLATE_RU": "HX" + "0" * 32,
        "WHATSAPP_2_PROVIDER": "meta", "WHATSAPP_2_API_URL": f"{sandbox}/meta/v23.0",
        "WHATSAPP_2_PHONE_NUMBER_ID": "15550100006", "WHATSAPP_2_API_TOKEN": "test-token",
        "WHATSAPP_2_APP_SECRET": secret, "WHATSAPP_2_TEMPLATE_RU": "new_listings:ru",
        "SANDBOX_META_WEBHOOK_URL": f"{gateway}/webhooks/whatsapp/2", "SANDBOX_META_WEBHOOK_SECRET": secret,
    }


def make_people(count):
    """One person a filter, linked on both channels; every other one has an open window at both numbers."""
    sql(f"""
        with person as (
            insert into campanello.users (email, password_hash, first_name)
            select 'chaos' || n || '@example.com', 'none', 'Reader ' || n from generate_series(1, {count}) n
            returning id
        ), numbered as (select id, row_number() over (order by id) as n from person
        ), linked as (
            insert into campanello.recipients (user_id, channel, address, proved_at)
            select id, 'whatsapp', '+39020' || lpad(n::text, 8, '0'), now() from numbered
            union all select id, 'telegram', (5000000 + n)::text, now() from numbered
        )
        insert into campanello.filters (user_id, name, cities, city_keys)
        select id, 'Filter ' || n, array['Chaosville' || (n - 1) / {CROWD}], array['chaosville' || (n - 1) / {CROWD}]
        from numbered""")
    sql("""insert into campanello.conversation_windows (user_id, channel, number, open_until)
        select user_id, channel, n, now() + interval '20 hours' from campanello.recipients, generate_series(1, 2) n
        where channel = 'whatsapp' and user_id % 2 = 0""")


def listings(count):
    return [{"source": "idealista", "external_id": f"chaos-{n}", "url": f"https://listings.invalid/{n}",
             "title": f"Appartamento {n}", "city": f"Chaosville{n}", "price": 500 + n, "rooms": 1 + n % 5,
             "address": f"Via {n}, {n}"} for n in range(math.ceil(count / CROWD))]


def progress():
    return {status: int(count) for status, count in sql(
        "select case when status in ('pending', 'sending') then 'unfinished' else status end, count(*) "
        "from campanello.deliveries group by 1")}


class Breaker(threading.Thread):
    """Kills one sender after another, and restarts the broker once when two fifths are through."""

    def __init__(self, replicas, expected):
        super().__init__(daemon=True)
        self.replicas, self.expected = replicas, expected
        self.kills, self.broker_restarts, self.done = 0, 0, threading.Event()

    def run(self):
        while not self.done.wait(options.kill_every):
            replica = chance.choice(self.replicas)
            replica.kill()
            replica.start()
            self.kills += 1

    def watch(self):
        """Until all but a fiftieth have ended; then nothing is broken any more."""
        deadline = time.monotonic() + options.settle
        while time.monotonic() < deadline:
            standing = progress()
            ended = sum(count for status, count in standing.items() if status != "unfinished")
            say(f"{ended} of {self.expected} ended: {standing}, {self.kills} kills")
            if not self.broker_restarts and ended >= 0.4 * self.expected:
                system.restart_broker()
                self.broker_restarts += 1
            if ended >= 0.98 * self.expected:
                break
            time.sleep(5)
        self.done.set()
        self.join()


def settle():
    """Waits until nothing moves: no delivery, no event, no callback."""
    deadline, quiet = time.monotonic() + options.settle, 0
    while time.monotonic() < deadline:
        left = [int(count) for count in sql("""select
            (select count(*) from campanello.pending_filters where due_at < now() + interval '1 minute'),
            (select count(*) from campanello.deliveries where status in ('pending', 'sending') and not is_held),
            (select count(*) from campanello.outbox), (select count(*) from campanello.callbacks where done_at is null)
            """)[0]]
        left.append(system.sandbox("GET", "/stats")["callbacks"]["waiting"])
        quiet = quiet + 1 if not any(left) else 0
        if quiet == 2:
            return
        if any(left):
            say("pending {}, unfinished {}, outbox {}, callbacks {} and {}".format(*left))
        time.sleep(3)
    say("not everything settled in time")


def said():
    """How often each delivery reached its reader, how often it was taken and then reported as failed, and which
    reached their readers through two providers."""
    by_address = {(channel, address): delivery for channel, address, delivery in sql(
        """select d.channel, r.address, d.id from campanello.deliveries d
        join campanello.recipients r using (user_id, channel)""")}
    reached, failed, providers = collections.Counter(), collections.Counter(), collections.defaultdict(set)
    for message in system.arrived():
        # Everybody has one notification on each channel, so the reader tells which it is.
        delivery = by_address[(message["channel"], message["recipient"])]
        (failed if message["status"] == "failed" else reached)[delivery] += 1
        if message["status"] != "failed":
            providers[delivery].add(message["provider"])
    return reached, failed, {delivery for delivery, names in providers.items() if len(names) > 1}


def report(expected, breaker, seconds):
    rows = {row[0]: row[1:] for row in sql(
        "select id, channel, status, coalesce(reason, ''), in_doubt_at is not null, is_held from campanello.deliveries")}
    reached, failed, moved = said()
    sent = {i for i, row in rows.items() if row[1] in ("accepted", "sent", "delivered", "read")}
    ends = {name: collections.Counter(row[2] for row in rows.values() if row[1] == name) for name in ("skipped", "dead")}
    doubtful = {i for i, row in rows.items() if row[3] == "t"}
    twice = {i: count - 1 for i, count in reached.items() if count > 1}
    lost = {"unplanned": max(0, expected - len(rows)),
            "unfinished": sum(row[1] in ("pending", "sending", "failed") for row in rows.values()),
            "never_arrived": sum(not reached[i] for i in sent),
            "without_reason": sum(row[1] in ("skipped", "dead") and not row[2] for row in rows.values())}
    stats = system.sandbox("GET", "/stats")
    # A letter may come twice when its relay dies between the broker's word and its own.
    listed = json.loads(system.campanello("dead-letters", "list", "--each", "--limit", "100000", "--json").splitlines()[-1])
    letters = {letter["id"] for letter in listed["dead_letters"]}
    lost["without_letter"] = len({i for i, row in rows.items() if row[1] == "dead"} - letters)
    unmatched = number("select count(*) from campanello.callbacks where done_at is null")
    return {
        "notifications": len(rows), "lost": sum(lost.values()), "lost_by": {k: v for k, v in lost.items() if v},
        "duplicates": sum(twice.values()), "unexplained_duplicates": len(set(twice) - doubtful),
        "duplicates_by_channel": dict(collections.Counter(rows[i][0] for i in twice)),
        "said_by_two_providers": len(moved), "in_doubt": len(doubtful), "sent": len(sent), "skipped": sum(ends["skipped"].values()),
        "dead": sum(ends["dead"].values()), "dead_letters": len(letters), "reasons": {k: dict(v) for k, v in ends.items()},
        "failed_after_acceptance": sum(failed.values()), "faults": stats["refused"],
        "callbacks": {k: stats["callbacks"][k] for k in ("taken", "retried", "lost")},
        "unmatched_callbacks": unmatched,
        "kills": breaker.kills, "broker_restarts": breaker.broker_restarts, "seconds": round(seconds),
        "in_doubt_ids": sorted(doubtful)[:50], "unexplained_ids": sorted(set(twice) - doubtful)[:50]}


def main():
    people = options.notifications // 2
    system.start(extra_settings(os.environ))
    replicas = []
    try:
        for index, service in enumerate(("whatsapp-sender", "telegram-sender")):
            replicas += system.replace(service, options.replicas, options.admin_port + 10 * index)
        say(f"making {people} people")
        make_people(people)
        system.sandbox("DELETE", "/messages")
        system.sandbox("POST", "/faults", FAULTS)
        began = time.monotonic()
        expected = 2 * people
        breaker = Breaker(replicas, expected)
        breaker.start()
        say("listings come in")
        system.post_listings(listings(people))
        breaker.watch()
        say("waiting for the rest to end")
        settle()
        result = report(expected, breaker, time.monotonic() - began)
    finally:
        for replica in replicas:
            replica.stop()
        system.stop()
    print(json.dumps(result))
    bad = (result["lost"] or result["unexplained_duplicates"] or result["unmatched_callbacks"]
           or result["said_by_two_providers"])
    sys.exit(1 if bad else 0)


main()
