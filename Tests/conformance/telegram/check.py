"""Has Telegram's own library read what we would send: python3 check.py telegram.ndjson

Every text must be parsed, have the length that we count for it and stay within its limit; buttons keep to their limits.
The library runs by itself: nothing is sent anywhere.
"""

import json
import sys

import tdjson


def execute(**request):
    return json.loads(tdjson.td_execute(json.dumps(request).encode()))


def parse(html):
    """The text without markup, or the library's error."""
    answer = execute(**{"@type": "parseTextEntities", "text": html, "parse_mode": {"@type": "textParseModeHTML"}})
    return answer if answer["@type"] == "formattedText" else answer["message"]


def faults(sample):
    parsed = parse(sample["html"])
    if isinstance(parsed, str):
        return [parsed]
    length = len(parsed["text"])  # Unicode code points, as Python counts
    found = []
    if sample.get("length") not in (None, length):
        found.append(f"counted as {sample['length']}, is {length}")
    if length > sample["limit"]:
        found.append(f"{length} long, {sample['limit']} allowed")
    if not parsed["text"].strip():
        found.append("nothing to read in it")
    if any(len(data.encode()) > 64 for data in sample["callbacks"]):
        found.append("a button with more than 64 bytes")
    if len(parsed["entities"]) > 100:
        found.append(f"{len(parsed['entities'])} entities")
    # What people wrote may look like a mention or a link; markup is ours alone.
    ours = {"Bold", "Italic", "TextUrl", "Url", "EmailAddress", "PhoneNumber", "Mention", "Hashtag", "Cashtag",
            "BotCommand", "BankCardNumber"}
    kinds = {entity["type"]["@type"].removeprefix("textEntityType") for entity in parsed["entities"]}
    if kinds - ours:
        found.append(f"markup that is not ours: {sorted(kinds - ours)}")
    for entity in parsed["entities"]:
        url = entity["type"].get("url")
        if url is not None and not url.startswith(("http://", "https://")):
            found.append(f"a link to {url[:40]}")
    return found


def main(path):
    execute(**{"@type": "setLogVerbosityLevel", "new_verbosity_level": 0})
    # A check that cannot fail is none.
    for broken in ("<b>x</i>", "a < b", "<br>", "<b>"):
        assert isinstance(parse(broken), str), f"the library took {broken}"
    samples = [json.loads(line) for line in open(path, encoding="utf-8")]
    wrong = 0
    for number, sample in enumerate(samples, 1):
        for fault in faults(sample):
            wrong += 1
            if wrong <= 20:
                print(f"telegram: sample {number}: {fault}: {sample['html'][:120]!r}", file=sys.stderr)
    counted = sum(sample.get("length") is not None for sample in samples)
    print(f"telegram: {len(samples)} texts parsed by TDLib {tdjson.__version__}, {counted} lengths compared, {wrong} faults")
    return 1 if wrong or not counted else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
