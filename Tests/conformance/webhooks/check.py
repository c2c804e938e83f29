"""Calls webhooks as the providers do: python3 check.py http://127.0.0.1:PORT

What the providers' own packages sign is taken with 200; the same with a byte changed anywhere, or signed with another
key, is refused with 403.
"""

import base64
import hashlib
import json
import sys
import time
import uuid
from datetime import datetime, timezone
from urllib.parse import urlencode

import jwt
import requests
from standardwebhooks import Webhook
from twilio.request_validator import RequestValidator

session = requests.Session()
DELIVERY = "?delivery=0198c0de-7f7a-7cc3-9b6e-2f1d0c8e4a11"
results = {"taken": 0, "refused": 0, "wrong": 0}


def expect(status, what, url, body, headers):
    answer = session.post(url, data=body, headers=headers, timeout=30)
    if answer.status_code == status:
        results["taken" if status == 200 else "refused"] += 1
    else:
        results["wrong"] += 1
        print(f"webhooks: {what}: {answer.status_code} instead of {status}", file=sys.stderr)


def changed(text):
    """The text with each of its bytes changed in turn, to another letter or digit."""
    for index, letter in enumerate(text):
        yield text[:index] + ("B" if letter != "B" else "C") + text[index + 1:]


class Repeated(dict):
    """Fields of which some have several values, as web frameworks hand them to the package."""

    def getlist(self, name):
        return self[name] if isinstance(self[name], list) else [self[name]]


def twilio(base):
    url = base + "/webhooks/whatsapp"
    signer = RequestValidator("test-token")
    status = {"MessageSid": "SM1", "MessageStatus": "delivered", "From": "whatsapp:+14155238886",
              "To": "whatsapp:+390212345678", "ChannelPrefix": "whatsapp", "ErrorMessage": ""}
    written = {"MessageSid": "SM2", "SmsStatus": "received", "From": "whatsapp:+390212345678",
               "To": "whatsapp:+14155238886", "Body": "Ciao è già 😀 + & = % \n СТОП", "WaId": "390212345678",
               "ProfileName": "Ж*_~", "NumMedia": "0", "ANewField": "of 2030", "anewfield": "in small letters"}
    for address, fields in ((url + DELIVERY, status), (url, written), (base + "/webhooks/whatsapp/1", written)):
        def call(expected, what, fields=fields, address=address, signature=None, to=None):
            signature = signature or signer.compute_signature(address, fields)
            expect(expected, f"twilio: {what}", to or address, urlencode(fields, doseq=True),
                   {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"})

        right = signer.compute_signature(address, fields)
        call(200, "signed by the package")
        for wrong in changed(right):
            call(403, "a changed signature", signature=wrong)
        for name, value in fields.items():
            for other in list(changed(value))[:12] + [value + "x"]:
                call(403, f"{name} changed", fields={**fields, name: other}, signature=right)
        call(403, "a field more", fields={**fields, "More": "1"}, signature=right)
        call(403, "a field less", fields={n: v for n, v in fields.items() if n != "MessageSid"}, signature=right)
        call(403, "another query", signature=right, to=address + ("&" if "?" in address else "?") + "x=1")
        call(403, "another token", signature=RequestValidator("another-token").compute_signature(address, fields))
    repeated = {"MessageSid": "SM3", "SmsStatus": "received", "From": "whatsapp:+390212345678",
                "To": "whatsapp:+14155238886", "Body": "a", "MediaUrl": ["https://b.example", "https://a.example"]}
    call(200, "a repeated field", fields=Repeated(repeated), address=url)
    body = json.dumps({"MessageSid": "SM4", "text": "è"}).encode()
    address = f"{url}?bodySHA256={hashlib.sha256(body).hexdigest()}"
    headers = {"X-Twilio-Signature": signer.compute_signature(address, {}), "Content-Type": "application/json"}
    expect(403, "twilio: JSON with a changed byte", address, body.replace(b"text", b"tixt"), headers)
    expect(403, "twilio: nothing signed", url, urlencode(written), {"Content-Type": "application/x-www-form-urlencoded"})


def messagebird(base):
    url, key = base + "/webhooks/whatsapp/2", "test-signing-key-test-signing-key-test-signing-key-test-signing-key"
    body = json.dumps({"type": "message.created", "contact": {"msisdn": 390212345678}, "message": {
        "id": "1" * 32, "from": "+390212345678", "direction": "received", "type": "text", "channelId": "channel-1",
        "content": {"text": "Ciao è 😀"}}}, ensure_ascii=False).encode()

    def token(address=url, payload=body, key=key, algorithm="HS256", **claims):
        now = int(time.time())
        all_claims = {"iss": "MessageBird", "nbf": now, "exp": now + 60, "jti": str(uuid.uuid4()),
                      "url_hash": hashlib.sha256(address.encode()).hexdigest(),
                      "payload_hash": hashlib.sha256(payload).hexdigest(), **claims}
        return jwt.encode({n: v for n, v in all_claims.items() if v is not None}, key, algorithm=algorithm)

    def call(expected, what, signature, payload=body, to=url):
        expect(expected, f"messagebird: {what}", to, payload,
               {"MessageBird-Signature-JWT": signature, "Content-Type": "application/json"})

    for algorithm in ("HS256", "HS384", "HS512"):
        call(200, algorithm, token(algorithm=algorithm))
    call(200, "a report's address", token(address=url + DELIVERY), to=url + DELIVERY)
    right = token()
    for index in range(0, len(body), 3):
        call(403, f"byte {index} changed", right, payload=body[:index] + bytes([body[index] ^ 1]) + body[index + 1:])
    for wrong in changed(right):
        call(403, "a changed token", wrong)
    now = int(time.time())
    call(403, "another key", token(key="another-key-of-at-least-thirty-two-bytes"))
    call(403, "another address", token(address=url + "?a=1"))
    call(403, "no body's digest", token(payload_hash=None))
    call(403, "another issuer", token(iss="Somebody"))
    call(403, "an old one", token(nbf=now - 120, exp=now - 60))
    call(403, "one of the future", token(nbf=now + 60, exp=now + 120))
    call(403, "no algorithm", token(key=None, algorithm="none"))


def bird(base):
    url, signer = base + "/webhooks/whatsapp/3", Webhook("whsec_dGVzdC1zaWduaW5nLWtleQ==")
    body = json.dumps({"type": "whatsapp.received", "timestamp": "2026-11-20T10:15:00Z", "data": {
        "id": "wam_1", "from": "+390212345678", "to": "+14155238886", "type": "text",
        "text": {"body": "Ciao è 😀"}}}, ensure_ascii=False)

    def headers(at=None, key=signer, text=body, name="evt_1"):
        at = at or datetime.now(tz=timezone.utc)
        return {"webhook-id": name, "webhook-timestamp": str(int(at.timestamp())), "Content-Type": "application/json",
                "webhook-signature": key.sign(msg_id=name, timestamp=at, data=text)}

    def call(expected, what, given, text=body):
        expect(expected, f"bird: {what}", url, text.encode(), given)

    right = headers()
    call(200, "signed by the package", right)
    both = {**right, "webhook-signature": "v1,AAAA " + right["webhook-signature"]}
    call(200, "one of two signatures", both)
    for wrong in changed(right["webhook-signature"]):
        call(403, "a changed signature", {**right, "webhook-signature": wrong})
    for wrong in list(changed(body))[::3]:
        call(403, "a changed body", right, text=wrong)
    call(403, "another id", {**right, "webhook-id": "evt_2"})
    call(403, "another time", {**right, "webhook-timestamp": str(int(right["webhook-timestamp"]) + 1)})
    call(403, "an old one", headers(at=datetime.fromtimestamp(time.time() - 600, tz=timezone.utc)))
    call(403, "another key", headers(key=Webhook("whsec_" + base64.b64encode(b"another key").decode())))


def main(base):
    for check in (twilio, messagebird, bird):
        check(base)
    print("webhooks: {taken} signed by the providers' packages taken, {refused} changed or foreign ones refused, "
          "{wrong} faults".format(**results))
    return 1 if results["wrong"] or not results["taken"] or not results["refused"] else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
