"""The running system as the journey needs it: its settings, a portal, the phones, and what the database holds."""

import base64
import hashlib
import hmac
import json
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request


class System:
    def __init__(self, settings_file):
        with open(settings_file) as lines:
            self.settings = dict(line.rstrip("\n").split("=", 1) for line in lines if "=" in line)
        self.url = self.settings["PUBLIC_URL"]
        self.sandbox = "http://127.0.0.1:" + self.settings["SANDBOX_PORT"]
        self.number = self.settings["WHATSAPP_PHONE_NUMBER_ID"].removeprefix("whatsapp:")

    def request(self, url, body=None, headers=None):
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", **(headers or {})}
        try:
            with urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=30) as answer:
                text = answer.read().decode()
                return json.loads(text) if "json" in (answer.headers["Content-Type"] or "") else text
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{url} answered {error.code}: {error.read().decode()}") from None

    def list(self, **listing):
        """A portal lists a home."""
        key = self.settings["INGEST_API_KEYS"].split(":", 1)[1]
        answer = self.request(self.url + "/api/v1/listings", [listing], {"Authorization": "Bearer " + key})
        assert answer["created"] == 1, answer

    def phone(self, recipient, text):
        """The messages on a phone that say something."""
        query = urllib.parse.urlencode({"recipient": recipient, "limit": 100})
        messages = self.request(f"{self.sandbox}/messages?{query}")["messages"]
        return [message for message in messages if text in message["plain_text"]]

    def says(self, number, text):
        """A person writes by WhatsApp: what Twilio then calls, signed as it signs."""
        url = self.url + "/webhooks/whatsapp"
        fields = {
            "MessageSid": "SM" + hashlib.sha256(f"{number}{text}{time.time()}".encode()).hexdigest()[:32],
            "From": "whatsapp:" + number, "To": self.settings["WHATSAPP_PHONE_NUMBER_ID"], "Body": text,
        }
        signed = url + "".join(name + fields[name] for name in sorted(fields))
        digest = hmac.new(self.settings["WHATSAPP_API_TOKEN"].encode(), signed.encode(), hashlib.sha1).digest()
        self.request(url, urllib.parse.urlencode(fields).encode(), {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": base64.b64encode(digest).decode(),
        })

    def rows(self, sql):
        command = ["psql", "-XAtq", "-d", self.settings["DATABASE_URL"], "-c", sql]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()

    def tables_with(self, text):
        """Every table of which a row still holds the text."""
        tables = self.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'campanello'")
        return [
            table for table in tables
            if self.rows(f"SELECT count(*) FROM campanello.{table} AS t WHERE t::text LIKE '%{text}%'") != ["0"]
        ]


def eventually(what, condition, seconds=60):
    """Looks until the condition holds; what it gave is given on."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.3)
    raise AssertionError(f"not within {seconds} s: {what}")
