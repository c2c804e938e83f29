"""The broker's driver against the C library alone: confirmed publishing and consuming of raw bodies of 1 KiB.

Both speak to the same quorum queue of the same node, one after the other, in turns; what one publishes the other
consumes. The ratios are medians of the rounds' own ratios, so that a machine that is busy with something else for a
while does not tell.
"""
import argparse
import json
import pathlib
import re
import statistics
import subprocess
import sys
import urllib.parse

root = pathlib.Path(__file__).resolve().parent.parent
work = root / ".local" / "bench"
source = root.parent / "shared" / "bench" / "broker.c"
ours = root / ".build-release" / "release" / "broker-bench"
window, prefetch, acknowledged = 200, 300, 50
queue = "bench.raw"

parser = argparse.ArgumentParser(prog="script/bench broker")
parser.add_argument("--messages", type=int, default=30_000, help="messages in one round")
parser.add_argument("--rounds", type=int, default=5)
parser.add_argument("--json", action="store_true", help="accepted for symmetry: the last line always is JSON")
options = parser.parse_args()
url = dict(line.split("=", 1) for line in (work / "env").read_text().splitlines())["AMQP_URL"]
port = urllib.parse.urlsplit(url).port


def say(text):
    print(text, file=sys.stderr, flush=True)


def built_library():
    """The C program, where its source is beside the project."""
    if not source.exists():
        return None
    program = work / "broker"
    subprocess.run(["cc", "-O2", str(source), "-lrabbitmq", "-o", str(program)], check=True, stderr=subprocess.DEVNULL)
    return program


def c(program, mode, *more):
    command = [str(program), "-p", str(port), "-t", "quorum", "-q", queue, "-m", mode, "-n", str(options.messages)]
    text = subprocess.run(command + [str(word) for word in more], capture_output=True, text=True, check=True).stdout
    found = re.search(r"rate=(\d+)/s cpu=([\d.]+)us", text)
    return {"rate": float(found[1]), "cpu_us": float(found[2])}


def swift(mode):
    done = subprocess.run([str(ours), mode, url, queue, str(options.messages)], stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(f"broker-bench {mode} failed")
    return json.loads(done.stdout)


def purge():
    vhost = urllib.parse.quote(urllib.parse.unquote(urllib.parse.urlsplit(url).path[1:]), safe="")
    management = dict(line.split("=", 1) for line in (work / "env").read_text().splitlines())["AMQP_MANAGEMENT_URL"]
    for method, path, body in (("DELETE", "", None), ("PUT", "", '{"durable":true,"arguments":{"x-queue-type":"quorum"}}')):
        subprocess.run(["curl", "-s", "-X", method, "-H", "content-type: application/json",
                        *(["-d", body] if body else []), f"{management}/api/queues/{vhost}/{queue}{path}"],
                       stdout=subprocess.DEVNULL, check=True)


def round_of(program, number):
    """One round; who begins changes from round to round."""
    found = {}

    def first_half():
        purge()
        if program:
            found["c_publish"] = c(program, "pub", "-w", window, "-K")
            found["consume"] = swift("consume")

    def second_half():
        purge()
        found["publish"] = swift("publish")
        if program:
            found["c_consume"] = c(program, "con", "-f", prefetch, "-a", acknowledged)
        else:
            found["consume"] = swift("consume")
        purge()
        found["publish_each"] = swift("publish-each")

    for half in ((first_half, second_half) if number % 2 == 0 else (second_half, first_half)):
        half()
    say(f"round {number + 1}: " + ", ".join(
        f"{name} {value['rate']:.0f}/s {value['cpu_us']:.1f} us" for name, value in sorted(found.items())))
    return found


def main():
    program = built_library()
    rounds = [round_of(program, number) for number in range(options.rounds)]

    def median(name, key):
        return round(statistics.median(one[name][key] for one in rounds), 1)

    def ratio(name, other, key="rate"):
        return program and round(statistics.median(one[name][key] / one[other][key] for one in rounds), 3)

    names = sorted(rounds[0])
    print(json.dumps({
        "publish_ratio": ratio("publish", "c_publish"), "consume_ratio": ratio("consume", "c_consume"),
        "publish_each_ratio": ratio("publish_each", "c_publish"),
        "publish_cpu_ratio": ratio("publish", "c_publish", "cpu_us"),
        "consume_cpu_ratio": ratio("consume", "c_consume", "cpu_us"),
        "messages_per_second": {name: median(name, "rate") for name in names},
        "cpu_us_per_message": {name: median(name, "cpu_us") for name in names}}))


main()
