"""Puts saved filters, as NDJSON in the shape of POST /api/v1/filters plus an id, straight into the database."""
import csv
import io
import json
import random
import re
import unicodedata

columns = ["id", "user_id", "name", "cities", "city_keys", "min_price", "max_price", "property_types", "min_rooms",
           "max_rooms", "min_area", "max_area", "furnished", "pets_allowed", "latitude", "longitude", "radius_km"]


def key(city):
    plain = "".join(c for c in unicodedata.normalize("NFD", city.lower()) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]", "", plain)


def array(values):
    return "{" + ",".join(json.dumps(value, ensure_ascii=False) for value in values) + "}"


def row(wanted):
    city = wanted.get("city")
    kind = wanted.get("property_type")
    cities = [city] if city else []
    plain = {"user_id": wanted["id"], "cities": array(cities), "city_keys": array([key(c) for c in cities]),
             "property_types": array([kind] if kind and kind != "all" else [])}
    return [{**wanted, **plain}.get(column) for column in columns]


def made_up(count):
    chance = random.Random(7)
    for number in range(1, count + 1):
        low = chance.randrange(300, 1500, 50)
        yield {"id": number, "name": f"Filter {number}", "city": chance.choice(["Roma", "Milano", "Torino", "Napoli"]),
               "min_price": low, "max_price": low + chance.randrange(100, 800, 50), "min_rooms": chance.randint(1, 3)}


def load(sql, copy, filters, linked):
    """One person a filter, with the filter's id; `linked`: reachable, so that what is found for them is pending."""
    out = io.StringIO()
    writer = csv.writer(out)
    count = 0
    for wanted in filters:
        writer.writerow(["" if value is None else value for value in row(wanted)])
        count = max(count, wanted["id"])
    sql(f"""
        set search_path = campanello;
        insert into users (id, email, password_hash, first_name) overriding system value
          select n, 'p' || n || '@example.com', '-', 'P' from generate_series(1, {count}) n;
    """)
    if linked:
        sql("""insert into campanello.recipients (user_id, channel, address, proved_at)
               select id, 'telegram', (100000 + id)::text, now() from campanello.users""")
    copy(f"campanello.filters ({', '.join(columns)})", out.getvalue())
    sql(f"select setval(pg_get_serial_sequence('campanello.filters', 'id'), {count}); analyze campanello.filters")
    return count
