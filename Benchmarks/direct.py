"""How soon a direct message is out while a long backlog of notifications waits, at the default rate."""
import argparse
import json
import sys
import time

import stack
from recorder import Recorder
from stack import say, sql

parser = argparse.ArgumentParser(prog="script/bench direct")
parser.add_argument("--backlog", type=int, default=100_000)
parser.add_argument("--tests", type=int, default=5)
parser.add_argument("--json", action="store_true")
options = parser.parse_args()
password = "Bench-only-1"


def seed_backlog():
    """Notifications as the Matcher writes them, their events in its outbox; its relay brings them into the queue."""
    sql(f"""
        set search_path = campanello;
        insert into users (email, password_hash, first_name) select 'p' || n || '@example.com', '-', 'P'
          from generate_series(1, 1000) n;
        insert into recipients (user_id, channel, address, proved_at)
          select id, 'telegram', (100000 + id)::text, now() from users where email like 'p%@example.com';
        insert into filters (user_id, name) select user_id, 'Filter' from recipients;
        create temporary table made as
          select gen_random_uuid() id, filters.id filter_id, user_id from filters,
          generate_series(1, {options.backlog} / 1000);
        insert into notifications (id, user_id, filter_id, filter_name, channel, kind, locale, total, expires_at)
          select id, user_id, filter_id, 'Filter', 'telegram', 'new_listings', 'ru', 1, now() + interval '1 day' from made;
        insert into deliveries (id, user_id, channel, filter_id) select id, user_id, 'telegram', filter_id from made;
        insert into outbox (service, exchange, routing_key, message_id, type, body)
          select 'matcher', 'notifications', 'telegram', id, 'new-listings-for-filter.v1', json_build_object(
            'id', id, 'occurred_at', '2026-01-01T00:00:00Z', 'kind', 'new_listings', 'user_id', user_id,
            'channel', 'telegram', 'locale', 'ru', 'expires_at', '2099-01-01T00:00:00Z',
            'filter', json_build_object('id', filter_id, 'name', 'Filter', 'city', 'Roma'), 'total', 1,
            'more_url', 'https://listings.invalid/n', 'listings', json_build_array(json_build_object(
              'id', 1, 'source', 'idealista', 'external_id', '1', 'url', 'https://listings.invalid/1', 'title', 'Casa',
              'price_currency', 'EUR', 'city', 'Roma', 'images', '[]'::json,
              'filters', '[]'::json, 'also_at', '[]'::json)))::text from made;
    """)


def sign_up():
    stack.request("POST", "/api/v1/auth/register", {
        "email": "reader@example.com", "password": password, "first_name": "Reader"})
    token = stack.request("POST", "/api/v1/auth/login", {"email": "reader@example.com", "password": password})
    stack.request("POST", "/api/v1/telegram/link", {"chat_id": "777"}, token=token["access_token"])
    return token["access_token"]


def wait_for_queue():
    while int(sql("select count(*) from campanello.outbox where service = 'matcher'")):
        time.sleep(0.5)


def main():
    recorder = Recorder(stack.ports["provider"])
    seed_backlog()
    seconds = []
    try:
        stack.start(["gateway", "matcher"])
        token = sign_up()
        say(f"filling the queue with {options.backlog} notifications")
        wait_for_queue()
        # At the defaults of its rate the backlog takes an hour.
        stack.start(["telegram-sender"], TELEGRAM_RATE="25", PREFETCH="200")
        recorder.wait(50)
        for number in range(options.tests):
            begun = time.time()
            stack.request("POST", "/api/v1/telegram/test-notification", {}, token=token)
            arrived = [at for at, body in zip(recorder.times, recorder.bodies) if b'777' in body and at >= begun]
            if not arrived:
                sys.exit("the direct message did not arrive while the request waited for it")
            seconds.append(arrived[0] - begun)
            say(f"direct message {number + 1}: {seconds[-1] * 1000:.0f} ms")
        left = int(sql("select count(*) from campanello.deliveries where status = 'pending' and not is_direct"))
    finally:
        stack.stop_services()
        recorder.close()
    print(json.dumps({"backlog": left, "direct_ms_median": round(sorted(seconds)[len(seconds) // 2] * 1000, 1),
                      "direct_ms_max": round(max(seconds) * 1000, 1)}))


main()
