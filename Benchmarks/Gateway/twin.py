"""The same routes by FastAPI and asyncpg: the same checks, the same statements, the same answers.

As such a service is usually made fast: uvloop, httptools, orjson, prepared statements, one process. What the Gateway does
beyond the route (homes, price history, the relay, headers) is left out here.
"""
import datetime
import hmac
import os
import uuid
from typing import Annotated, Literal

import asyncpg
import jwt
import orjson
from fastapi import Depends, FastAPI, HTTPException, Query, Request
from fastapi.responses import ORJSONResponse
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

import twin_sql

secret = os.environ["JWT_SECRET"]
ingest_key = os.environ["INGEST_API_KEYS"].split(":")[1]
types = {"appartamento": "apartment", "monolocale": "studio", "villa": "house", "attico": "penthouse", "stanza": "room"}
app = FastAPI(openapi_url=None, default_response_class=ORJSONResponse)
Type = Literal["apartment", "house", "room", "studio", "penthouse"]


async def prepare(connection):
    await connection.set_type_codec(
        "jsonb", encoder=lambda value: orjson.dumps(value).decode(), decoder=orjson.loads, schema="pg_catalog")


@app.on_event("startup")
async def connect():
    app.state.pool = await asyncpg.create_pool(
        os.environ["DATABASE_URL"], min_size=8, max_size=8, init=prepare,
        server_settings={"search_path": "campanello"})


def bearer(request):
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise HTTPException(401, "Send an access token.")
    return token


async def person(request: Request):
    try:
        claims = jwt.decode(bearer(request), secret, algorithms=["HS256"])
        identity, session = int(claims["sub"]), uuid.UUID(claims["sid"])
        if claims["kind"] != "access":
            raise ValueError
    except (jwt.PyJWTError, ValueError, KeyError):
        raise HTTPException(401, "This access token is not valid.") from None
    user = await app.state.pool.fetchrow(twin_sql.user, identity, session)
    if user is None or not user["is_active"]:
        raise HTTPException(401, "This session is over.")
    return user


Person = Annotated[asyncpg.Record, Depends(person)]
Skip = Annotated[int, Query(ge=0, le=10_000)]
Limit = Annotated[int, Query(ge=1, le=100)]
Money = Annotated[float | None, Query(ge=0, le=1e9)]
Count = Annotated[int | None, Query(ge=0, le=100)]


@app.get("/api/v1/whatsapp/status")
async def status(person: Person):
    row = await app.state.pool.fetchrow(twin_sql.recipient, person["id"])
    return ORJSONResponse({
        "enabled": bool(row and row["enabled"] and row["proved_at"]), "phone_number": row and row["address"],
        "instance_id": row and row["instance_id"], "verified": bool(row and row["proved_at"]),
        "suspended_reason": row and row["suspended_reason"]})


@app.get("/api/v1/filters/")
async def filters(person: Person, skip: Skip = 0, limit: Limit = 50):
    rows = await app.state.pool.fetch(twin_sql.filters, person["id"])
    return ORJSONResponse([{**row, "city": row["cities"][0] if row["cities"] else None} for row in rows[skip:skip + limit]])


@app.get("/api/v1/listings/")
async def search(
    city: Annotated[str | None, Query(max_length=200)] = None, min_price: Money = None, max_price: Money = None,
    min_rooms: Count = None, max_rooms: Count = None, min_area: Money = None, max_area: Money = None,
    property_type: Type | None = None, skip: Skip = 0, limit: Limit = 20,
):
    where, values = twin_sql.conditions(
        city and city.lower(), min_price, max_price, min_rooms, max_rooms, min_area, max_area, property_type)
    total = await app.state.pool.fetchval(f"SELECT count(*) FROM listings WHERE {where}", *values)
    rows = await app.state.pool.fetch(twin_sql.page(where, len(values)), *values, skip, limit + 1)
    results = [answer(row) for row in rows[:limit]]
    return ORJSONResponse({
        "success": True, "search_type": "filters", "message": f"Found {total} listings.", "total_count": total,
        "returned_count": len(results), "page_info": {"skip": skip, "limit": limit, "has_more": len(rows) > limit},
        "results": results})


def answer(row):
    stated = row["content"].get
    return {
        "id": row["id"], "title": stated("title"), "price": stated("price"), "currency": stated("price_currency"),
        "city": stated("city"), "address_text": stated("address"), "district": stated("district"),
        "area_sqm": stated("area"), "num_rooms": stated("rooms"), "num_bathrooms": stated("bathrooms"),
        "property_type": stated("property_type"), "floor": stated("floor"), "is_furnished": stated("furnished"),
        "pets_allowed": stated("pets_allowed"), "images": stated("images", []), "url": stated("url"),
        "source_site": stated("source"), "original_id": stated("external_id"), "latitude": stated("latitude"),
        "longitude": stated("longitude"), "published_at": stated("published_at"),
        "is_active": row["removed_at"] is None}


class Listing(BaseModel):
    source: Literal["idealista", "immobiliare", "subito", "casa"]
    external_id: str = Field(min_length=1, max_length=200)
    url: str = Field(pattern="^https?://", max_length=2000)
    title: str = Field(max_length=300)
    description: str | None = Field(None, max_length=20_000)
    price: float | None = Field(None, ge=0, le=1e9)
    price_currency: str = "EUR"
    property_type: str | None = None
    rooms: int | None = Field(None, ge=1, le=100)
    bathrooms: int | None = Field(None, ge=0, le=100)
    area: float | None = Field(None, ge=0, le=1e6)
    floor: str | None = None
    furnished: bool | None = None
    pets_allowed: bool | None = None
    address: str | None = None
    city: str = Field(min_length=1, max_length=200)
    latitude: float | None = Field(None, ge=-90, le=90)
    longitude: float | None = Field(None, ge=-180, le=180)
    images: list[str] = []
    published_at: datetime.datetime | None = None


one = TypeAdapter(Listing)


@app.post("/api/v1/listings")
async def ingest(request: Request):
    if not hmac.compare_digest(bearer(request), ingest_key):
        raise HTTPException(401, "This ingest key is not valid.")
    rows, errors = {}, []
    for line, raw in enumerate(orjson.loads(await request.body()), 1):
        try:
            row = one.validate_python(raw).model_dump(mode="json", exclude_none=True)
            row["property_type"] = types.get(row.get("property_type"))
            rows[row["source"], row["external_id"]] = row
        except ValidationError as error:
            errors += [{"line": line, "field": str(e["loc"][0]), "detail": e["msg"]} for e in error.errors()]
    listings = [rows[key] for key in sorted(rows)]
    created = await store(listings)
    return ORJSONResponse({
        "received": len(listings) + len(errors), "created": created, "updated": 0,
        "unchanged": len(listings) - created, "removed": 0, "rejected": len(errors), "errors": errors, "warnings": []})


async def store(listings):
    """As far as listings are new; repeats are only marked as seen."""
    async with app.state.pool.acquire() as connection, connection.transaction():
        keys = [row["source"] for row in listings], [row["external_id"] for row in listings]
        unknown = {row["position"] - 1 for row in await connection.fetch(twin_sql.unknown, *keys)}
        new = [row for index, row in enumerate(listings) if index in unknown]
        created = await connection.fetch(
            twin_sql.insert, new, [row["city"].lower() for row in new], [uuid.uuid4() for _ in new])
        known = [row for index, row in enumerate(listings) if index not in unknown]
        if known:
            await connection.execute(
                twin_sql.seen, [row["source"] for row in known], [row["external_id"] for row in known])
        return len(created)
