"""What both services find: people with filters, 100,000 listings, and the requests that are asked about them."""
import base64
import hashlib
import hmac
import json
import random
import time
import urllib.parse

import stack

KEY = "bench-key-of-this-machine"
PEOPLE = 200
CITIES = [
    "Roma", "Milano", "Napoli", "Torino", "Palermo", "Genova", "Bologna", "Firenze", "Bari", "Catania", "Verona",
    "Venezia", "Messina", "Padova", "Trieste", "Brescia", "Parma", "Taranto", "Prato", "Modena"]
SOURCES = ["idealista", "immobiliare", "subito", "casa"]
TYPES = ["appartamento", "monolocale", "villa", "attico", "stanza"]
WORDS = ("luminoso appartamento in zona centrale vicino alla metropolitana con balcone e cucina abitabile ristrutturato "
         "di recente termoautonomo terzo piano con ascensore libero subito contratto quattro anni").split()


def listing(chance, external_id):
    """A listing as a scraper sends it."""
    city = chance.choice(CITIES)
    rooms = chance.randint(1, 5)
    return {
        "source": chance.choice(SOURCES), "external_id": external_id, "url": f"https://listings.invalid/{external_id}",
        "title": " ".join(chance.sample(WORDS, 6)), "description": " ".join(chance.choice(WORDS) for _ in range(60)),
        "price": chance.randint(300, 4000), "price_currency": "EUR", "property_type": chance.choice(TYPES),
        "rooms": rooms, "bathrooms": chance.randint(1, 2), "area": rooms * 20 + chance.randint(5, 60),
        "floor": str(chance.randint(0, 8)), "furnished": chance.random() < 0.5, "address": f"Via {external_id}, 1",
        "city": city, "latitude": round(41 + chance.random() * 4, 6), "longitude": round(9 + chance.random() * 6, 6),
        "images": [f"https://listings.invalid/{external_id}/{n}.jpg" for n in range(4)],
        "published_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - chance.randint(0, 86400)))}


def people():
    stack.sql(f"""
        set search_path = campanello;
        insert into users (email, password_hash, first_name, plan)
          select 'p' || n || '@example.com', '-', 'P', 'premium' from generate_series(1, {PEOPLE}) n;
        insert into sessions (id, user_id, expires_at)
          select ('00000000-0000-4000-8000-' || lpad(id::text, 12, '0'))::uuid, id, now() + interval '30 days' from users;
        insert into recipients (user_id, channel, address, proved_at)
          select id, 'whatsapp', '+1555' || lpad((1000000 + id)::text, 7, '0'), now() from users;
        insert into filters (user_id, name, cities, city_keys, min_price, max_price, min_rooms, property_types)
          select id, 'Filter ' || n, array['Roma'], array['roma'], 300, 300 + 100 * n, 2, array['apartment']
          from users, generate_series(1, 10) n;
    """)


def listings(count):
    """By the service's own ingest, in silence."""
    chance = random.Random(7)
    for first in range(0, count, 5000):
        rows = [listing(chance, f"seed-{n}") for n in range(first, min(count, first + 5000))]
        answer = stack.request("POST", "/api/v1/listings?announce=false", rows, token=KEY)
        assert answer["created"] == len(rows), answer
    stack.sql("vacuum analyze")


def batch(rows):
    """A batch whose external ids hold a mark that the load replaces."""
    chance = random.Random(11)
    return json.dumps([listing(chance, f"@@-{n}") for n in range(rows)])


def tokens(secret):
    """An access token for each person, as the service signs them."""
    def part(content):
        return base64.urlsafe_b64encode(content).rstrip(b"=")
    kid = hashlib.sha256(hashlib.sha256(secret.encode()).digest()).digest()[:8].hex()
    header = part(json.dumps({"alg": "HS256", "typ": "JWT", "kid": kid}).encode())
    now = int(time.time())
    for person in range(1, PEOPLE + 1):
        claims = {"sub": str(person), "iat": now, "exp": now + 86400, "kind": "access",
                  "sid": f"00000000-0000-4000-8000-{person:012}"}
        signed = header + b"." + part(json.dumps(claims).encode())
        yield (signed + b"." + part(hmac.digest(secret.encode(), signed, "sha256"))).decode()


def searches(count):
    chance = random.Random(3)
    for _ in range(count):
        low = chance.randint(300, 2000)
        query = {"city": chance.choice(CITIES), "min_price": low, "max_price": low + 500,
                 "min_rooms": chance.randint(1, 3), "property_type": chance.choice(["apartment", "house", "studio"])}
        yield "/api/v1/listings/?" + urllib.parse.urlencode(query)


def write_requests(folder, secret):
    """The lists of reads: one a route, and all of them in turn."""
    tokens_of_people = list(tokens(secret))
    lists = {
        "status": [f"/api/v1/whatsapp/status {token}" for token in tokens_of_people],
        "filters": [f"/api/v1/filters/ {token}" for token in tokens_of_people],
        "search": [f"{path} -" for path in searches(PEOPLE)]}
    lists["mix"] = [line for three in zip(*lists.values()) for line in three]
    # For very many requests: the search is the database's work more than the service's.
    lists["many"] = lists["status"] * 3 + lists["filters"] * 3 + lists["search"]
    random.Random(5).shuffle(lists["many"])
    for name, lines in lists.items():
        (folder / f"{name}.txt").write_text("".join(line + "\n" for line in lines))
    (folder / "batch.json").write_text(batch(1000))
