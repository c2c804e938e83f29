"""The services under measurement: release executables on the private servers that script/bench has started."""
import contextlib
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time
import urllib.request

root = pathlib.Path(__file__).resolve().parent.parent
work = root / ".local" / "bench"
peer_folder = root.parent / "shared" / "bench" / "peer"
first_port = int(os.environ.get("BENCH_PORT", "18300"))
ports = {"gateway": first_port, "provider": first_port + 1, "peer": first_port + 2, "admin": first_port + 3}
environment = dict(line.split("=", 1) for line in (work / "env").read_text().splitlines())
server = environment["DATABASE_URL"]
database = server.rsplit("/", 1)[0] + "/campanello_bench"
services = {}


def say(text):
    print(text, file=sys.stderr, flush=True)


def sql(text, target=database):
    done = subprocess.run(["psql", "-qAtX", "-v", "ON_ERROR_STOP=1", target], input=text, text=True, capture_output=True)
    if done.returncode:
        sys.exit(f"psql: {done.stderr.strip()}")
    return done.stdout.strip()


def service_environment():
    return {
        "DATABASE_URL": database, "AMQP_URL": environment["AMQP_URL"],
        "JWT_SECRET": "bench-only-" + "0123456789abcdef" * 2, "GATEWAY_PORT": str(ports["gateway"]),
        "INGEST_API_KEYS": "bench:bench-key-of-this-machine", "PUBLIC_URL": f"http://127.0.0.1:{ports['gateway']}",
        "TELEGRAM_BOT_TOKEN": "test-token", "TELEGRAM_API_URL": f"http://127.0.0.1:{ports['provider']}",
        "TELEGRAM_RATE": "0", "TELEGRAM_RECIPIENT_SECONDS": "0", "TELEGRAM_GROUP_PER_MINUTE": "0", "WHATSAPP_ENABLED": "false",
        "DEBUG_NOTIFICATIONS": "true", "GATHER_SECONDS": "0", "LOG_LEVEL": "error", "PREFETCH": "400"}


def start(names, **extra):
    """Starts services and waits until each is ready."""
    first = len(services)
    for index, name in enumerate(names, first):
        log = open(work / f"{name}.log", "ab")
        services[name] = subprocess.Popen(
            [str(root / ".build-release/release" / name)],
            env={**os.environ, **service_environment(), **extra, "ADMIN_PORT": str(ports["admin"] + index)},
            stdout=log, stderr=log, cwd=work)
    for index, name in enumerate(names, first):
        await_ready(name, f"http://127.0.0.1:{ports['admin'] + index}/readyz")


def await_ready(name, url, seconds=60):
    deadline = time.monotonic() + seconds
    while True:
        with contextlib.suppress(OSError):
            if urllib.request.urlopen(url, timeout=2).status == 200:
                return
        if time.monotonic() > deadline:
            sys.exit(f"{name} did not get ready; see {work}/{name}.log")
        time.sleep(0.2)


def stop(process):
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def stop_services():
    for process in services.values():
        stop(process)
    services.clear()


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_rss_mb(pid):
    return round(int(re.search(r"VmHWM:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text())[1]) / 1024, 1)


def request(method, path, body=None, token=None):
    call = urllib.request.Request(
        f"http://127.0.0.1:{ports['gateway']}{path}", method=method,
        data=None if body is None else json.dumps(body).encode(), headers={"Content-Type": "application/json"})
    if token:
        call.add_header("Authorization", f"Bearer {token}")
    return json.load(urllib.request.urlopen(call, timeout=60))


def server_cpu():
    """CPU seconds so far of PostgreSQL (its ended backends included) and of RabbitMQ, by the servers' own pid files."""
    folder = pathlib.Path(environment.get("SERVERS", work / "servers"))
    postmaster = int((folder / "postgres" / "postmaster.pid").read_text().split()[0])
    children = subprocess.run(["pgrep", "-P", str(postmaster)], capture_output=True, text=True).stdout.split()
    ended = pathlib.Path(f"/proc/{postmaster}/stat").read_text().rsplit(")", 1)[1].split()
    spent = (int(ended[13]) + int(ended[14])) / os.sysconf("SC_CLK_TCK")
    for pid in children:
        with contextlib.suppress(OSError):
            spent += cpu_seconds(pid)
    return {"postgres": spent, "rabbitmq": cpu_seconds((folder / "rabbitmq" / "pid").read_text().strip())}


def stub_provider(port, delay_ms=0):
    """A provider that accepts everything, at once or after a while, and counts: the same for every system that is
    measured. The peer's own where its files are beside the project."""
    script = peer_folder / "stub_provider.py"
    script = script if script.exists() else root / "Benchmarks" / "stub.py"
    process = subprocess.Popen([sys.executable, str(script), "--port", str(port), "--delay-ms", str(delay_ms)])
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            count(port)
            break
        time.sleep(0.05)
    return process


def count(port):
    return json.load(urllib.request.urlopen(f"http://127.0.0.1:{port}/count", timeout=5))


def wait_for_count(port, target, seconds=180):
    deadline = time.monotonic() + seconds
    while count(port)["messages"] < target:
        if time.monotonic() > deadline:
            sys.exit(f"only {count(port)} of {target} messages arrived; see {work}/*.log")
        time.sleep(0.02)
