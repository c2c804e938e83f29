#!/usr/bin/env python3
"""Drives the operator's page in Chromium, without the internet, against a Gateway of its own.

Needs TEST_DATABASE_URL, TEST_AMQP_URL and TEST_AMQP_MANAGEMENT_URL, psql, chromium, and playwright from PyPI.
  Tests/browser/ops.py [--bin .build/debug] [--images docs/images]
"""
import argparse, json, os, re, subprocess, sys, tempfile, time, urllib.error, urllib.parse, urllib.request, uuid

from playwright.sync_api import expect, sync_playwright

TOKEN = "test-token-of-operators"
SEED = """
INSERT INTO campanello.users (email, password_hash, first_name)
SELECT 'person' || n || '@example.com', 'hash', 'Anna' FROM generate_series(1, 40) AS n;
INSERT INTO campanello.recipients (user_id, channel, address, proved_at)
SELECT id, CASE WHEN id % 3 = 0 THEN 'whatsapp' ELSE 'telegram' END, '1555010' || id, now() FROM campanello.users;
INSERT INTO campanello.consents (user_id, channel, direction, how, text_version, at)
SELECT user_id, channel, 'in', 'link', '1', now() - user_id * interval '1 day' FROM campanello.recipients;
INSERT INTO campanello.deliveries (id, user_id, channel, is_direct, status, attempt, created_at, first_attempt_at,
    accepted_at, delivered_at, read_at, finished_at, error_class, error_code, reason, provider, number)
SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(md5(k::text), 1, 3) || '8'
        || substr(md5(k::text), 4, 3) || substr(md5(k::text), 8, 12))::uuid,
    user_id, channel, true, CASE WHEN bad THEN 'dead' ELSE 'accepted' END, 1, at, at,
    CASE WHEN NOT bad THEN at + (1 + k % 7) * interval '300 milliseconds' END,
    CASE WHEN NOT bad AND k % 9 > 0 THEN at + interval '4 seconds' END,
    CASE WHEN NOT bad AND k % 3 = 0 THEN at + interval '90 seconds' END,
    at + (1 + k % 7) * interval '300 milliseconds',
    CASE WHEN bad THEN 'transient' END, CASE WHEN bad THEN (500 + k % 4)::text END,
    CASE WHEN bad THEN 'attempts-spent' END, channel, 1
FROM (SELECT k, k % 37 = 0 AS bad, now() - k * interval '100 seconds' AS at, r.user_id, r.channel
    FROM generate_series(1, 820) AS k JOIN campanello.recipients AS r ON r.user_id = k % 40 + 1) AS made;
INSERT INTO campanello.delivery_attempts (delivery_id, attempt, provider, number, status, started_at, finished_at,
    error_class, error_code)
SELECT id, 1, provider, number, CASE WHEN status = 'dead' THEN 'refused' ELSE 'accepted' END, created_at,
    created_at + interval '240 milliseconds', error_class, error_code FROM campanello.deliveries;
INSERT INTO campanello.direct_messages (id, user_id, channel, locale, text_key, expires_at)
SELECT id, user_id, channel, 'ru', 'test', now() + interval '1 day' FROM campanello.deliveries WHERE status = 'dead';
INSERT INTO campanello.senders (owner, channel, is_working, since, seen_at)
VALUES ('telegram-sender:1', 'telegram', true, now() - interval '3 hours', now() + interval '1 hour'),
    ('whatsapp-sender:1', 'whatsapp', true, now() - interval '3 hours', now() + interval '1 hour');
INSERT INTO campanello.button_taps (hour, channel, button, taps)
VALUES (date_trunc('hour', now()), 'telegram', 'hide', 8), (date_trunc('hour', now()), 'telegram', 'pause', 3),
    (date_trunc('hour', now()) - interval '3 days', 'telegram', 'resume', 5);
INSERT INTO campanello.listings (home_id, source, external_id, content, title, url, city, city_key, matched_version)
VALUES (1, 'idealista', '1', '{}', 'Bilocale', 'https://listings.invalid/1', 'Roma', 'roma', 1);
"""


class Stage:
    """A database, a virtual host and a Gateway, all gone afterwards."""

    def __init__(self, binaries):
        self.binaries = os.path.abspath(binaries)
        self.name = "ops_" + uuid.uuid4().hex[:12]
        self.admin = os.environ["TEST_DATABASE_URL"]
        self.management = os.environ["TEST_AMQP_MANAGEMENT_URL"]
        self.database = re.sub(r"/[^/]*$", "/" + self.name, self.admin)
        self.amqp = re.sub(r"/[^/]*$", "/" + self.name, os.environ["TEST_AMQP_URL"])
        self.port = free_port()
        self.process = None

    def environment(self):
        return dict(
            os.environ, DATABASE_URL=self.database, AMQP_URL=self.amqp, AMQP_MANAGEMENT_URL=self.management,
            OPERATOR_TOKEN=TOKEN, JWT_SECRET="7d1f0c5ab94e4c0f8e21a6b3d9c85f40-tests", GATEWAY_PORT=str(self.port),
            ADMIN_PORT=str(free_port()), LOG_LEVEL="error", WHATSAPP_ENABLED="false", TELEGRAM_ENABLED="false")

    def sql(self, url, text):
        subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", url, "-c", text], check=True, stdout=subprocess.DEVNULL)

    def answer(self, url, text):
        return subprocess.run(["psql", "-qtA", url, "-c", text], check=True, capture_output=True, text=True).stdout

    def manage(self, method, path, body=None):
        parts = urllib.parse.urlsplit(self.management)
        request = urllib.request.Request(
            f"{parts.scheme}://{parts.hostname}:{parts.port}/api/{path}", method=method,
            data=None if body is None else json.dumps(body).encode(), headers={"Content-Type": "application/json"})
        import base64
        credentials = base64.b64encode(f"{parts.username}:{parts.password}".encode()).decode()
        request.add_header("Authorization", "Basic " + credentials)
        return urllib.request.urlopen(request).read()

    def campanello(self, *arguments):
        subprocess.run(
            [self.binaries + "/campanello", *arguments], check=True, env=self.environment(),
            stdout=subprocess.DEVNULL)

    def __enter__(self):
        self.sql(self.admin, f"CREATE DATABASE {self.name}")
        self.manage("PUT", "vhosts/" + self.name, {})
        user = urllib.parse.urlsplit(self.amqp).username
        everything = {"configure": ".*", "write": ".*", "read": ".*"}
        self.manage("PUT", f"permissions/{self.name}/{user}", everything)
        self.campanello("migrate")
        self.campanello("topology", "apply", "--no-users")
        self.sql(self.database, SEED)
        self.bury()
        self.process = subprocess.Popen([self.binaries + "/gateway"], env=self.environment())
        for _ in range(200):
            try:
                urllib.request.urlopen(self.url("/ops")).read()
                return self
            except urllib.error.URLError:
                time.sleep(0.1)
        raise SystemExit("the Gateway did not start")

    def bury(self):
        """A letter for each dead delivery."""
        rows = self.answer(
            self.database, "SELECT id, channel, error_code FROM campanello.deliveries WHERE status = 'dead' ORDER BY id")
        for line in rows.split():
            identifier, channel, code = line.split("|")
            self.manage("POST", f"exchanges/{self.name}/dead-letters/publish", {
                "routing_key": channel + ".direct", "payload": "{}", "payload_encoding": "string",
                "properties": {
                    "message_id": identifier, "type": "direct-message.v1", "app_id": "gateway", "delivery_mode": 2,
                    "content_type": "application/json", "timestamp": int(time.time()),
                    "headers": {
                        "attempt": 9, "reason": "attempts-spent", "error-class": "transient", "error-code": code,
                        "error": "Bad Gateway", "failed-at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}}})

    def __exit__(self, *_):
        if self.process:
            self.process.terminate()
            self.process.wait(timeout=30)
        self.manage("DELETE", "vhosts/" + self.name)
        self.sql(self.admin, f"DROP DATABASE {self.name} WITH (FORCE)")

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"


def free_port():
    import socket
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def drive(stage, images):
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-dev-shm-usage"])
        page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="light")
        page.set_default_timeout(20_000)
        # The broker tells a queue's length late, and the page asks for letters every 15 seconds.
        expect.set_options(timeout=60_000)
        faults, foreign = [], []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("request", lambda request: None if request.url.startswith((stage.url("/"), "data:"))
                else foreign.append(request.url))

        page.goto(stage.url("/ops"))
        page.fill("#token", "wrong-token-of-somebody")
        page.click("text=Open")
        expect(page.locator("[role=alert]")).to_have_text("This token is not valid.")
        faults.clear()  # Chromium reports the 401 itself.
        page.fill("#token", TOKEN)
        page.click("text=Open")
        expect(page.locator("#state")).to_contain_text("As of")
        cookie = page.context.cookies()[0]
        assert cookie["httpOnly"] and cookie["sameSite"] == "Strict", cookie
        assert page.evaluate("document.cookie") == ""

        expect(page.locator("#figures table")).to_contain_text("telegram")
        # By channel: pressed buttons of the last 24 hours, and who is still there after 7 and 30 days.
        expect(page.locator("#figures tbody tr", has_text="telegram")).to_contain_text("hide 8, pause 3")
        expect(page.locator("#figures")).not_to_contain_text("resume")
        for title in ("Read", "Still after 7 days", "After 30"):
            expect(page.locator("#figures thead")).to_contain_text(title)
        expect(page.locator("#senders")).to_contain_text("working")
        has_charts = os.path.exists("/usr/share/javascript/chart.js/chart.min.js")
        if has_charts:
            for chart in ("sent", "latency", "shares", "errors"):
                drawn = page.evaluate(
                    "(id) => { const c = document.getElementById(id), d = c.getContext('2d')"
                    ".getImageData(0, 0, c.width, c.height).data; return d.some((value) => value > 0); }", chart)
                assert drawn, f"the chart {chart} is empty"

        # Pausing shows at once, with the reason; a name that is none is told.
        page.fill("#pause [name=name]", "nowhere")
        page.click("#pause button")
        expect(page.locator("#state")).to_contain_text("no listing has ever come from nowhere")
        faults.clear()
        page.fill("#pause [name=name]", "idealista")
        page.fill("#pause [name=reason]", "<b>broken</b> prices")
        page.click("#pause button")
        expect(page.locator("#senders")).to_contain_text("<b>broken</b> prices")
        expect(page.locator("#log")).to_contain_text("pause")

        # One message's way.
        page.locator("#deliveries button").first.click()
        expect(page.locator("#timeline")).to_contain_text("attempt 1")

        letters = page.locator("#letters tbody tr")
        expect(letters.first).to_contain_text("attempts-spent")
        groups = letters.count()
        assert groups >= 2, groups
        page.evaluate("window.scrollTo(0, 0)")
        save(page, images, "ops.png", full=False)
        page.evaluate("document.getElementById('h-letters').scrollIntoView()")
        save(page, images, "ops-letters.png", full=False)

        # A preview before anything is sent; no leaves all as it is.
        letters.first.get_by_text("Replay").click()
        expect(page.locator("#ask p")).to_contain_text("to send")
        page.locator("#ask").get_by_text("No").click()
        assert letters.count() == groups
        letters.first.get_by_text("Replay").click()
        page.locator("#ask").get_by_text("Yes").click()
        expect(page.locator("#replaying")).to_contain_text("sent again")
        expect(letters).to_have_count(groups - 1)
        letters.first.get_by_text("Drop").click()
        page.locator("#ask").get_by_text("Yes").click()
        expect(page.locator("#replaying")).to_contain_text("dropped")
        expect(letters).to_have_count(groups - 2)
        replayed = stage.answer(
            stage.database, "SELECT count(*) FROM campanello.deliveries WHERE reason = 'replayed'").strip()
        assert int(replayed) > 0, replayed

        page.locator("#senders").get_by_text("Resume").click()
        expect(page.locator("#senders")).not_to_contain_text("idealista")

        # It is live: a change in the database shows by itself.
        stage.sql(stage.database, "UPDATE campanello.senders SET is_working = false, reason = 'token invalid'")
        expect(page.locator("#senders")).to_contain_text("token invalid")

        page.set_viewport_size({"width": 390, "height": 800})
        # It fits a telephone.
        page.wait_for_function("document.documentElement.scrollWidth <= 390")
        page.click("text=Close")
        expect(page.locator("#token")).to_be_visible()
        assert not foreign, foreign
        assert not faults, faults
        browser.close()
        return has_charts


def save(page, images, name, full):
    if not images:
        return
    path = os.path.join(images, name)
    page.screenshot(path=path, full_page=full)
    assert os.path.getsize(path) < 150_000, (path, os.path.getsize(path))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", default=".build/debug")
    parser.add_argument("--images", default=None)
    arguments = parser.parse_args()
    with Stage(arguments.bin) as stage:
        has_charts = drive(stage, arguments.images)
    print("the operator's page works" + ("" if has_charts else ", without charts"))


if __name__ == "__main__":
    sys.exit(main())
