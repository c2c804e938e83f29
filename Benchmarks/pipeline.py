"""The whole way of a notification: listings in over REST, messages out at a provider that answers at once.

Throughput is told as a ratio to a peer, a dramatiq worker that does the sender's job alone, measured in the same run.
The latency of one match in an idle system, without gathering, stands beside the bare cost of a commit and a confirm.
"""
import argparse
import json
import re
import statistics
import subprocess
import sys
import time

import peer
import stack
from recorder import Recorder
from stack import say, sql

parser = argparse.ArgumentParser(prog="script/bench pipeline")
parser.add_argument("--people", type=int, default=5000, help="notifications in one round: one a person")
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--singles", type=int, default=200, help="listings sent one by one for the latency")
parser.add_argument("--idle-seconds", type=float, default=20)
parser.add_argument("--json", action="store_true", help="accepted for symmetry: the last line always is JSON")
options = parser.parse_args()


def seed():
    """People with a filter for Roma each, and one more with a filter for Bari, for the latency."""
    sql(f"""
        set search_path = campanello;
        insert into users (email, password_hash, first_name) select 'p' || n || '@example.com', '-', 'P'
          from generate_series(1, {options.people + 1}) n;
        insert into recipients (user_id, channel, address, proved_at)
          select id, 'telegram', (100000 + id)::text, now() from users;
        insert into filters (user_id, name, cities, city_keys) select id, 'Filter ' || id, array[city], array[lower(city)]
          from (select id, case when id <= {options.people} then 'Roma' else 'Bari' end as city from users) one;
    """)


def ingest(rows):
    answer = stack.request("POST", "/api/v1/listings", rows, token="bench-key-of-this-machine")
    assert answer["created"] == len(rows), answer
    return time.time()


def listing(number, city):
    return {"source": "idealista", "external_id": f"bench-{number}", "url": f"https://listings.invalid/{number}",
            "title": "Trilocale via del Corso 123", "price": 1800, "rooms": 3, "area": 85, "property_type": "apartment",
            "address": "Via del Corso, 123", "city": city}


def throughput():
    port = stack.ports["provider"]
    stub = stack.stub_provider(port)
    rates, costs = [], []
    try:
        for number in range(options.rounds):
            before = {name: stack.cpu_seconds(process.pid) for name, process in stack.services.items()}
            begun = time.time()
            ingest([listing(f"{number}-{n}", "Roma") for n in range(3)])
            stack.wait_for_count(port, options.people * (number + 1))
            rates.append(options.people / (time.time() - begun))
            settle()
            spent = sum(stack.cpu_seconds(p.pid) - before[name] for name, p in stack.services.items())
            costs.append(spent * 1000 / options.people)
            say(f"round {number + 1}: {rates[-1]:.0f} notifications/s, {costs[-1]:.2f} CPU seconds per thousand")
    finally:
        stack.stop(stub)
    return statistics.median(rates), statistics.median(costs)


def settle():
    deadline = time.monotonic() + 60
    while sql("select count(*) from campanello.deliveries where status in ('pending', 'sending')") != "0":
        if time.monotonic() > deadline:
            sys.exit("the deliveries of a round did not finish")
        time.sleep(0.2)


def latency():
    """From the answer to the ingest, which follows the commit at once, to the request at the provider."""
    recorder = Recorder(stack.ports["provider"])
    seconds = []
    try:
        for number in range(options.singles + 5):
            committed = ingest([listing(f"single-{number}", "Bari")])
            if not recorder.wait(number + 1):
                sys.exit(f"a single listing did not arrive; see {stack.work}/*.log")
            seconds.append(max(0, recorder.times[number] - committed))
            time.sleep(0.05)
    finally:
        recorder.close()
    timed = sorted(seconds[5:])
    return timed[len(timed) // 2] * 1000, timed[int(len(timed) * 0.99)] * 1000


def bare_commit_ms():
    """One row committed alone, by psql: what no step that commits can cost less than."""
    sql("create table if not exists public.bare (n int)")
    script = "\\timing on\n" + "insert into public.bare values (1);\n" * 200
    done = subprocess.run(["psql", "-qX", stack.database], input=script, text=True, capture_output=True, check=True)
    commits = sorted(float(value) for value in re.findall(r"Time: ([\d.]+) ms", done.stdout))
    return round(commits[len(commits) // 2], 2)


def bare_confirm_ms(python):
    """One message published and confirmed alone, by pika."""
    script = """
import pika, sys, time
channel = pika.BlockingConnection(pika.URLParameters(sys.argv[1])).channel()
channel.confirm_delivery()
channel.queue_declare("bench.bare", durable=True, arguments={"x-queue-type": "quorum"})
times = []
for _ in range(200):
    begun = time.perf_counter()
    channel.basic_publish("", "bench.bare", b"x" * 1024, pika.BasicProperties(delivery_mode=2))
    times.append(time.perf_counter() - begun)
channel.queue_delete("bench.bare")
print(round(sorted(times)[100] * 1000, 2))
"""
    done = subprocess.run([python, "-c", script, stack.environment["AMQP_URL"]], text=True, capture_output=True)
    return float(done.stdout) if done.returncode == 0 else None


def idle_cpu_percent():
    before = {name: stack.cpu_seconds(process.pid) for name, process in stack.services.items()}
    time.sleep(options.idle_seconds)
    return {name: round((stack.cpu_seconds(process.pid) - before[name]) / options.idle_seconds * 100, 2)
            for name, process in stack.services.items()}


def main():
    python = peer.python()
    rate_of_peer = peer.Peer(python, options.people).rate() if python else None
    seed()
    try:
        stack.start(["gateway", "matcher", "telegram-sender"])
        rate, cpu = throughput()
        p50, p99 = latency()
        idle = idle_cpu_percent()
        memory = {name: stack.peak_rss_mb(process.pid) for name, process in stack.services.items()}
    finally:
        stack.stop_services()
    print(json.dumps({
        "notifications_per_second": round(rate), "peer_notifications_per_second": rate_of_peer and round(rate_of_peer),
        "ratio": rate_of_peer and round(rate / rate_of_peer, 2), "p50_ms": round(p50, 1), "p99_ms": round(p99, 1),
        "bare_commit_ms": bare_commit_ms(), "bare_confirm_ms": python and bare_confirm_ms(str(python)),
        "cpu_seconds_per_thousand": round(cpu, 3), "peak_rss_mb": memory, "idle_cpu_percent": idle}))


main()
