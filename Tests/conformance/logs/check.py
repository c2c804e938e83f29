"""Reads the services' logs as a collector would; see run."""

import base64
import hmac
import json
import os
import re
import secrets
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

STAGE, GATEWAY = Path(os.environ["STAGE"]), os.environ["GATEWAY"]
SETTINGS = dict(line.split("=", 1) for line in (STAGE / "settings").read_text().splitlines() if "=" in line)
SERVICES = ("gateway", "matcher", "whatsapp-sender", "telegram-sender")
LEVELS = {"TRACE", "DEBUG", "INFO", "NOTICE", "WARNING", "ERROR", "CRITICAL"}


def fail(text):
    sys.exit(f"logs: {text}")


def events(service):
    """Whole lines only: the last one may be being written."""
    text = (STAGE / "logs" / f"{service}.log").read_text()
    return [json.loads(line) for line in text[:text.rfind("\n") + 1].splitlines()]


def ingest(number, trace=None):
    row = {"source": "casa", "external_id": f"log-{number}-{secrets.token_hex(3)}", "city": "Torino", "price": 400,
           "url": f"https://listings.example/log/{number}", "title": "Appartamento"}
    headers = {"Content-Type": "application/json",
               "Authorization": "Bearer " + SETTINGS["INGEST_API_KEYS"].split(":", 1)[1]}
    if trace:
        headers["traceparent"] = f"00-{trace}-00f067aa0ba902b7-01"
    request = urllib.request.Request(f"{GATEWAY}/api/v1/listings", json.dumps([row]).encode(), headers, method="POST")
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert json.load(answer)["created"] == 1
    return row["external_id"]


def report(event):
    """Says as Twilio does, signed with the sandbox's token, that the message was delivered."""
    form = {"MessageSid": event["provider_id"], "MessageStatus": "delivered", "From": "whatsapp:+14155238886"}
    path = f"/webhooks/whatsapp/1?delivery={event['notification_id']}"
    signed = SETTINGS["PUBLIC_URL"] + path + "".join(name + form[name] for name in sorted(form))
    mac = hmac.new(SETTINGS["WHATSAPP_API_TOKEN"].encode(), signed.encode(), "sha1").digest()
    headers = {"X-Twilio-Signature": base64.b64encode(mac).decode()}
    request = urllib.request.Request(GATEWAY + path, urllib.parse.urlencode(form).encode(), headers, method="POST")
    urllib.request.urlopen(request, timeout=30).close()


def follow(trace, channels=("whatsapp", "telegram")):
    """What each service says of the trace, once the last word is there."""
    deadline = time.monotonic() + 60
    reported = set()
    while time.monotonic() < deadline:
        way = {service: [event for event in events(service) if trace in json.dumps(event)] for service in SERVICES}
        if all(way.values()) and any(event["message"] == "report applied" for event in way["gateway"]):
            return way
        for event in way["whatsapp-sender"]:
            if event["message"] == "WhatsApp отправлено" and event["provider_id"] not in reported:
                reported.add(event["provider_id"])
                report(event)
        time.sleep(0.2)
    fail(f"{trace} is not in the logs of {[service for service in SERVICES if not way[service]] or 'a report'}")


def check_way(trace, external_id):
    way = follow(trace)
    said = {service: [event["message"] for event in way[service]] for service in SERVICES}
    first = next(event for event in way["gateway"] if event["message"] == "listing ingested")
    if first["external_id"] != external_id or first["outcome"] != "created":
        fail(f"the first line is of another listing: {first}")
    matched = next(event for event in way["matcher"] if event["message"] == "listing matched")
    if matched["listing_id"] != first["listing_id"] or int(matched["matches"]) < 1:
        fail(f"the Matcher speaks of another listing: {matched}")
    made = {event["channel"]: event for event in way["matcher"] if event["message"] == "notification made"}
    for channel, word in (("whatsapp", "WhatsApp отправлено"), ("telegram", "Telegram отправлено")):
        notification = made.get(channel) or fail(f"no notification for {channel} in {said['matcher']}")
        if first["listing_id"] not in notification["listing_ids"].split(","):
            fail(f"the notification does not name the listing: {notification}")
        sent = [event for event in way[f"{channel}-sender"] if event["message"] == word]
        if not any(event["notification_id"] == notification["notification_id"] for event in sent):
            fail(f"{channel}: nothing was sent by {notification['notification_id']}: {said[channel + '-sender']}")
    reports = [event for event in way["gateway"] if event["message"] == "report applied"]
    if not any(event["notification_id"] == made["whatsapp"]["notification_id"] for event in reports):
        fail(f"no report of the notification: {reports}")
    for service in SERVICES:
        for event in way[service]:
            if event.get("trace_id") != trace and trace not in event.get("listing_traces", ""):
                fail(f"{service}: the id stands elsewhere: {event}")
    return sum(map(len, way.values()))


def check_all():
    """Shape and discretion of every line there is."""
    secrets_ = [SETTINGS["JWT_SECRET"], SETTINGS["INGEST_API_KEYS"].split(":", 1)[1], "test-token",
                *(path.read_text().strip() for path in (STAGE / "passwords").glob("*"))]
    address = re.compile(r"\+?3902000\d{4}|\b1000\d\d\b|reader\d+@example")
    count = 0
    for service in SERVICES:
        for event in events(service):
            count += 1
            text = json.dumps(event, ensure_ascii=False)
            if list(event)[:4] != ["time", "level", "logger", "message"] or event["level"] not in LEVELS:
                fail(f"{service}: {text}")
            if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z", event["time"]):
                fail(f"{service}: {text}")
            if address.search(text) or any(secret in text for secret in secrets_):
                fail(f"{service} says what no log may: {text}")
    return count


def main():
    # A scraper's own trace goes on, and without one each listing has a trace of its own.
    own = secrets.token_hex(16)
    lines = check_way(own, ingest(1, own))
    external_id = ingest(2)
    deadline = time.monotonic() + 30
    trace = None
    while not trace and time.monotonic() < deadline:
        trace = next((event["trace_id"] for event in events("gateway")
                      if event.get("external_id") == external_id), None)
        time.sleep(0.1)
    check_way(trace or fail(f"{external_id} was not logged"), external_id)
    print(f"one id leads from the ingest to the report through all four services ({lines} lines); "
          f"{check_all()} lines are sound")


main()
