-- How often people press the buttons of messages: counts by the hour, without whom.
CREATE TABLE button_taps (
    hour timestamptz NOT NULL,
    channel text NOT NULL,
    button text NOT NULL,               -- hide, pause, resume, language
    taps bigint NOT NULL,
    PRIMARY KEY (hour, channel, button)
);
