"""Holds our requests to Twilio against those of Twilio's own package: python3 check.py twilio.ndjson

The package sends the same messages; what it would put on the wire is taken from it, and must be the same address,
credentials, type and fields. Nothing is sent anywhere.
"""

import io
import json
import sys
from urllib.parse import parse_qsl

import twilio
from requests import Response
from requests.adapters import BaseAdapter
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client


class Capture(BaseAdapter):
    """Keeps the request, and answers as Twilio does."""

    def send(self, request, **options):
        self.request = request
        response = Response()
        response.status_code = 201
        response.raw = io.BytesIO(b'{"sid":"SM0","status":"queued"}')
        response.request = request
        response.url = request.url
        return response

    def close(self):
        pass


def theirs(sample):
    http = TwilioHttpClient(pool_connections=True)
    capture = Capture()
    http.session.mount("https://", capture)
    client = Client(sample["account"], sample["token"], http_client=http)
    fields = {"body": sample.get("body"), "content_sid": sample.get("content_sid")}
    if sample.get("media"):
        fields["media_url"] = [sample["media"]]
    if sample.get("variables"):
        numbered = {str(index): value for index, value in enumerate(sample["variables"], 1)}
        fields["content_variables"] = json.dumps(numbered)
    client.messages.create(
        to=f"whatsapp:{sample['to']}", from_=f"whatsapp:{sample['from']}", status_callback=sample["callback"],
        **{name: value for name, value in fields.items() if value is not None})
    return capture.request


def fields(form):
    """Names and values of a form, sorted; a variable's JSON is compared as what it says."""
    text = form.decode() if isinstance(form, bytes) else form
    pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=True, encoding="utf-8", errors="strict")
    return sorted((name, json.dumps(json.loads(value), sort_keys=True) if name == "ContentVariables" else value)
                  for name, value in pairs)


def differences(sample):
    request = theirs(sample)
    compared = {
        "address": (sample["url"], request.url),
        "credentials": (sample["authorization"], request.headers["Authorization"]),
        "type": (sample["content_type"], request.headers["Content-Type"]),
        "fields": (fields(sample["form"]), fields(request.body)),
    }
    return [f"{name}: ours {ours!r:.300}, theirs {their!r:.300}"
            for name, (ours, their) in compared.items() if ours != their]


def main(path):
    samples = [json.loads(line) for line in open(path, encoding="utf-8")]
    # A check that cannot fail is none.
    changed = dict(samples[0], form=samples[0]["form"].replace("Body=", "Bodi="))
    assert differences(changed), "another field's name was not noticed"
    wrong = 0
    for number, sample in enumerate(samples, 1):
        for difference in differences(sample):
            wrong += 1
            if wrong <= 10:
                print(f"twilio: request {number}: {difference}", file=sys.stderr)
    print(f"twilio: {len(samples)} requests compared with the twilio package {twilio.__version__}, {wrong} differences")
    return 1 if wrong or not samples else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
