"""The demonstration as something to break: its settings, its database, its sandbox, and senders of one's own."""
import json
import os
import pathlib
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

root = pathlib.Path(__file__).resolve().parent.parent.parent
home = pathlib.Path(os.environ["DEMO_HOME"])


def say(text):
    print(time.strftime("%H:%M:%S"), text, file=sys.stderr, flush=True)


def run(*command, check=True):
    # The services that a restart leaves behind keep its output open, so it must not be a pipe.
    with open(home / "chaos.log", "ab") as log:
        return subprocess.run(command, cwd=root, stdout=log, stderr=log, stdin=subprocess.DEVNULL, check=check)


def start(extra):
    """Brings everything up with these settings besides the demonstration's own, and with limits raised."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "extra").write_text("".join(f"{name}={value}\n" for name, value in extra.items()))
    os.environ["DEMO_SETTINGS"] = str(home / "extra")
    lines(home / "first-filter.ndjson", [{"name": "First", "city": "Aosta"}])
    lines(home / "first-listing.ndjson", [{"source": "casa", "external_id": "chaos-first", "city": "Aosta",
                                           "url": "https://listings.invalid/first", "removed": True}])
    say("starting everything")
    done = run("script/demo", "--once", "--keep", "--filters", str(home / "first-filter.ndjson"),
               "--listings", str(home / "first-listing.ndjson"), check=False)
    if done.returncode:
        sys.exit(f"the system did not start: see {home}/chaos.log")


def stop():
    run("script/demo", "--stop", check=False)


def lines(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def settings():
    return dict(line.split("=", 1) for line in (home / "settings").read_text().splitlines() if "=" in line)


def sql(text, data=None):
    """Rows of text. With `data`, what goes to the statement's standard input."""
    for _ in range(60):
        done = subprocess.run(["psql", "-qAtX", "-v", "ON_ERROR_STOP=1", "-F", "\t", settings()["DATABASE_URL"], "-c", text],
                              text=True, capture_output=True, input=data)
        if done.returncode == 0:
            return [line.split("\t") for line in done.stdout.splitlines()]
        if "connect" not in done.stderr:
            break
        time.sleep(1)
    sys.exit(f"psql: {done.stderr}")


def number(text):
    return int(sql(text)[0][0])


def call(method, url, body=None, headers=None):
    data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, method=method, headers=headers or {})
    with urllib.request.urlopen(request, timeout=120) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def sandbox(method, path, body=None):
    return call(method, f"http://127.0.0.1:{settings()['SANDBOX_PORT']}{path}", body,
                {"Content-Type": "application/json"})


def arrived():
    """Every message that the sandbox took, the failed ones too."""
    last = 0
    while page := sandbox("GET", f"/messages?limit=10000&after={last}")["messages"]:
        yield from page
        last = page[-1]["id"]


def post_listings(rows):
    """Sends rows until the Gateway has answered for them; a repeat changes nothing."""
    key = settings()["INGEST_API_KEYS"].split(":", 1)[1]
    body = "\n".join(json.dumps(row) for row in rows).encode()
    while True:
        try:
            answer = call("POST", f"http://127.0.0.1:{settings()['GATEWAY_PORT']}/api/v1/listings", body, {
                "Authorization": f"Bearer {key}", "Content-Type": "application/x-ndjson"})
            assert answer["rejected"] == 0, answer
            return answer
        except (OSError, urllib.error.URLError, json.JSONDecodeError) as error:
            say(f"ingest again: {error}")
            time.sleep(1)


def campanello(*arguments):
    return subprocess.run(["script/demo", "--campanello", *arguments], cwd=root, text=True, check=True,
                          stdout=subprocess.PIPE, stdin=subprocess.DEVNULL).stdout


def restart_broker():
    say("the broker is restarted")
    run("script/servers", "stop-broker", str(home / "servers"))
    run("script/servers", "start-broker", str(home / "servers"))


class Replica:
    """One more process of a service, beside those of the demonstration."""

    def __init__(self, service, admin_port):
        self.service, self.admin_port, self.process = service, admin_port, None

    def start(self):
        own = settings()
        servers = subprocess.run(["script/servers", "env", str(home / "servers")], cwd=root, text=True,
                                 capture_output=True, check=True).stdout
        address = next(line.split("=", 1)[1].strip("'\"") for line in servers.splitlines() if line.startswith("AMQP_URL="))
        password = (home / "passwords" / self.service).read_text().strip()
        own.update(PATH=os.environ["PATH"], HOME=os.environ["HOME"], LANG="C.UTF-8", ADMIN_PORT=str(self.admin_port),
                   AMQP_URL=address.replace("//guest:guest@", f"//{self.service}:{password}@"))
        log = open(home / "logs" / f"{self.service}-{self.admin_port}.log", "ab")
        binary = pathlib.Path((home / "bin").read_text().strip()) / self.service
        self.process = subprocess.Popen([str(binary)], env=own, cwd=home, stdout=log, stderr=log,
                                        stdin=subprocess.DEVNULL, start_new_session=True)

    def kill(self):
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()


def replace(service, count, first_port):
    """Replicas that are not the demonstration's, in place of its one."""
    pid = int((home / "pids" / f"{service}.pid").read_text())
    os.kill(pid, signal.SIGTERM)
    (home / "pids" / f"{service}.pid").unlink()
    replicas = [Replica(service, first_port + index) for index in range(count)]
    for replica in replicas:
        replica.start()
    return replicas
