#!/usr/bin/env python3
"""Commands to look with are run; commands that change something are held to what the tool says of its options."""
import base64, functools, json, os, pathlib, re, subprocess, sys, time, urllib.parse, urllib.request

RUNBOOKS = pathlib.Path(__file__).resolve().parents[3] / "docs/runbooks"
ADMIN = int(os.environ["ADMIN_BASE"])
OUTSIDE = {"rabbitmqctl", "rabbitmq-queues"}


def run(command):
    return subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True)


def sql(text):
    return run(f"psql -XAtq \"$DATABASE_URL\" -c \"{text}\"").stdout.strip()


def bury(delivery):
    """A letter of its own, so that there is one to look at."""
    parts = urllib.parse.urlsplit(os.environ["AMQP_MANAGEMENT_URL"])
    request = urllib.request.Request(
        f"{parts.scheme}://{parts.hostname}:{parts.port}/api/exchanges/%2F/dead-letters/publish",
        data=json.dumps({
            "routing_key": "telegram.direct", "payload": "{}", "payload_encoding": "string",
            "properties": {
                "message_id": delivery, "type": "direct-message.v1", "delivery_mode": 2, "timestamp": int(time.time()),
                "content_type": "application/json",
                "headers": {"reason": "attempts-spent", "error-class": "transient", "error-code": "500"}},
        }).encode(), headers={"Content-Type": "application/json"})
    credentials = base64.b64encode(f"{parts.username}:{parts.password}".encode()).decode()
    request.add_header("Authorization", "Basic " + credentials)
    with urllib.request.urlopen(request) as answer:
        assert json.load(answer)["routed"]


@functools.cache
def help_of(command):
    answer = run(f"campanello {command} --help")
    return answer.stdout if answer.returncode == 0 else ""


def understands(command):
    """The tool has the command, and each of its options."""
    words = command.split()[1:]
    names = []
    for word in words:
        if not re.fullmatch("[a-z][a-z-]*", word) or not help_of(" ".join([*names, word])).startswith("OVERVIEW"):
            break
        names.append(word)
    text = help_of(" ".join(names))
    return bool(names) and "SUBCOMMANDS:" not in text and all(option in text for option in re.findall(r"--[a-z-]+", command))


def main():
    delivery = sql("SELECT id FROM campanello.deliveries LIMIT 1")
    bury(delivery)
    ran, understood, faults = 0, 0, []
    for page in sorted(RUNBOOKS.glob("*.md")):
        text = page.read_text()
        blocks = re.findall(r"^```sh\n(.*?)^```", text, re.M | re.S)
        for command in [one for block in blocks for one in re.findall(r"(?:[^\n\"]|\"[^\"]*\")+", block)]:
            asked = command
            asked = re.sub(r"http://[A-Z]+:(91\d\d)", lambda port: f"http://127.0.0.1:{ADMIN + int(port[1]) - 9100}", asked)
            asked = re.sub(r"http://SERVICE:PORT", f"http://127.0.0.1:{ADMIN}", asked)
            asked = re.sub(r"(DELIVERY|MESSAGE)-ID", delivery, asked)
            answer = run(asked)
            ran += 1
            if answer.returncode or not answer.stdout.strip():
                said = (answer.stderr or answer.stdout).strip().splitlines()
                faults.append(f"{page.name}: {command.strip()}\n    {said[-1] if said else 'says nothing'}")
        for command in re.findall(r"`(campanello [^`]+)`", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)):
            understood += 1
            if not understands(command):
                faults.append(f"{page.name}: the tool does not know: {command}")
    for fault in faults:
        print("runbooks:", fault)
    if not faults:
        print(f"runbooks: {ran} commands ran, {understood} more are as the tool has them")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
