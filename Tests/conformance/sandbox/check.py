"""Compares the sandbox with the providers' own programs: python3 check.py SANDBOX WEBHOOKS telegram.ndjson

Its Telegram takes and refuses the same texts as TDLib, with the same text and markup; what it sends to webhooks is
signed as the packages of Twilio, MessageBird and Standard Webhooks demand.
"""

import http.server
import json
import queue
import sys
import threading
from urllib.parse import parse_qsl

import requests
import tdjson
from messagebird.request_validator import RequestValidator as MessageBirdValidator
from standardwebhooks import Webhook
from twilio.request_validator import RequestValidator as TwilioValidator

BROKEN = ["<b>", "<b>x</i>", "è<br>", "a < b", "</b>", "<b><i>x</b></i>", "<a href='x>y", "<b x>y</b>", "<unknown>x",
          "&lt;b>", "a <b", "<a href=\"https://a.example\">x", "<>x", "<b>x</b", "< b>x</b>", "<b>x</b >", "<B>x</B>",
          "&amp &lt &quot &nbsp; &#128512; &#x1F600; &#0; &;", "<code><b>x</b></code>", "<a>https://a.example</a>",
          "<a href=\"javascript:alert(1)\">x</a>", "<b></b>x", "<i> </i>x", "<pre><code class=\"language-python\">x</code></pre>",
          "<tg-spoiler>x</tg-spoiler>", "<span class=\"tg-spoiler\">x</span>", "<span>x</span>", "<p>x</p>",
          "<blockquote>x</blockquote>", "<u>x</u><s>y</s>", "<strong>x</strong><em>y</em>", "x\u0000y",
          "a <", "x&ampy", "&ampx;", "&lt3", "&quot", "&#65x", "&#65", "&amp;amp", "<a>x</a>", "<b>x</b x", "<b>x</b x>",
          "<b>x</bx>", "<b>x</ b>", "<b/>x", "<b a=1 b='2' c>x</b>", "<b a=>x</b>", "<b =1>x</b>", "<b a='1>x</b>",
          "<a href>x</a>", "<a href=https://a.example>x</a>", "<b>x</b\n>", "<pre><code>x</code></pre>",
          "<pre> <code class=\"language-py\">x</code></pre>", "<pre><code class=\"language-py\">x</code>y</pre>",
          "<a href=\"https://a.example?x=1\">x</a>", "<a href=\"https://a.example/a>b\">x</a>", "<b\n>x</b>",
          "<a href=\"https://a.example\" href='https://b.example'>x</a>", "<b><b>x</b></b>", "<b>x</b><b>y</b>"]
KINDS = {"Bold": "bold", "Italic": "italic", "Underline": "underline", "Strikethrough": "strikethrough",
         "Code": "code", "TextUrl": "text_link", "BlockQuote": "blockquote", "Spoiler": "spoiler", "Pre": "pre",
         "PreCode": "pre"}
problems = []


def execute(**request):
    return json.loads(tdjson.td_execute(json.dumps(request).encode()))


def by_tdlib(html):
    answer = execute(**{"@type": "parseTextEntities", "text": html, "parse_mode": {"@type": "textParseModeHTML"}})
    if answer["@type"] != "formattedText":
        return "refused", answer["message"].lower().removeprefix("can't parse entities: ")
    entities = [(KINDS[kind], entity["offset"], entity["length"], entity["type"].get("url"))
                for entity in answer["entities"]
                if (kind := entity["type"]["@type"].removeprefix("textEntityType")) in KINDS]
    return answer["text"], sorted(entities, key=str)


def by_sandbox(base, html):
    answer = requests.post(f"{base}/telegram/bottest-token/sendMessage", timeout=30,
                           json={"chat_id": 4242, "parse_mode": "HTML", "text": html}).json()
    if not answer["ok"]:
        words = answer["description"].lower().removeprefix("bad request: ").removeprefix("can't parse entities: ")
        return "refused", words
    entities = [(entity["type"], entity["offset"], entity["length"], entity.get("url"))
                for entity in answer["result"].get("entities", [])]
    return answer["result"]["text"], sorted(entities, key=str)


def telegram(base, path):
    execute(**{"@type": "setLogVerbosityLevel", "new_verbosity_level": 0})
    samples = [json.loads(line)["html"] for line in open(path, encoding="utf-8")]
    for html in BROKEN + samples:
        theirs, ours = by_tdlib(html), by_sandbox(base, html)
        if ours != theirs:
            problems.append(f"telegram: {html[:80]!r}: {str(ours)[:200]}, TDLib {str(theirs)[:200]}")
    return len(BROKEN) + len(samples)


class Receiver(http.server.BaseHTTPRequestHandler):
    received = queue.Queue()

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.received.put((self.path, self.headers, body))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *words):
        pass


def valid(hooks, path, headers, body):
    url = hooks + path
    if path.startswith("/twilio"):
        fields = dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True))
        return TwilioValidator("test-token").validate(url, fields, headers["X-Twilio-Signature"])
    if path.startswith("/messagebird"):
        validator = MessageBirdValidator("test-signing-key-of-thirty-two-bytes")
        return bool(validator.validate_signature(headers["MessageBird-Signature-JWT"], url, body))
    return bool(Webhook("whsec_dGVzdC1zaWduaW5nLWtleQ==").verify(body, dict(headers)))


def signatures(base, hooks):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", int(hooks.rsplit(":", 1)[1])), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    count = 0
    for provider in ("twilio", "messagebird", "bird"):
        for act in ({"text": "Ciao è già 😀 + & = %\nСТОП"}, {"button": "pause:7", "title": "Pausa 😀"}):
            requests.post(f"{base}/inbound", timeout=30, json={
                "provider": provider, "from": "+390212345678", "to": "+14155238886", **act}).raise_for_status()
            path, headers, body = Receiver.received.get(timeout=30)
            count += 1
            try:
                taken = valid(hooks, path, headers, body)
            except Exception as error:  # whatever the package throws, it is a refusal
                taken = False
                problems.append(f"{provider}: {error}")
            if not taken:
                problems.append(f"{provider}: the package refuses the sandbox's signature")
            try:
                if valid(hooks, path, headers, body.replace(b"390212345678", b"390212345679")):
                    problems.append(f"{provider}: the package takes a changed body")
            except Exception:
                pass  # as it should be
    server.shutdown()
    return count


def main(base, hooks, path):
    texts, calls = telegram(base, path), signatures(base, hooks)
    for problem in problems[:20]:
        print(f"sandbox: {problem}", file=sys.stderr)
    print(f"sandbox: {texts} texts read as TDLib reads them, {calls} webhooks' signatures checked by the providers' "
          f"packages, {len(problems)} faults")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
