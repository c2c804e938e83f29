"""How long a listing takes among very many filters, beside two databases that answer the same question.

The index runs on one core. DuckDB gets one thread and all listings in one query; PostgreSQL 15 a btree on the city and
a GiST over the circles of filters without one, and no parallel workers. All three must find the same matches.
"""
import argparse
import itertools
import json
import os
import pathlib
import subprocess
import sys
import time

root = pathlib.Path(__file__).resolve().parent.parent
work = root / ".local" / "bench"

parser = argparse.ArgumentParser(prog="script/bench match")
parser.add_argument("--filters", required=True, help="NDJSON, as in POST /api/v1/filters, with an id")
parser.add_argument("--listings", required=True, help="NDJSON, as in POST /api/v1/listings")
parser.add_argument("--first", type=int, default=1000, help="how many of the listings; 0 for all")
parser.add_argument("--rounds", type=int, default=7)
parser.add_argument("--json", action="store_true", help="accepted for symmetry: the last line always is JSON")
options = parser.parse_args()

types = {"villa": "house", "townhouse": "house", "farmhouse": "house", "building": "house", "attic": "penthouse",
         "loft": "apartment"}
numbers = ["price", "rooms", "area", "latitude", "longitude"]
filter_columns = ["id", "city", "min_price", "max_price", "min_rooms", "max_rooms", "min_area", "max_area",
                  "property_type", "furnished", "pets_allowed", "latitude", "longitude", "radius_km"]
listing_columns = ["city", *numbers, "property_type", "furnished", "pets_allowed"]
text_columns = {"city", "property_type"}

# The rule in SQL, on a listing `l` and a filter `f`: what a listing does not state excludes nothing.
bounds = " and ".join(
    f"(l.{name} is null or ((f.min_{name} is null or f.min_{name} <= l.{name})"
    f" and (f.max_{name} is null or l.{name} <= f.max_{name})))" for name in ["price", "rooms", "area"])
choices = " and ".join(
    f"(f.{name} is null or l.{name} is null or f.{name} = l.{name})"
    for name in ["property_type", "furnished", "pets_allowed"])
distance = """6371.0088 * 2 * asin(sqrt(sin(radians(f.latitude - l.latitude) / 2) ^ 2
    + cos(radians(l.latitude)) * cos(radians(f.latitude)) * sin(radians(f.longitude - l.longitude) / 2) ^ 2))"""
plain = f"{bounds} and {choices}"
in_city = f"{plain} and (f.radius_km is null or l.latitude is null or {distance} <= f.radius_km)"
in_circle = f"{plain} and l.latitude is not null and {distance} <= f.radius_km"


def say(text):
    print(text, file=sys.stderr, flush=True)


def listings():
    """The lines that are measured with."""
    with open(options.listings, encoding="utf-8") as lines:
        return list(itertools.islice(lines, options.first or None))


def column(name):
    if name in text_columns:
        return f"{name} text"
    if name in ("furnished", "pets_allowed"):
        return f"{name} boolean"
    return f"{name} bigint" if name == "id" else f"{name} double precision"


def values(row, columns):
    """Cities and types as every engine shall compare them."""
    row = dict(row)
    if row.get("city"):
        row["city"] = row["city"].lower()
    row["property_type"] = types.get(row.get("property_type"), row.get("property_type"))
    return [row.get(name) for name in columns]


def write_rows(path, lines, columns):
    """Tab-separated, as both databases read it."""
    escape = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n"})
    with open(path, "w", encoding="utf-8") as out:
        for line in lines:
            cells = values(json.loads(line), columns)
            out.write("\t".join("\\N" if cell is None else str(cell).translate(escape) for cell in cells) + "\n")


def index(path):
    say("the index")
    command = [str(root / ".build-release/release/MatchBench"), "--filters", options.filters, "--listings", str(path),
               "--rounds", str(options.rounds)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def duckdb_rate(filters, rows, count):
    """Microseconds a listing, and what was found; nothing where DuckDB cannot be had."""
    try:
        import duckdb
    except ImportError:
        return None
    say("DuckDB, one thread")
    db = duckdb.connect()
    db.execute("set threads = 1")
    for table, path, columns in [("f", filters, filter_columns), ("l", rows, listing_columns)]:
        names = "{" + ", ".join(f"'{name}': '{column(name).split(' ', 1)[1]}'" for name in columns) + "}"
        db.execute(f"create table {table} as select * from read_csv(?, delim = '\t', nullstr = '\\N', header = false,"
                   f" quote = '', escape = '', columns = {names})", [str(path)])
    started = time.perf_counter()
    found = db.execute(f"""
        select count(*), sum(id) from (
          select f.id from f join l on f.city = l.city where {in_city}
          union all select f.id from f, l where f.city is null and f.radius_km is null and {plain}
          union all select f.id from f, l where f.city is null and f.radius_km is not null and {in_circle})""").fetchone()
    return (time.perf_counter() - started) * 1e6 / count, (found[0], int(found[1] or 0))


def psql(text):
    done = subprocess.run(["psql", "-qAtX", "-v", "ON_ERROR_STOP=1", os.environ["MATCH_DATABASE_URL"]], input=text,
                          text=True, capture_output=True)
    if done.returncode:
        sys.exit(f"psql: {done.stderr.strip()}")
    return done.stdout.strip()


def postgres_rate(filters, rows, count):
    if "MATCH_DATABASE_URL" not in os.environ:
        return None
    say("PostgreSQL, btree and GiST")
    for table, path, columns in [("f", filters, filter_columns), ("l", rows, listing_columns)]:
        psql(f"drop table if exists {table}; create unlogged table {table} ({', '.join(map(column, columns))});\n"
             f"\\copy {table} from '{path}'\n")
    # A degree of latitude is 111.19 km; the box around a circle is a little too large rather than too small.
    psql("""
        create index on f (city);
        create index on f using gist (box(
            point(longitude - radius_km / (110.0 * cos(radians(latitude))), latitude - radius_km / 110.0),
            point(longitude + radius_km / (110.0 * cos(radians(latitude))), latitude + radius_km / 110.0)))
          where city is null and radius_km is not null;
        create index on f (id) where city is null and radius_km is null;
        vacuum analyze f; analyze l;
    """)
    answer = psql(f"""
        set max_parallel_workers_per_gather = 0;
        set work_mem = '256MB';
        select extract(epoch from clock_timestamp()) as started \\gset
        select count(*) as matches, coalesce(sum(id), 0) as id_sum from l cross join lateral (
          select f.id from f where f.city = l.city and {in_city}
          union all select f.id from f where f.city is null and f.radius_km is null and {plain}
          union all select f.id from f where f.city is null and f.radius_km is not null and l.latitude is not null
            and box(
              point(f.longitude - f.radius_km / (110.0 * cos(radians(f.latitude))), f.latitude - f.radius_km / 110.0),
              point(f.longitude + f.radius_km / (110.0 * cos(radians(f.latitude))), f.latitude + f.radius_km / 110.0))
              @> box(point(l.longitude, l.latitude), point(l.longitude, l.latitude))
            and {in_circle}) found \\gset
        select :matches, :id_sum, extract(epoch from clock_timestamp()) - :started;
    """)
    matches, id_sum, seconds = answer.splitlines()[-1].split("|")
    return float(seconds) * 1e6 / count, (int(matches), int(id_sum))


def main():
    lines = listings()
    measured = work / "match-listings.ndjson"
    measured.write_text("".join(lines), encoding="utf-8")
    report = index(measured)
    filters, rows = work / "match-filters.tsv", work / "match-listings.tsv"
    with open(options.filters, encoding="utf-8") as filter_lines:
        write_rows(filters, filter_lines, filter_columns)
    write_rows(rows, lines, listing_columns)
    ours = (report["matches"], report["id_sum"])
    for name, rate in [("duckdb", duckdb_rate), ("postgres", postgres_rate)]:
        measurement = rate(filters, rows, max(len(lines), 1))
        taken, found = measurement or (None, None)
        report[f"{name}_us_per_listing"] = taken and round(taken, 1)
        report[f"{name}_ratio"] = taken and round(taken / report["us_per_listing"], 1)
        if found and found != ours:
            sys.exit(f"{name} found {found[0]} matches with a sum of {found[1]}, the index {ours[0]} with {ours[1]}")
    print(json.dumps({key: round(value, 3) if isinstance(value, float) else value for key, value in report.items()}))


main()
