"""The Gateway beside a twin of its routes by FastAPI and asyncpg, turn by turn on the same database, loaded by wrk."""
import argparse
import base64
import json
import math
import os
import pathlib
import statistics
import subprocess
import sys
import time
import urllib.parse
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).parent / "Gateway"))
import seed  # noqa: E402
import stack  # noqa: E402
from stack import say  # noqa: E402

parser = argparse.ArgumentParser(prog="script/bench gateway")
parser.add_argument("--listings", type=int, default=100_000)
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--seconds", type=int, default=5, help="of each turn")
parser.add_argument("--connections", type=int, default=32)
parser.add_argument("--requests", type=int, default=0, help="reads in a row, to see whether memory stays flat")
parser.add_argument("--routes", default="status,filters,search,ingest", help="which to compare")
parser.add_argument("--json", action="store_true", help="accepted for symmetry: the last line always is JSON")
options = parser.parse_args()
routes = options.routes.split(",")
folder = stack.work / "gateway"
port_of_twin = stack.ports["peer"]
threads = 2


def wrk(port, *arguments, seconds=None, connections=None):
    """Loads a service; answers what wrk counted. Every request must have been answered with 200."""
    done = subprocess.run(
        ["wrk", "-t", str(threads), "-c", str(connections or options.connections), "-d", f"{seconds or options.seconds}s",
         "--timeout", "30s", "-s", str(stack.root / "Benchmarks/Gateway/load.lua"), f"http://127.0.0.1:{port}", "--",
         *map(str, arguments)], capture_output=True, text=True)
    counted = json.loads(done.stdout.strip().rsplit("\n", 1)[-1]) if done.returncode == 0 else None
    if not counted or counted["refused"] or counted["broken"] or not counted["requests"]:
        sys.exit(f"the load was not answered: {counted or done.stdout + done.stderr}")
    return counted


def turn(system, route, number):
    """Requests a CPU second of a service's process, and its rate, on one route."""
    port, process = system
    if route == "ingest":
        arguments, connections = ("ingest", folder / "batch.json", seed.KEY, f"{port}-{number}"), 4
    else:
        arguments, connections = ("reads", folder / f"{route}.txt"), None
    before = stack.cpu_seconds(process.pid)
    counted = wrk(port, *arguments, connections=connections)
    spent = stack.cpu_seconds(process.pid) - before
    if route == "ingest":
        clear()
    return counted["requests"] / spent, counted["requests"] / counted["seconds"]


def clear():
    """Takes out what an ingest has brought, once the relay is through with it."""
    stack.sql("delete from campanello.outbox where service = 'twin'")
    deadline = time.monotonic() + 120
    while stack.sql("select exists (select from campanello.outbox)") == "t" and time.monotonic() < deadline:
        empty_queue("matcher.listings")
        time.sleep(0.2)
    stack.sql("delete from campanello.listings where external_id not like 'seed-%'; vacuum analyze campanello.listings")
    empty_queue("matcher.listings")


def empty_queue(name):
    """Nobody reads the listings' events here; their queue is emptied before it is full."""
    server = urllib.parse.urlsplit(stack.environment["AMQP_MANAGEMENT_URL"])
    host = urllib.parse.urlsplit(stack.environment["AMQP_URL"]).path.strip("/") or "%2F"
    call = urllib.request.Request(
        f"http://{server.hostname}:{server.port}/api/queues/{host}/{name}/contents",
        method="DELETE")
    user = f"{server.username}:{server.password}".encode()
    call.add_header("Authorization", "Basic " + base64.b64encode(user).decode())
    urllib.request.urlopen(call, timeout=30).close()


def start_twin():
    python = stack.work / "venv/bin/python"
    log = open(stack.work / "twin.log", "ab")
    process = subprocess.Popen(
        [str(python), "-m", "uvicorn", "twin:app", "--port", str(port_of_twin), "--loop", "uvloop", "--http", "httptools",
         "--no-access-log", "--log-level", "error"], cwd=stack.root / "Benchmarks/Gateway", stdout=log, stderr=log,
        env={**os.environ, **stack.service_environment()})
    stack.await_ready("the twin", f"http://127.0.0.1:{port_of_twin}/api/v1/listings/?limit=1")
    return process


def compare(ours, twin):
    efficiency = {route: {"ours": [], "twin": []} for route in routes}
    rates = {route: {"ours": [], "twin": []} for route in routes}
    for number in range(options.rounds):
        for route in routes:
            order = [("ours", ours), ("twin", twin)]
            for name, system in order if number % 2 == 0 else reversed(order):
                a_cpu_second, rate = turn(system, route, number)
                efficiency[route][name].append(a_cpu_second)
                rates[route][name].append(rate)
                say(f"round {number + 1}, {route}, {name}: {a_cpu_second:.0f} a CPU second, {rate:.0f} a second")
    middle = statistics.median
    ratios = {r: round(middle(efficiency[r]["ours"]) / middle(efficiency[r]["twin"]), 2) for r in routes}
    return {
        "ratio": round(math.exp(statistics.fmean(math.log(ratio) for ratio in ratios.values())), 2), "ratios": ratios,
        "requests_per_cpu_second": {r: {n: round(middle(v), 1) for n, v in efficiency[r].items()} for r in routes},
        "requests_per_second": {r: {n: round(middle(v), 1) for n, v in rates[r].items()} for r in routes},
    } | {name: round(1000 * middle(rates["ingest"][system])) for name, system in
         [("ingested_per_second", "ours"), ("twin_ingested_per_second", "twin")] if "ingest" in routes}


def latency(port):
    """Of the reads mixed, at half the rate that the service reaches with them."""
    saturated = wrk(port, "reads", folder / "mix.txt")
    rate = saturated["requests"] / saturated["seconds"]
    half = [wrk(port, "reads", folder / "mix.txt", rate / 2 / threads) for _ in range(options.rounds)]
    return {"saturating_per_second": round(rate), "p50_ms": round(statistics.median(h["p50_ms"] for h in half), 1),
            "p99_ms": round(statistics.median(h["p99_ms"] for h in half), 1)}


def rss_mb(pid):
    pages = int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1])
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 2**20, 1)


def memory(ours):
    """Reads in a row: how much the process holds after the first 100,000, and at the end."""
    port, process = ours
    sent, early = 0, None
    while sent < options.requests:
        sent += wrk(port, "reads", folder / "many.txt", seconds=10)["requests"]
        if early is None and sent >= 100_000:
            early = rss_mb(process.pid)
    return {"requests": sent, "rss_mb_at_100000": early, "rss_mb_at_end": rss_mb(process.pid)}


def main():
    folder.mkdir(parents=True, exist_ok=True)
    twin = None
    try:
        stack.start(["gateway"], RATE_LIMIT_FACTOR="0", WHATSAPP_ENABLED="true", WHATSAPP_API_TOKEN="test-token",
                    WHATSAPP_API_URL=f"http://127.0.0.1:{stack.ports['provider']}/meta", WHATSAPP_PHONE_NUMBER_ID="1")
        ours = (stack.ports["gateway"], stack.services["gateway"])
        seed.people()
        say(f"{options.listings} listings go in")
        seed.listings(options.listings)
        seed.write_requests(folder, stack.service_environment()["JWT_SECRET"])
        twin = start_twin()
        result = {} if options.requests else compare(ours, (port_of_twin, twin))
        result |= memory(ours) if options.requests else latency(ours[0])
        result["peak_rss_mb"] = stack.peak_rss_mb(ours[1].pid)
    finally:
        stack.stop_services()
        if twin:
            stack.stop(twin)
    print(json.dumps(result))


main()
