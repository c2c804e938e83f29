"""Kills services and the broker while listings come in, and counts what was lost or said twice. Run by script/chaos."""
import argparse
import collections
import csv
import json
import random
import sys
import threading
import time

import chaos_system
from chaos_system import home, number, post_listings, restart_broker, run, say, sql

services = ["gateway", "matcher", "whatsapp-sender", "telegram-sender"]
parser = argparse.ArgumentParser(prog="script/chaos pipeline")
parser.add_argument("--filters", help="NDJSON: one person a filter (else made up)")
parser.add_argument("--listings", help="NDJSON as POST /api/v1/listings takes it (else made up)")
parser.add_argument("--seconds", type=float, default=60, help="how long listings come in and things break")
parser.add_argument("--settle", type=float, default=400, help="how long everything may take to arrive afterwards")
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("--pairs", help="CSV of filter number, source, external_id: the matches that are right")
parser.add_argument("--json", action="store_true")
options = parser.parse_args()
chance = random.Random(options.seed)


def made_up(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def cities():
    return ["Roma", "Milano", "Napoli", "Torino", "Bologna"]


def made_up_filters():
    return ({"name": f"Filter {n}", "city": chance.choice(cities()), "max_price": chance.randrange(500, 3000, 50),
             "min_rooms": chance.randint(1, 3)} for n in range(1, 301))


def made_up_listings():
    return ({"source": "idealista", "external_id": f"chaos-{n}", "url": f"https://listings.invalid/{n}",
             "title": f"Appartamento {n}", "city": chance.choice(cities()), "price": chance.randrange(400, 2500, 10),
             "rooms": chance.randint(1, 5)} for n in range(1, 3001))


def ingest(listings, until):
    rows = [json.loads(line) for line in open(listings, encoding="utf-8")]
    batches = [rows[start:start + 100] for start in range(0, len(rows), 100)]
    begun = time.monotonic()
    for index, batch in enumerate(batches):
        post_listings(batch)
        wait = begun + (until - begun) * (index + 1) / len(batches) - time.monotonic()
        if wait > 0:
            time.sleep(wait)


def wipe_broker():
    say("the broker's data is wiped and its topology applied again")
    run("script/servers", "wipe-broker", str(home / "servers"))
    run("script/demo", "--campanello", "topology", "apply", "--passwords", str(home / "passwords"))


def kill(service):
    say(f"{service} is killed and started again")
    run("script/demo", "--restart", service)


def breaks(until):
    """Every service at least twice, in random order, the broker's restart and its loss among them."""
    acts = [lambda name=name: kill(name) for name in services * 2]
    chance.shuffle(acts)
    acts.insert(len(acts) // 3, restart_broker)
    acts.insert(2 * len(acts) // 3, wipe_broker)
    begun = time.monotonic()
    for index, act in enumerate(acts):
        wait = begun + (until - begun) * (index + 0.5) / len(acts) - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        act()


def settle():
    deadline = time.monotonic() + options.settle
    while time.monotonic() < deadline:
        left = sql("""select (select count(*) from campanello.listings where matched_version < version),
            (select count(*) from campanello.pending_filters where due_at < 'infinity'),
            (select count(*) from campanello.deliveries where status in ('pending', 'sending') and not is_held),
            (select count(*) from campanello.outbox)""")[0]
        if left == ["0"] * 4:
            return
        say("unmatched {}, pending {}, unfinished {}, outbox {}".format(*left))
        time.sleep(5)
    say("not everything settled in time")


def arrived():
    """What reached the sandbox: how often each text came to each reader."""
    return collections.Counter(
        (message["channel"], message["recipient"], message["plain_text"]) for message in chaos_system.arrived())


def wrong_pairs():
    if not options.pairs:
        return None
    aliases = {"immobiliare.it": "immobiliare", "idealista.it": "idealista", "subito.it": "subito", "casa.it": "casa"}
    right = {(row["id"], aliases.get(row["source"], row["source"]), row["external_id"])
             for row in csv.DictReader(open(options.pairs))}
    wrong = 0
    for channel in ("whatsapp", "telegram"):
        told = {(name.split()[-1], source, external) for name, source, external in sql(f"""
            select n.filter_name, l.source, l.external_id from campanello.notification_listings nl
            join campanello.notifications n on n.id = nl.notification_id and n.channel = '{channel}'
            join campanello.listings l on l.id = nl.listing_id""")}
        wrong += len(told ^ right)
    return wrong


def report():
    untold = number("""select count(*) from (select distinct m.filter_id, m.listing_id, r.channel from campanello.matches m
        join campanello.recipients r on r.user_id = m.user_id
        except select n.filter_id, nl.listing_id, n.channel from campanello.notification_listings nl
        join campanello.notifications n on n.id = nl.notification_id) as untold""")
    told_twice = number("""select count(*) from (select n.user_id, n.channel, nl.home_id
        from campanello.notification_listings nl join campanello.notifications n on n.id = nl.notification_id
        join campanello.deliveries d on d.id = n.id and d.status <> 'skipped'
        group by 1, 2, 3 having count(*) > 1) as twice""")
    unfinished = number("""select count(*) from campanello.deliveries
        where status not in ('accepted', 'sent', 'delivered', 'read')""")
    messages = arrived()
    accepted = number("select count(*) from campanello.deliveries where accepted_at is not null")
    doubtful = [row[0] for row in sql("select id from campanello.deliveries where in_doubt_at is not null order by id")]
    repeats = collections.Counter()
    for (channel, reader, _), times in messages.items():
        repeats[(channel, reader)] += times - 1
    doubts = collections.Counter({(channel, reader): int(count) for channel, reader, count in sql(
        """select d.channel, r.address, sum(d.attempt) from campanello.deliveries d
        join campanello.recipients r using (user_id, channel) where d.in_doubt_at is not null group by 1, 2""")})
    return {
        "listings": number("select count(*) from campanello.listings"), "notifications": accepted,
        "messages": sum(messages.values()), "lost": untold + unfinished + max(0, accepted - len(messages)),
        "planned_twice": told_twice, "wrong_pairs": wrong_pairs(), "duplicates": repeats.total(),
        "unexplained_duplicates": (repeats - doubts).total(),
        "in_doubt": len(doubtful), "in_doubt_ids": doubtful}


def main():
    home.mkdir(parents=True, exist_ok=True)
    first = made_up(home / "first.ndjson", [{"source": "casa", "external_id": "chaos-first", "city": "Aosta",
                                             "url": "https://listings.invalid/first", "removed": True}])
    filters = options.filters or made_up(home / "filters.ndjson", made_up_filters())
    listings = options.listings or made_up(home / "listings.ndjson", made_up_listings())
    say("starting everything")
    if run("script/demo", "--once", "--keep", "--filters", str(filters), "--listings", str(first), check=False).returncode:
        sys.exit(f"the system did not start: see {home}/chaos.log")
    try:
        until = time.monotonic() + options.seconds
        breaker = threading.Thread(target=breaks, args=(until,))
        breaker.start()
        ingest(listings, until)
        breaker.join()
        say("everything is up; waiting for the rest to arrive")
        settle()
        result = report()
    finally:
        chaos_system.stop()
    print(json.dumps(result))
    bad = result["lost"] or result["planned_twice"] or result["wrong_pairs"] or result["unexplained_duplicates"]
    sys.exit(1 if bad else 0)


main()
