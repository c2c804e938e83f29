"""Matches persisted a second by one Matcher, from the queue to the commit, beside a bare COPY of the same rows.

Saved filters are put into the database, listings come in over REST while no Matcher runs, so that their events wait in
the queue; then one Matcher works them off. Its matches are copied once more, by one COPY in one transaction, into a
table with the same partitions and indexes. Nothing is due while it is measured: speaking is another bench.
"""
import argparse
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time

import saved_filters
import stack
from stack import say, sql

shared = stack.root.parent / "shared"
parser = argparse.ArgumentParser(prog="script/bench matcher")
parser.add_argument("--filters", type=int, default=100_000)
parser.add_argument("--listings", type=int, default=3000)
parser.add_argument("--json", action="store_true", help="accepted for symmetry: the last line always is JSON")
options = parser.parse_args()
stack.ports.update(json.loads(os.environ.get("BENCH_PORTS", "{}")))


def psql(command, text=None, target=stack.database):
    done = subprocess.run(["psql", "-qAtX", "-v", "ON_ERROR_STOP=1", target, "-c", command], input=text, text=True,
                          capture_output=True)
    if done.returncode:
        sys.exit(f"psql: {done.stderr.strip()}")
    return done.stdout


def wanted():
    script = shared / "bench" / "filters.py"
    if not script.exists():
        return saved_filters.made_up(options.filters)
    done = subprocess.run([sys.executable, str(script), str(options.filters)], capture_output=True, text=True, check=True)
    return map(json.loads, done.stdout.splitlines())


def listings():
    """Of two portals, so that homes are looked for as well."""
    data = shared / "data" / "listings-it.ndjson"
    if data.exists():
        with open(data, encoding="utf-8") as lines:
            rows = [json.loads(line) for line in itertools.islice(lines, options.listings)]
    else:
        cities = ["Roma", "Milano", "Torino", "Napoli"]
        rows = [{"external_id": str(n), "url": f"https://listings.invalid/{n}", "title": "Bilocale",
                 "city": cities[n % 4], "price": 400 + n * 37 % 1500, "rooms": 1 + n % 4, "area": 30 + n * 13 % 90,
                 "address": f"via Roma {n % 500}"} for n in range(options.listings)]
    for number, row in enumerate(rows):
        row["source"] = ["immobiliare", "idealista"][number % 2]
    return rows


def ingest(rows):
    begun = time.monotonic()
    created = 0
    for start in range(0, len(rows), 1000):
        answer = stack.request("POST", "/api/v1/listings", rows[start:start + 1000], token="bench-key-of-this-machine")
        created += answer["created"]
    return created, created / (time.monotonic() - begun)


def await_none(query, what, seconds=600):
    deadline = time.monotonic() + seconds
    while sql(query) != "0":
        if time.monotonic() > deadline:
            sys.exit(f"{what} did not end; see {stack.work}/*.log")
        time.sleep(0.02)


def copy_again():
    """Rows a second of a bare COPY into a table like `matches`."""
    with tempfile.NamedTemporaryFile("w", suffix=".tsv") as file:
        file.write(psql("copy (select * from campanello.matches) to stdout"))
        file.flush()
        sql("""create table campanello.copied (like campanello.matches including all) partition by range (matched_at);
               create table campanello.copied_today partition of campanello.copied default;
               checkpoint""")
        begun = time.monotonic()
        psql(f"\\copy campanello.copied from '{file.name}'")
        elapsed = time.monotonic() - begun
        return int(sql("select count(*) from campanello.copied")) / elapsed


def main():
    filters = saved_filters.load(
        sql, lambda table, text: psql(f"copy {table} from stdin csv", text), wanted(), linked=True)
    say(f"{filters} filters")
    stack.start(["gateway"])
    rows = listings()
    created, ingest_rate = ingest(rows)
    await_none("select count(*) from campanello.outbox", "the relay of the listings' events")
    say(f"{created} listings, {ingest_rate:.0f} a second")
    # Due long after it is measured.
    stack.start(["matcher"], GATHER_SECONDS="3600")
    pid = stack.services["matcher"].pid
    await_none("select count(*) from campanello.listings where matched_version < version", "matching")
    elapsed = float(sql("select extract(epoch from clock_timestamp() - min(matched_at)) from campanello.matches"))
    matches = int(sql("select count(*) from campanello.matches"))
    rate = matches / elapsed
    say(f"{matches} matches in {elapsed:.2f} s: {rate:.0f} a second")
    pending = int(sql("select count(*) from campanello.pending_filters"))
    cpu, rss = stack.cpu_seconds(pid), stack.peak_rss_mb(pid)
    stack.stop(stack.services["matcher"])
    copied = copy_again()
    say(f"a bare COPY of the same rows: {copied:.0f} a second")
    print(json.dumps({
        "filters": filters, "listings": created, "ingested_per_second": round(ingest_rate), "matches": matches,
        "pending_filters": pending, "seconds": round(elapsed, 3), "matches_per_second": round(rate),
        "listings_per_second": round(created / elapsed, 1), "copied_per_second": round(copied),
        "ratio_to_copy": round(rate / copied, 3), "matcher_cpu_seconds": round(cpu, 2), "matcher_rss_mb": rss}))


try:
    main()
finally:
    stack.stop_services()
