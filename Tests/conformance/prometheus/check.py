"""What promtool does not look at: that alerts, tests, runbooks, dashboard and services speak of the same; see run."""

import json
import os
import re
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

import yaml

from labels import SCRAPED, Labels

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "compose/prometheus"
WORDS = {"and", "or", "unless", "on", "by", "without", "offset", "bool", "ignoring", "group_left", "group_right"}


def fail(text):
    sys.exit(f"prometheus: {text}")


def rules():
    files = [yaml.safe_load((FOLDER / name).read_text()) for name in ("objectives.yml", "alerts.yml")]
    return [rule for file in files for group in file["groups"] for rule in group["rules"]]


def dashboard():
    panels = json.loads((ROOT / "compose/grafana/dashboards/campanello.json").read_text())["panels"]
    return [target["expr"].replace("$__rate_interval", "5m") for panel in panels for target in panel.get("targets", [])]


def metrics(expression):
    """The metrics that an expression asks for: names that are neither functions, words, labels nor in quotes."""
    bare = re.sub(r'"(\\.|[^"\\])*"', "", expression)
    bare = re.sub(r"\{[^}]*\}", "{}", bare)
    bare = re.sub(r"\b(by|on|without|ignoring)\s*\([^)]*\)", " ", bare)
    bare = re.sub(r"\[[^\]]*\]|\b\d+[smhd]\b", " ", bare)
    names = re.findall(r"[a-zA-Z_:][\w:]*(?!\s*\()(?![\w:])", bare)
    return {name for name in names if name not in WORDS}


# What an operator wants to see, and the metric that tells it.
FIGURES = {
    "sent": "sender_sent_total", "failed by class and code": "sender_failed_total", "attempts": "sender_attempts_total",
    "postponed": "sender_postponed_total", "skipped": "sender_skipped_total", "in doubt": "sender_in_doubt_total",
    "provider seconds": "sender_provider_seconds_bucket", "end-to-end seconds": "sender_end_to_end_seconds_bucket",
    "queue depth": "queue:amqp_queue_messages:max", "age of the oldest message": "sender_oldest_due_seconds",
    "confirms": "amqp_publishes_total", "reconnections": "amqp_reconnections_total", "matches": "matcher_matches_total",
    "pool use": "postgres_pool_connections", "size of the index": "matcher_filters", "quotas": "sender_provider_quota",
    "outbox lag": "outbox_oldest_seconds", "waits of the limiter": "sender_slot_wait_seconds_bucket",
}


def targets():
    panels = json.loads((ROOT / "compose/grafana/dashboards/campanello.json").read_text())["panels"]
    return [(panel["title"], target) for panel in panels for target in panel.get("targets", [])]


def labelled():
    """Rules, panels and legends use no label that their metrics have not."""
    labels = Labels((ROOT / "docs/figures.md").read_text(), rules(), metrics)
    for rule in rules():
        for fault in labels.faults(rule["expr"]):
            fail(f"{rule.get('alert') or rule['record']}: {fault}")
    for title, target in targets():
        for fault in labels.faults(target["expr"]):
            fail(f"the panel «{title}»: {fault}")
        strange = set(re.findall(r"{{\s*(\w+)\s*}}", target.get("legendFormat", ""))) - labels.result(target["expr"])
        if strange:
            fail(f"the legend of the panel «{title}» names {sorted(strange)}")
    shown = set().union(*(metrics(target["expr"]) for _, target in targets()))
    for words, metric in FIGURES.items():
        if metric not in shown:
            fail(f"no panel shows {words} ({metric})")
    return labels


def asked():
    recorded = {rule["record"] for rule in rules() if "record" in rule}
    wanted = set().union(*(metrics(rule["expr"]) for rule in rules()), *map(metrics, dashboard()))
    return {re.sub(r"_(bucket|count|sum)$", "", name) for name in wanted - recorded}


def static(work):
    labelled()
    tests = yaml.safe_load((FOLDER / "tests.yaml").read_text())["tests"]
    set_off = {case["alertname"] for test in tests for case in test.get("alert_rule_test", []) if case.get("exp_alerts")}
    pages = {page.stem for page in (ROOT / "docs/runbooks").glob("*.md")} - {"README"}
    linked = set()
    for rule in rules():
        if "alert" not in rule:
            continue
        if rule["alert"] not in set_off:
            fail(f"no test sets {rule['alert']} off")
        link = rule["annotations"]["runbook_url"]
        page = ROOT / link
        if not page.is_file():
            fail(f"{rule['alert']} has no page {link}")
        linked.add(page.stem)
        text = page.read_text()
        for part in ("## What it means", "## How to look", "## What to do", rule["alert"]):
            if part not in text:
                fail(f"{link} lacks «{part}»")
    if pages - linked:
        fail(f"no alert has the pages {sorted(pages - linked)}")
    records = [{"record": f"dashboard:expression:{number}", "expr": text} for number, text in enumerate(dashboard())]
    (Path(work) / "dashboard.yml").write_text(yaml.safe_dump({"groups": [{"name": "dashboard", "rules": records}]}))


def names(work):
    described, measured = set(), set()
    for file in Path(work).glob("*.metrics"):
        described |= set(re.findall(r"^# TYPE (\S+) ", file.read_text(), re.M))
        measured |= set(re.findall(r"^(\w+)", re.sub(r"^#.*$", "", file.read_text(), flags=re.M), re.M))
    missing = asked() - described - {"ALERTS"}
    if missing:
        fail(f"rules or dashboard ask for what no service has: {sorted(missing)}")
    for name in ("sender_sent_total", "sender_attempts_total", "matcher_matches_total", "outbox_published_total",
                 "gateway_ingest_listings_total", "amqp_queue_messages", "postgres_pool_connections",
                 "sender_end_to_end_seconds_count", "sender_delivery_seconds_count", "amqp_settled_total",
                 "gateway_source_last_ingest_timestamp_seconds", "matcher_sweep_last_timestamp_seconds",
                 "process_resident_memory_bytes", "amqp_publishes_total", "gateway_http_requests_total"):
        if name not in measured:
            fail(f"after a demonstration no service has measured {name}")
    known = labelled().known
    for file in Path(work).glob("*.metrics"):
        for name, text in re.findall(r"^(\w+)\{(.*)\} ", file.read_text(), re.M):
            used = set(re.findall(r'(\w+)="', re.sub(r'"(\\.|[^"\\])*"', '""', text)))
            if not used <= known.get(name, set()) - SCRAPED:
                fail(f"{name} has the labels {sorted(used)}, which docs/figures.md does not say")
    routes = set(re.findall(r'route="([^"]*)"', (Path(work) / "gateway.metrics").read_text()))
    contract = set(json.loads((Path(work) / "openapi.json").read_text())["paths"])
    pages = {"none", "/", "/health", "/n/{token}", "/openapi.json", "/docs", "/privacy", "/ops"}
    strange = {route for route in routes - contract - pages if not route.startswith(("/webhooks/", "/n/", "/ops"))}
    if strange:
        fail(f"routes that the contract does not know: {sorted(strange)}")


def get(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return json.load(answer)["data"]


def post(url, body, token=None):
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    urllib.request.urlopen(urllib.request.Request(url, json.dumps(body).encode(), headers), timeout=30).close()


def broken(address):
    """A provider fails, and the alert that says so goes off by itself."""
    settings = dict(line.split("=", 1) for line in (Path(os.environ["STAGE"]) / "settings").read_text().splitlines())
    rows = [json.loads(line) for line in (ROOT / "script/lib/sample/listings.ndjson").read_text().splitlines()]
    post(f"{os.environ['SANDBOX']}/faults", {"server_error": 1})
    try:
        deadline, number = time.monotonic() + 150, 0
        while time.monotonic() < deadline:
            number += 1
            again = [row | {"external_id": f"{row['external_id']}-{os.getpid()}-{number}"} for row in rows]
            post(f"{os.environ['GATEWAY']}/api/v1/listings", again, settings["INGEST_API_KEYS"].split(":", 1)[1])
            for _ in range(20):
                alerts = get(f"{address}/api/v1/alerts")["alerts"]
                if {"ProviderFails"} <= {alert["labels"]["alertname"] for alert in alerts}:
                    return
                time.sleep(0.5)
        fail(f"no alert although every request fails: {alerts}")
    finally:
        post(f"{os.environ['SANDBOX']}/faults", {})


def live(_, address):
    def ask(expression):
        return get(f"{address}/api/v1/query?query={urllib.parse.quote(expression)}")["result"]

    deadline = time.monotonic() + 60
    groups = []
    while time.monotonic() < deadline:
        try:
            groups = [rule for group in get(f"{address}/api/v1/rules")["groups"] for rule in group["rules"]]
            if all(rule["health"] == "ok" for rule in groups) and len(ask("up == 1")) == 4 and ask("sender_sent_total"):
                break
        except OSError:
            pass
        time.sleep(0.5)
    else:
        fail(f"not well: {[(rule['name'], rule.get('lastError')) for rule in groups if rule['health'] != 'ok']}")
    for expression in dashboard():
        ask(expression)
    # What objectives are made of, by the very bucket.
    for series in ('gateway_http_request_seconds_bucket{le="0.5"}', "objective:up:ratio_rate5m > 0.99"):
        if not ask(series):
            fail(f"Prometheus has no {series}")
    sent = sum(float(row["value"][1]) for row in ask("sender_sent_total"))
    if not sent:
        fail("nothing was sent, by the figures")
    firing = {alert["labels"]["alertname"] for alert in get(f"{address}/api/v1/alerts")["alerts"]
              if alert["state"] == "firing"}
    if firing:
        fail(f"alerts fire where nothing is wrong: {sorted(firing)}")
    broken(address)
    print(f"promtool and Prometheus read all four services, {len(groups)} rules and {len(dashboard())} expressions of the "
          f"dashboard; {sent:.0f} messages sent, by the figures; a provider that fails sets its alert off")


{"static": static, "names": names, "live": live}[sys.argv[1]](*sys.argv[2:])
