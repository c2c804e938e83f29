"""One sender process, limits off: what it takes from its queue, claims, renders, sends, records and acknowledges.

A round fills the queue, starts the release executable and counts at a provider that answers at once, from its first to
its last message, as the peer is measured; peer and sender take turns. Every delivery must be recorded as accepted.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import time
import uuid

import stack
from peer import Peer
from recorder import Recorder
from stack import say, sql

parser = argparse.ArgumentParser(prog="script/bench sender")
parser.add_argument("--messages", type=int, default=10_000, help="notifications in a round of the sender")
parser.add_argument("--peer-messages", type=int, default=4_000)
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--singles", type=int, default=200, help="messages sent one by one for the latency")
parser.add_argument("--delay-ms", type=float, default=200, help="latency of a slow provider; 0 leaves that part out")
parser.add_argument("--json", action="store_true", help="accepted for symmetry: the last line always is JSON")
options = parser.parse_args()
concurrency = 100
people = max(options.messages, 1000)
broker = str(stack.root / ".build-release/release/broker-bench")


def seed():
    """People with a filter each, three homes, and an entry for each person and home is what a matcher leaves."""
    sql(f"""
        set search_path = campanello;
        insert into users (email, password_hash, first_name) select 'p' || n || '@example.com', '-', 'P'
          from generate_series(1, {people}) n;
        insert into recipients (user_id, channel, address, proved_at)
          select id, 'telegram', (100000 + id)::text, now() from users;
        insert into filters (user_id, name, cities, city_keys) select id, 'Filter ' || id, '{{Roma}}', '{{roma}}' from users;
        insert into listings (home_id, source, external_id, content, title, url, price, city, city_key)
          select n, 'idealista', n::text, '{{}}', 'Trilocale via del Corso 123, Roma', 'https://listings.invalid/' || n,
            1800, 'Roma', 'roma' from generate_series(1, 3) n;
    """)


def fill(count):
    """Notifications as the Matcher writes them, and their messages in the sender's queue. Each round is of new homes."""
    ids = [str(uuid7()) for _ in range(count)]
    values = ",".join(f"('{one}'::uuid,{index % people + 1})" for index, one in enumerate(ids))
    sql(f"""
        set search_path = campanello;
        create temporary table made as select id, user_id from (values {values}) made (id, user_id);
        insert into notifications (id, user_id, filter_id, filter_name, channel, kind, locale, total, expires_at)
          select id, user_id, user_id, 'Filter', 'telegram', 'new_listings', 'ru', 3, now() + interval '1 day' from made;
        insert into notification_listings (notification_id, position, listing_id, home_id, filter_ids)
          select id, n, n, n, array[user_id] from made, generate_series(1, 3) n;
        insert into entries (user_id, channel, home_id, episode, state, notification_id, listing_id)
          select user_id, 'telegram', n, (select coalesce(max(episode), -1) + 1 from entries), 'reserved', id, n
          from made, generate_series(1, 3) n on conflict do nothing;
        insert into deliveries (id, user_id, channel, filter_id) select id, user_id, 'telegram', user_id from made;
        analyze;
    """)
    lines = "\n".join(json.dumps(body(one, index % people + 1), ensure_ascii=False) for index, one in enumerate(ids))
    subprocess.run([broker, "fill", stack.environment["AMQP_URL"], "notifications", "telegram",
                    "new-listings-for-filter.v1"], input=lines + "\n", text=True, check=True)


def uuid7():
    return uuid.UUID(int=(int(time.time() * 1000) << 80) | (7 << 76) | (2 << 62) | uuid.uuid4().int & ((1 << 62) - 1))


def body(one, user):
    listing = {"source": "idealista", "title": "Trilocale via del Corso 123, Roma", "price": 1800, "price_currency": "EUR",
               "previous_price": None, "property_type": "apartment", "rooms": 3, "area": 85, "floor": "2",
               "furnished": True, "pets_allowed": None, "address": "Via del Corso, 123", "city": "Roma", "district": None,
               "latitude": 41.9, "longitude": 12.48, "images": ["https://listings.invalid/picture.jpg"],
               "published_at": "2026-01-01T00:00:00Z", "filters": [{"id": user, "name": "Filter"}], "also_at": []}
    return {"id": one, "occurred_at": "2026-01-01T00:00:00Z", "kind": "new_listings", "user_id": user,
            "channel": "telegram", "locale": "ru", "expires_at": "2099-01-01T00:00:00Z",
            "filter": {"id": user, "name": "Roma centro", "city": "Roma"}, "total": 3,
            "more_url": "https://listings.invalid/n/token", "listings": [
                {**listing, "id": n, "external_id": str(n), "url": f"https://listings.invalid/{n}"} for n in (1, 2, 3)]}


def settle():
    deadline = time.monotonic() + 60
    while sql("select count(*) from campanello.deliveries where status <> 'accepted'") != "0":
        if time.monotonic() > deadline:
            sys.exit("not every delivery was recorded as accepted")
        time.sleep(0.1)


def start(**extra):
    stack.start(["telegram-sender"], LOG_LEVEL="warning", CONCURRENCY=str(concurrency), **extra)
    return stack.services["telegram-sender"]


def one_round(messages, **extra):
    """Rate, CPU seconds of the sender per thousand, peak memory."""
    fill(messages)
    stub = stack.stub_provider(stack.ports["provider"], extra.pop("delay_ms", 0))
    try:
        before = stack.server_cpu()
        process = start(**extra)
        stack.wait_for_count(stack.ports["provider"], messages)
        seen = stack.count(stack.ports["provider"])
        settle()
        spent = {name: (value - before.get(name, 0)) * 1000 / messages for name, value in stack.server_cpu().items()}
        spent["stub"] = stack.cpu_seconds(stub.pid) * 1000 / messages
        cpu, memory = stack.cpu_seconds(process.pid) * 1000 / messages, stack.peak_rss_mb(process.pid)
        say(f"sender: {messages / seen['seconds']:.0f}/s; CPU seconds per thousand: sender {cpu:.2f}, "
            + ", ".join(f"{name} {value:.2f}" for name, value in sorted(spent.items())))
        return messages / seen["seconds"], cpu, memory
    finally:
        stack.stop_services()
        stack.stop(stub)


def latency():
    """From the confirm of a message, alone in the queue, to its request at the provider."""
    count = options.singles + 20
    ids = [str(uuid7()) for _ in range(count)]
    values = ",".join(f"('{one}'::uuid,{index % people + 1})" for index, one in enumerate(ids))
    sql(f"""
        set search_path = campanello;
        create temporary table made as select id, user_id from (values {values}) made (id, user_id);
        insert into notifications (id, user_id, filter_id, filter_name, channel, kind, locale, total, expires_at)
          select id, user_id, user_id, 'Filter', 'telegram', 'new_listings', 'ru', 3, now() + interval '1 day' from made;
        insert into deliveries (id, user_id, channel, filter_id) select id, user_id, 'telegram', user_id from made;
    """)
    recorder = Recorder(stack.ports["provider"])
    publisher = subprocess.Popen(
        [broker, "single", stack.environment["AMQP_URL"], "notifications", "telegram", "new-listings-for-filter.v1"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    seconds = []
    try:
        start()
        for index, one in enumerate(ids):
            publisher.stdin.write(json.dumps(body(one, index % people + 1)) + "\n")
            publisher.stdin.flush()
            confirmed = float(publisher.stdout.readline())
            if not recorder.wait(index + 1):
                sys.exit("a single message did not arrive")
            seconds.append(max(0, recorder.times[index] - confirmed))
            time.sleep(0.02)
    finally:
        publisher.stdin.close()
        publisher.wait()
        stack.stop_services()
        recorder.close()
    timed = sorted(seconds[20:])
    return timed[len(timed) // 2] * 1000, timed[int(len(timed) * 0.99)] * 1000


def main():
    peer = Peer.found(options.peer_messages) if options.peer_messages else None
    seed()
    rates, costs, memory, peers, ratios = [], [], 0, [], []
    for _ in range(options.rounds):
        if peer:
            peers.append(peer.rate())
        rate, cpu, peak = one_round(options.messages)
        rates.append(rate)
        costs.append(cpu)
        memory = max(memory, peak)
        if peer:
            ratios.append(rate / peers[-1])
    p50, p99 = latency()
    slow = None
    if options.delay_ms:
        slow, _, _ = one_round(3000, delay_ms=options.delay_ms)
    print(json.dumps({
        "notifications_per_second": round(statistics.median(rates)),
        "peer_notifications_per_second": round(statistics.median(peers)) if peers else None,
        "ratio": round(statistics.median(ratios), 2) if ratios else None, "p50_ms": round(p50, 1), "p99_ms": round(p99, 1),
        "cpu_seconds_per_thousand": round(statistics.median(costs), 3), "peak_rss_mb": memory,
        "slow_provider": slow and {
            "delay_ms": options.delay_ms, "concurrency": concurrency, "notifications_per_second": round(slow),
            "share_of_bound": round(slow / (concurrency * 1000 / options.delay_ms), 3)}}))


main()
