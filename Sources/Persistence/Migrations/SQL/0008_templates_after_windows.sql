-- A message that a provider failed because the 24-hour window had closed: its next attempt goes out as a template.
ALTER TABLE deliveries ADD COLUMN IF NOT EXISTS must_use_template boolean NOT NULL DEFAULT false;
