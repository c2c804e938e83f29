"""Reads messages of every kind of queue with pika and amqp-get and holds them to docs/contracts; see run."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import jsonschema
import pika
import referencing

ROOT = Path(__file__).resolve().parents[3]
STAGE = Path(os.environ["STAGE"])
GATEWAY, SANDBOX, AMQP = os.environ["GATEWAY"], os.environ["SANDBOX"], os.environ["AMQP_URL"]
SETTINGS = dict(line.split("=", 1) for line in (STAGE / "settings").read_text().splitlines() if "=" in line)
SCHEMAS = {path.name: json.loads(path.read_text()) for path in (ROOT / "docs/contracts/schemas").glob("*.json")}
REGISTRY = referencing.Registry().with_resources(
    (name, referencing.Resource.from_contents(schema)) for name, schema in SCHEMAS.items())
# A phone number, a chat id of the sample people, an e-mail address.
ADDRESS = re.compile(r"\+?3902000\d|\b1000\d\d\b|[\w.]+@[\w.]+\.\w")
seen = set()


def fail(text):
    sys.exit(f"contracts: {text}")


def until(what, condition, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        time.sleep(0.1)
    fail(f"waited {seconds} s in vain: {what}")


def http(url, body=None, token=None, kind="application/json"):
    headers = {"Content-Type": kind} | ({"Authorization": f"Bearer {token}"} if token else {})
    data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(url, data, headers, method="GET" if data is None else "POST")
    with urllib.request.urlopen(request, timeout=30) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def ingest(number):
    listing = {"source": "casa", "external_id": f"contract-{number}", "url": f"https://listings.example/{number}",
               "title": "Appartamento", "price": 500, "rooms": 2, "city": "Torino"}
    key = SETTINGS["INGEST_API_KEYS"].split(":", 1)[1]
    answer = http(f"{GATEWAY}/api/v1/listings", [listing], key)
    assert answer["created"] == 1, answer


def stop(service):
    path = STAGE / "pids" / f"{service}.pid"
    pid = int(path.read_text())
    os.kill(pid, signal.SIGTERM)
    gone = lambda: not Path(f"/proc/{pid}").exists() or "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text()
    until(f"{service} stops", gone)


def start(service):
    subprocess.run(["script/demo", "--restart", service], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def check(queue, properties, body):
    """One message against what docs/contracts says of it."""
    where = f"{queue}: {properties.type}"
    if ADDRESS.search(body.decode()) or ADDRESS.search(str(properties.headers)):
        fail(f"{where} holds an address")
    if properties.type not in ("surprise.v9",):
        schema = SCHEMAS.get(f"{properties.type}.schema.json") or fail(f"{where} is of no type in docs/contracts")
        validator = jsonschema.Draft202012Validator(schema, registry=REGISTRY,
                                                    format_checker=jsonschema.FormatChecker())
        faults = [f"{error.json_path} {error.message}" for error in validator.iter_errors(json.loads(body))]
        if faults:
            fail(f"{where}: {faults}")
    if properties.content_type != "application/json" or properties.delivery_mode != 2:
        fail(f"{where}: content_type {properties.content_type}, delivery_mode {properties.delivery_mode}")
    if not re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", properties.message_id or ""):
        fail(f"{where}: message_id {properties.message_id}")
    if not properties.timestamp or not properties.app_id or not properties.correlation_id:
        fail(f"{where}: timestamp, app_id or correlation_id is missing")
    headers = properties.headers or {}
    if not re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]", headers.get("traceparent", "")):
        fail(f"{where}: traceparent {headers.get('traceparent')}")
    if queue.endswith(".dead") and not (headers.get("reason") and headers.get("failed-at")):
        fail(f"{where}: a dead letter without its reason: {headers}")
    if "attempt" not in headers:
        fail(f"{where}: no attempt")
    seen.add((properties.type, queue))


def read(channel, queue):
    """One message of the queue, by pika and by amqp-get, which is then back in its place."""
    def taken():
        return next(iter([got for got in [channel.basic_get(queue)] if got[0]]), None)
    method, properties, body = until(f"a message in {queue}", taken)
    check(queue, properties, body)
    channel.basic_nack(method.delivery_tag, requeue=True)
    if not shutil.which("amqp-get"):
        return
    # amqp-get acknowledges what it reads: a copy is put where it may.
    channel.queue_declare("contracts.copy", exclusive=False, auto_delete=False)
    channel.basic_publish("", "contracts.copy", body, properties)
    text = subprocess.run(["amqp-get", "--url", AMQP, "-q", "contracts.copy"], capture_output=True, check=True).stdout
    if json.loads(text) != json.loads(body):
        fail(f"{queue}: amqp-get reads something else")


def documents():
    """The schemas are schemas, and the examples keep them, by another implementation than our tests'."""
    for name, schema in SCHEMAS.items():
        jsonschema.Draft202012Validator.check_schema(schema)
        example = ROOT / "docs/contracts/examples" / name.replace(".schema", "")
        if example.is_file():
            jsonschema.Draft202012Validator(schema, registry=REGISTRY).validate(json.loads(example.read_text()))


def main():
    documents()
    connection = pika.BlockingConnection(pika.URLParameters(AMQP))
    channel = connection.channel()
    listener = subprocess.Popen([sys.executable, ROOT / "docs/contracts/listen.py"], stdout=subprocess.PIPE, text=True)
    tap = channel.queue_declare("", exclusive=True).method.queue
    channel.queue_bind(tap, "deliveries", "#")
    try:
        stop("matcher")
        ingest(1)
        read(channel, "matcher.listings")
        stop("whatsapp-sender")
        stop("telegram-sender")
        start("matcher")
        read(channel, "whatsapp.notifications")
        read(channel, "telegram.notifications")
        person = {"email": "reader1@example.com", "password": "Campanello-demo-1"}
        token = http(f"{GATEWAY}/api/v1/auth/login", person)["access_token"]
        http(f"{GATEWAY}/api/v1/whatsapp/test", {}, token)
        http(f"{GATEWAY}/api/v1/telegram/test-notification", {}, token)
        read(channel, "whatsapp.direct")
        read(channel, "telegram.direct")
        # A provider that fails: the copies wait in retry queues.
        http(f"{SANDBOX}/faults", {"server_error": 1})
        start("whatsapp-sender")
        start("telegram-sender")
        for sender in ("whatsapp", "telegram"):
            def waiting():
                names = [f"{sender}.notifications.retry.{level}" for level in ("5s", "30s", "2m")]
                return next((name for name in names
                             if channel.queue_declare(name, passive=True).method.message_count), None)
            read(channel, until(f"{sender}'s copy waits", waiting))
        http(f"{SANDBOX}/faults", {})
        # What nobody understands: it becomes a dead letter with the reason.
        properties = pika.BasicProperties(
            content_type="application/json", delivery_mode=2, type="surprise.v9", timestamp=int(time.time()),
            message_id="0198c0de-7f7a-7cc3-9b6e-2f1d0c8e4a99", app_id="contracts", correlation_id="contracts",
            headers={"attempt": 1, "traceparent": "00-0198c0de7f7a7cc39b6e2f1d0c8e4a99-9b6e2f1d0c8e4a99-01"})
        for queue in ("matcher.listings", "whatsapp.notifications", "telegram.direct"):
            channel.basic_publish("", queue, b"{}", properties)
            read(channel, f"{queue}.dead")
        # Listings that change and go.
        key = SETTINGS["INGEST_API_KEYS"].split(":", 1)[1]
        names = {"listing-updated.v1": {"price": 450}, "listing-removed.v1": {"removed": True}}
        mirror = channel.queue_declare("", exclusive=True).method.queue
        channel.queue_bind(mirror, "listings", "#")
        for kind, change in names.items():
            row = {"source": "casa", "external_id": "contract-1", "url": "https://listings.example/1",
                   "title": "Appartamento", "price": 500, "rooms": 2, "city": "Torino"} | change
            http(f"{GATEWAY}/api/v1/listings", [row], key)
            read(channel, mirror)
            channel.basic_get(mirror, auto_ack=True)
            if not any(name == kind for name, _ in seen):
                fail(f"no {kind} was published")
        read(channel, tap)
        heard = set()
        while not {"whatsapp", "telegram"} <= heard:
            line = listener.stdout.readline() or fail("listen.py ended")
            if " accepted" in line:
                heard.add(line.split()[0])
    finally:
        http(f"{SANDBOX}/faults", {})
        listener.kill()
        channel.queue_delete("contracts.copy")
        connection.close()
    missing = {name.removesuffix(".schema.json") for name in SCHEMAS} - {name for name, _ in seen} - {"listing.v1"}
    if missing:
        fail(f"never seen: {sorted(missing)}")
    print(f"pika and amqp-get read {len(seen)} kinds of message in {len({queue for _, queue in seen})} queues; "
          "listen.py heard both channels")


main()
