-- A new listing is compared with other portals' listings of its city, area and price alone. Each portal's listings of a
-- city lie in cells of 8 square metres, which have one number instead of two texts: a listing is looked for in one cell
-- of each portal, or in two neighbours, where it took three areas of each.
DROP INDEX listings_by_size;
CREATE INDEX listings_by_cell ON listings
    (hashtextextended(source || ' ' || city_key, floor(area / 8)::bigint), price, area)
    WHERE area IS NOT NULL AND price IS NOT NULL;
