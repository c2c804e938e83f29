#!/usr/bin/env python3
"""The whole way of a notification, measured: listings in over REST, messages out at a provider that answers at once.

Called by script/bench, which builds the release executables and starts private servers. Prints one JSON object as its
last line. Throughput is told as a ratio to a peer (a dramatiq worker doing the sender's job alone) measured in the same
run; without the peer's files the ratio is null.
"""
import argparse
import contextlib
import http.server
import json
import os
import pathlib
import re
import signal
import socketserver
import statistics
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

root = pathlib.Path(__file__).resolve().parent.parent
peer_folder = root.parent / "shared" / "bench" / "peer"
parser = argparse.ArgumentParser()
parser.add_argument("--people", type=int, default=5000, help="notifications in one round: one a person")
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--singles", type=int, default=200, help="listings sent one by one for the latency")
parser.add_argument("--idle-seconds", type=float, default=20)
parser.add_argument("--work", default=str(root / ".local" / "bench"))
parser.add_argument("--json", action="store_true")
options = parser.parse_args()
work = pathlib.Path(options.work)
ports = {"gateway": 18300, "provider": 18325, "peer": 18326, "admin": 18310}
environment = dict(line.split("=", 1) for line in (work / "env").read_text().splitlines())
database = environment["DATABASE_URL"].rsplit("/", 1)[0] + "/campanello_bench"
services = {}


def say(text):
    print(text, file=sys.stderr, flush=True)


def sql(text, target=database):
    done = subprocess.run(["psql", "-qAtX", "-v", "ON_ERROR_STOP=1", target], input=text, text=True, capture_output=True)
    if done.returncode:
        sys.exit(f"psql: {done.stderr.strip()}")
    return done.stdout.strip()


class Arrivals:
    """What reached the provider: a count, and the moment of each message."""

    def __init__(self):
        self.lock, self.times = threading.Condition(), []

    def add(self):
        with self.lock:
            self.times.append(time.time())
            number = len(self.times)
            self.lock.notify_all()
            return number

    def wait(self, count, seconds):
        with self.lock:
            self.lock.wait_for(lambda: len(self.times) >= count, timeout=seconds)
            return len(self.times)


arrivals = Arrivals()


class Recorder(http.server.BaseHTTPRequestHandler):
    """A Telegram that accepts everything and notes when; for the latency only, since it is slow under load."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = b'{"ok":true,"result":{"message_id":%d}}' % arrivals.add()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "40")
        self.end_headers()
        self.wfile.write(b'{"ok":true,"result":{"id":1,"b":"12345"}}'[:40])

    def log_message(self, *arguments):
        pass


def start(name, executable, **extra):
    log = open(work / f"{name}.log", "ab")
    services[name] = subprocess.Popen(
        [str(root / ".build/release" / executable)], env={**os.environ, **service_environment(), **extra},
        stdout=log, stderr=log, cwd=work)


def service_environment():
    return {
        "DATABASE_URL": database, "AMQP_URL": environment["AMQP_URL"],
        "JWT_SECRET": "bench-only-" + "0123456789abcdef" * 2, "GATEWAY_PORT": str(ports["gateway"]),
        "INGEST_API_KEYS": "bench:bench-key", "PUBLIC_URL": f"http://127.0.0.1:{ports['gateway']}",
        "TELEGRAM_BOT_TOKEN": "test-token", "TELEGRAM_API_URL": f"http://127.0.0.1:{ports['provider']}",
        "TELEGRAM_RATE": "0", "WHATSAPP_ENABLED": "false", "DEBUG_NOTIFICATIONS": "true", "GATHER_SECONDS": "0",
        "TELEGRAM_RECIPIENT_SECONDS": "0", "LOG_LEVEL": "error", "CONCURRENCY": "100", "PREFETCH": "400",
    }


def stop(process):
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_rss_mb(pid):
    return round(int(re.search(r"VmHWM:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text())[1]) / 1024, 1)


def ready(seconds=60):
    deadline = time.monotonic() + seconds
    for number in range(len(services)):
        url = f"http://127.0.0.1:{ports['admin'] + number}/readyz"
        while True:
            with contextlib.suppress(OSError):
                if urllib.request.urlopen(url, timeout=2).status == 200:
                    break
            if time.monotonic() > deadline:
                sys.exit(f"not ready: {url}; see {work}/*.log")
            time.sleep(0.2)


def ingest(rows):
    request = urllib.request.Request(
        f"http://127.0.0.1:{ports['gateway']}/api/v1/listings", data=json.dumps(rows).encode(),
        headers={"Authorization": "Bearer bench-key", "Content-Type": "application/json"})
    answer = json.load(urllib.request.urlopen(request, timeout=60))
    assert answer["created"] == len(rows), answer
    return time.time()


def listing(number, city):
    return {"source": "idealista", "external_id": f"bench-{number}", "url": f"https://listings.invalid/{number}",
            "title": "Trilocale via del Corso 123", "price": 1800, "rooms": 3, "area": 85, "property_type": "apartment",
            "address": "Via del Corso, 123", "city": city}


def seed():
    """People, each with one filter for Roma; and one more, alone with a filter for Bari, for the latency."""
    sql(f"""
        set search_path = campanello;
        insert into users (email, password_hash, first_name) select 'p' || n || '@example.com', '-', 'P'
          from generate_series(1, {options.people + 1}) n;
        insert into recipients (user_id, channel, address, proved_at)
          select id, 'telegram', (100000 + id)::text, now() from users;
        insert into filters (user_id, name, cities, city_keys) select id, 'Filter ' || id,
          case when id <= {options.people} then '{{Roma}}'::text[] else '{{Bari}}'::text[] end,
          case when id <= {options.people} then '{{roma}}'::text[] else '{{bari}}'::text[] end from users;
    """)


def stub_provider(port):
    stub = peer_folder / "stub_provider.py"
    command = [sys.executable, str(stub), "--port", str(port)]
    if not stub.exists():
        command = [str(root / ".build/release/provider-sandbox"), "--port", str(port), "--accept-all"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def count(port):
    return json.load(urllib.request.urlopen(f"http://127.0.0.1:{port}/count", timeout=5))


def wait_for_count(port, target, seconds=180):
    deadline = time.monotonic() + seconds
    while True:
        with contextlib.suppress(OSError):
            if count(port)["messages"] >= target:
                return
        if time.monotonic() > deadline:
            sys.exit(f"only {count(port)} of {target} messages arrived; see {work}/*.log")
        time.sleep(0.02)


def throughput():
    stub = stub_provider(ports["provider"])
    try:
        time.sleep(1)
        rates, cpu = [], []
        for number in range(options.rounds):
            before = {name: cpu_seconds(process.pid) for name, process in services.items()}
            begun = time.time()
            ingest([listing(f"{number}-{n}", "Roma") for n in range(3)])
            wait_for_count(ports["provider"], options.people * (number + 1))
            elapsed = time.time() - begun
            rates.append(options.people / elapsed)
            cpu.append(sum(cpu_seconds(p.pid) - before[n] for n, p in services.items()) * 1000 / options.people)
            say(f"round {number + 1}: {rates[-1]:.0f} notifications/s, {cpu[-1]:.2f} CPU s per thousand")
            settle()
        return statistics.median(rates), statistics.median(cpu)
    finally:
        stop(stub)


def settle(seconds=60):
    deadline = time.monotonic() + seconds
    while sql("select count(*) from campanello.deliveries where status in ('pending','sending')") != "0":
        if time.monotonic() > deadline:
            break
        time.sleep(0.2)


def latency():
    server = socketserver.ThreadingTCPServer(("127.0.0.1", ports["provider"]), Recorder, bind_and_activate=False)
    server.allow_reuse_address, server.daemon_threads = True, True
    server.server_bind()
    server.server_activate()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    seconds = []
    try:
        for number in range(options.singles + 5):
            committed = ingest([listing(f"single-{number}", "Bari")])
            if arrivals.wait(number + 1, 30) < number + 1:
                sys.exit(f"a single listing did not arrive; see {work}/*.log")
            seconds.append(arrivals.times[number] - committed)
            settle_one()
    finally:
        server.shutdown()
        server.server_close()
    timed = sorted(seconds[5:])
    return timed[len(timed) // 2] * 1000, timed[int(len(timed) * 0.99)] * 1000


def settle_one():
    time.sleep(0.05)


def bare_cost_ms():
    """One small commit and one confirmed publish, by the plainest clients at hand: what a step cannot cost less than."""
    sql("create unlogged table if not exists public.bare (n int)")
    script = "\\timing on\n" + "insert into public.bare values (1);\n" * 200
    sql("drop table public.bare; create table public.bare (n int)")
    done = subprocess.run(["psql", "-qX", database], input=script, text=True, capture_output=True, check=True)
    commits = sorted(float(value) for value in re.findall(r"Time: ([\d.]+) ms", done.stdout))
    return commits[len(commits) // 2] if commits else None


def idle_cpu_percent():
    before = {name: cpu_seconds(process.pid) for name, process in services.items()}
    time.sleep(options.idle_seconds)
    return {name: round((cpu_seconds(p.pid) - before[name]) / options.idle_seconds * 100, 2) for name, p in services.items()}


def peer():
    if not (peer_folder / "peer_tasks.py").exists():
        return None
    venv = work / "venv"
    if not (venv / "bin" / "dramatiq").exists():
        say("making the peer's Python environment")
        subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
        subprocess.run([str(venv / "bin/pip"), "-q", "install", "dramatiq[rabbitmq]", "psycopg[binary,pool]", "requests"],
                       check=True, stdout=subprocess.DEVNULL)
    target = environment["DATABASE_URL"].rsplit("/", 1)[0] + "/campanello_peer"
    sql("drop database if exists campanello_peer", environment["DATABASE_URL"])
    sql("create database campanello_peer", environment["DATABASE_URL"])
    variables = {**os.environ, "PEER": "dramatiq", "AMQP_URL": environment["AMQP_URL"], "DATABASE_URL": target,
                 "PROVIDER_URL": f"http://127.0.0.1:{ports['peer']}", "PATH": f"{venv}/bin:{os.environ['PATH']}"}
    stub = stub_provider(ports["peer"])
    worker = None
    try:
        subprocess.run([str(venv / "bin/python"), "enqueue.py", str(options.people)], cwd=peer_folder, env=variables,
                       check=True, stdout=subprocess.DEVNULL)
        with open(work / "peer.log", "ab") as log:
            worker = subprocess.Popen([str(venv / "bin/dramatiq"), "peer_tasks", "--processes", "2", "--threads", "16"],
                                      cwd=peer_folder, env=variables, stdout=log, stderr=log)
        wait_for_count(ports["peer"], options.people, 300)
        seen = count(ports["peer"])
        say(f"peer: {seen['messages'] / seen['seconds']:.0f} notifications/s")
        return seen["messages"] / seen["seconds"]
    finally:
        if worker:
            stop(worker)
        stop(stub)


def main():
    rate_of_peer = peer()
    seed()
    for number, (name, executable) in enumerate(
            [("gateway", "gateway"), ("matcher", "matcher"), ("telegram-sender", "telegram-sender")]):
        start(name, executable, ADMIN_PORT=str(ports["admin"] + number))
    try:
        ready()
        rate, cpu = throughput()
        p50, p99 = latency()
        idle = idle_cpu_percent()
        memory = {name: peak_rss_mb(process.pid) for name, process in services.items()}
    finally:
        for process in services.values():
            stop(process)
    print(json.dumps({
        "notifications_per_second": round(rate), "peer_notifications_per_second": rate_of_peer and round(rate_of_peer),
        "ratio": rate_of_peer and round(rate / rate_of_peer, 2), "p50_ms": round(p50, 1), "p99_ms": round(p99, 1),
        "bare_commit_ms": bare_cost_ms(), "cpu_seconds_per_thousand": round(cpu, 3), "peak_rss_mb": memory,
        "idle_cpu_percent": idle}))


main()
