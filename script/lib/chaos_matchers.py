"""Two Matchers, one of them killed and started again, filters changing all the while: are the matches of the others
right? Run by script/chaos."""
import argparse
import contextlib
import csv
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import threading
import time
import urllib.request

root = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(root / "Benchmarks"))
import saved_filters  # noqa: E402

home = pathlib.Path(os.environ["CHAOS_HOME"])
shared = root.parent / "shared"
parser = argparse.ArgumentParser(prog="script/chaos matchers")
parser.add_argument("--filters", help="NDJSON in the shape of POST /api/v1/filters plus an id, 1 to N")
parser.add_argument("--listings", help="NDJSON as POST /api/v1/listings takes it")
parser.add_argument("--pairs", help="CSV of filter id, source, external_id: the matches that are right, from an oracle")
parser.add_argument("--count", type=int, default=100_000, help="filters that are made when none are given")
parser.add_argument("--changing", type=float, default=0.2, help="the share of filters that change all the while")
parser.add_argument("--kills", type=int, default=3)
parser.add_argument("--batch", type=int, default=250, help="listings a request")
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("--json", action="store_true")
options = parser.parse_args()
chance = random.Random(options.seed)
environment = dict(line.split("=", 1) for line in (home / "env").read_text().splitlines())
database = environment["DATABASE_URL"].rsplit("/", 1)[0] + "/campanello_chaos"
first_port = int(os.environ["CHAOS_PORT"])
processes = {}


def say(text):
    print(time.strftime("%H:%M:%S"), text, file=sys.stderr, flush=True)


def psql(command, text=None):
    done = subprocess.run(["psql", "-qAtX", "-v", "ON_ERROR_STOP=1", database, "-c", command], input=text, text=True,
                          capture_output=True)
    if done.returncode:
        sys.exit(f"psql: {done.stderr.strip()}")
    return done.stdout.strip()


def start(name, executable, number):
    port = first_port + 10 + number
    log = open(home / f"{name}.log", "ab")
    processes[name] = subprocess.Popen(
        [str(root / ".build-release/release" / executable)], stdout=log, stderr=log, cwd=home, env={
            **os.environ, "DATABASE_URL": database, "AMQP_URL": environment["AMQP_URL"], "ADMIN_PORT": str(port),
            "JWT_SECRET": "chaos-only-" + "0123456789abcdef" * 2, "GATEWAY_PORT": str(first_port),
            "INGEST_API_KEYS": "chaos:chaos-key-of-this-machine", "PUBLIC_URL": f"http://127.0.0.1:{first_port}",
            "TELEGRAM_ENABLED": "false", "WHATSAPP_ENABLED": "false", "LOG_LEVEL": "warning"})
    deadline = time.monotonic() + 120
    while True:
        with contextlib.suppress(OSError):
            if urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2).status == 200:
                return
        if time.monotonic() > deadline:
            sys.exit(f"{name} did not get ready; see {home}/{name}.log")
        time.sleep(0.1)


def given(path, make):
    if path:
        with open(path, encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]
    return make()


def filters():
    script = shared / "bench" / "filters.py"
    if not script.exists():
        return list(saved_filters.made_up(options.count))
    done = subprocess.run([sys.executable, str(script), str(options.count)], capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def listings():
    data = shared / "data" / "listings-it.ndjson"
    if not data.exists():
        sys.exit("--listings is needed")
    return given(data, None)


def oracle(wanted):
    """The pairs that are right, computed by somebody else; None where nobody is there to do it."""
    if options.pairs:
        return options.pairs
    script = shared / "bench" / "oracle.py"
    if not script.exists() or options.listings:
        return None
    (home / "filters.ndjson").write_text("".join(json.dumps(row) + "\n" for row in wanted))
    pairs = home / "pairs.csv"
    done = subprocess.run(
        [os.environ.get("ORACLE_PYTHON", sys.executable), str(script), str(home / "filters.ndjson"),
         str(shared / "data" / "listings-it.ndjson"), "--first", "0", "--pairs", str(pairs)],
        capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"the oracle failed: {done.stderr.strip().splitlines()[-1]}")
    say(f"the oracle: {done.stdout.strip()}")
    return pairs


def post(rows):
    call = urllib.request.Request(
        f"http://127.0.0.1:{first_port}/api/v1/listings", method="POST", data=json.dumps(rows).encode(),
        headers={"Content-Type": "application/json", "Authorization": "Bearer chaos-key-of-this-machine"})
    answer = json.load(urllib.request.urlopen(call, timeout=120))
    if answer["rejected"]:
        sys.exit(f"rows were rejected: {answer['errors'][:3]}")
    return answer["created"]


def change_filters(stable, count, stop, changes):
    """Edits, pauses, resumes, deletes and makes filters beyond the stable ones until `stop` is set."""
    statements = [
        "update campanello.filters set max_price = 300 + random() * 2000, conditions_version = conditions_version + 1",
        "update campanello.filters set is_active = not is_active, paused_at = case when is_active then now() end",
        "update campanello.filters set cities = '{Roma}', city_keys = '{roma}'",
        "delete from campanello.filters",
    ]
    while not stop.is_set():
        ids = [str(chance.randint(stable + 1, count)) for _ in range(50)]
        statement = chance.choices(statements, [6, 3, 2, 1])[0]
        psql(f"{statement} where id in ({','.join(ids)}) and id > {stable}")
        psql(f"""insert into campanello.filters (user_id, name, cities, city_keys, max_price)
                 select id, 'new', '{{Milano}}', '{{milano}}', 900 from campanello.users
                 where id in ({ids[0]}, {ids[1]})""")
        changes.append(len(ids) + 2)
        stop.wait(0.1)


def kill_and_restart(name, number):
    process = processes[name]
    process.send_signal(signal.SIGKILL)
    process.wait()
    time.sleep(2)
    start(name, "matcher", number)


def feed(rows):
    """Listings come in; at even distances a Matcher is killed and started again beside it."""
    batches = [rows[start:start + options.batch] for start in range(0, len(rows), options.batch)]
    distance = max(1, len(batches) // (options.kills + 1))
    breaking, kills = None, 0
    for number, batch in enumerate(batches, 1):
        post(batch)
        if number % distance == 0 and kills < options.kills:
            if breaking:
                breaking.join()
            kills += 1
            name = ["matcher-1", "matcher-2"][kills % 2]
            say(f"{number * options.batch} listings in; {name} is killed")
            breaking = threading.Thread(target=kill_and_restart, args=(name, int(name[-1])))
            breaking.start()
        # No faster than they are matched, or the kills would all meet an idle queue.
        while int(psql("select count(*) from campanello.listings where matched_version < version")) > 1000:
            time.sleep(0.1)
    if breaking:
        breaking.join()
    return kills


def settle(seconds=600):
    deadline = time.monotonic() + seconds
    while psql("select count(*) from campanello.listings where matched_version < version") != "0":
        if time.monotonic() > deadline:
            sys.exit(f"listings stay unmatched; see {home}/*.log")
        time.sleep(0.5)


def canonical(source):
    return source[:-3] if source.endswith(".it") else source


def compare(pairs, stable):
    """How the matches of the stable filters differ from the right ones."""
    text = psql(f"""copy (select filter_id, source, external_id from campanello.matches
                    join campanello.listings on listings.id = listing_id
                    where filter_id <= {stable}) to stdout csv""")
    found = [tuple(row) for row in csv.reader(text.splitlines())]
    answer = {"matches": len(found), "written_twice": len(found) - len(set(found))}
    if pairs is None:
        return {**answer, "expected": None, "missing": None, "wrong": None}
    with open(pairs, encoding="utf-8") as file:
        rows = csv.reader(file)
        next(rows)
        right = {(id, canonical(source), external) for id, source, external in rows if int(id) <= stable}
    return {**answer, "expected": len(right), "missing": len(right - set(found)), "wrong": len(set(found) - right)}


def main():
    wanted = given(options.filters, filters)
    rows = given(options.listings, listings)
    pairs = oracle(wanted)
    count = saved_filters.load(
        psql, lambda table, text: psql(f"copy {table} from stdin csv", text), wanted, linked=False)
    stable = int(count * (1 - options.changing))
    say(f"{count} filters, {stable} of which do not change; {len(rows)} listings")
    for number, (name, executable) in enumerate(
            [("gateway", "gateway"), ("matcher-1", "matcher"), ("matcher-2", "matcher")]):
        start(name, executable, number)
    stop, changes = threading.Event(), []
    changing = threading.Thread(target=change_filters, args=(stable, count, stop, changes))
    changing.start()
    begun = time.monotonic()
    try:
        kills = feed(rows)
        settle()
    finally:
        stop.set()
        changing.join()
    answer = {"filters": count, "stable_filters": stable, "listings": len(rows), "kills": kills,
              "filter_changes": sum(changes), "seconds": round(time.monotonic() - begun, 1), **compare(pairs, stable)}
    print(json.dumps(answer))
    return 1 if answer["written_twice"] or answer["missing"] or answer["wrong"] else 0


status = 1
try:
    status = main()
finally:
    for process in processes.values():
        if process.poll() is None:
            process.terminate()
    for process in processes.values():
        process.wait(30)
sys.exit(status)
