"""A person's journey through the account's pages, in Chromium: every step is what somebody sees and does."""

import os
import re
import sys

from playwright.sync_api import sync_playwright

from system import System, eventually

EMAIL, PASSWORD, NUMBER, CHAT = "anna@example.com", "Correct-Horse-1", "+390212345678", "100200300"
SECOND_NUMBER = "+390212345679"
PHONE = {"width": 390, "height": 780}


class Pages:
    """A browser window that remembers everything it complained of."""

    def __init__(self, browser, system, locale="en", viewport=None):
        self.system, self.complaints = system, []
        context = browser.new_context(locale=locale, viewport=viewport or {"width": 1024, "height": 800},
                                      has_touch=viewport is not None, reduced_motion="reduce")
        # Nothing but the page's own address may be asked: the pages work without the internet.
        context.route("**/*", self.only_ours)
        self.page = context.new_page()
        self.page.on("console", lambda message: self.note(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def note(self, kind, text):
        # A form that is refused answers 4xx, which Chromium reports as an error of loading.
        if kind in ("error", "warning") and "the server responded with a status of 4" not in text:
            self.complaints.append(text)

    def only_ours(self, route):
        if route.request.url.startswith(self.system.url):
            return route.continue_()
        self.complaints.append("asked for " + route.request.url)
        return route.abort()

    def open(self, path):
        answer = self.page.goto(self.system.url + path)
        assert answer.ok, f"{path}: {answer.status}"

    def press(self, name, exact=True):
        self.page.get_by_role("button", name=name, exact=exact).click()

    def follow(self, name, exact=True):
        self.page.get_by_role("link", name=name, exact=exact).first.click()

    def fill(self, **fields):
        for name, value in fields.items():
            self.page.locator("#" + name).fill(value)

    def sees(self, text):
        self.page.get_by_text(text).first.wait_for(timeout=15_000)

    def fits(self):
        """Nothing is cut off or scrolls sideways."""
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{self.page.url} is {wide} px too wide"

    def shoot(self, name, whole=False):
        folder = os.environ.get("SCREENSHOTS")
        if folder:
            os.makedirs(folder, exist_ok=True)
            self.page.screenshot(path=f"{folder}/{name}.png", animations="disabled", full_page=whole)


def sign_up(pages):
    pages.open("/")
    pages.fits()
    pages.shoot("people-entrance")
    pages.fill(first_name="Anna", email=EMAIL, password="short")
    pages.press("Sign up")
    pages.sees("must have at least 8 characters")
    assert pages.page.locator("#password").get_attribute("aria-invalid") == "true"
    pages.fill(password=PASSWORD)
    pages.press("Sign up")
    pages.sees("The account is ready.")


def make_filter(pages):
    pages.follow("New filter")
    pages.fill(name="Rome, two rooms", cities="Roma", min_price="900", max_price="1500")
    pages.page.get_by_label("Apartment").check()
    # The count comes by itself, once the person stops typing.
    pages.page.locator("#count:not(:empty)").wait_for(timeout=15_000)
    assert "In the last 30 days" in pages.page.locator("#count").inner_text()
    pages.fits()
    pages.shoot("people-filter", whole=True)
    pages.fill(max_price="cheap")
    pages.press("Save")
    pages.sees("must be a number")
    assert pages.page.locator("#cities").input_value() == "Roma"
    pages.fill(max_price="1500")
    pages.press("Save")
    pages.sees("Saved.")


def prove(pages, system, provider, sender):
    """Sends the code from the phone, where one is asked for; the page notices by itself."""
    if not pages.page.locator("[data-poll]").count():
        return
    pages.page.locator("svg.qr").wait_for()
    pages.shoot(f"people-proof-{provider}", whole=True)
    if provider == "telegram":
        url = pages.page.get_by_role("link", name="Open Telegram").get_attribute("href")
        text = "/start " + url.split("start=")[1]
    else:
        text = pages.page.locator(".code").inner_text()
    # The link names the number to write to; nothing need have come from there before.
    whither = {} if provider == "telegram" else {"to": system.number}
    system.request(system.sandbox + "/inbound", {"provider": provider, "from": sender, "text": text, **whither})
    pages.page.wait_for_url("**/account/channels?done=linked", timeout=30_000)


def link(pages, system):
    pages.follow("WhatsApp and Telegram")
    pages.fill(phone_number="02 1234567")
    pages.press("Link WhatsApp")
    pages.sees("must begin with +")
    pages.fill(phone_number=NUMBER)
    with pages.page.expect_navigation():
        pages.press("Link WhatsApp")
    prove(pages, system, "twilio", NUMBER)
    pages.fill(chat_id=CHAT)
    with pages.page.expect_navigation():
        pages.press("Link Telegram")
    prove(pages, system, "telegram", CHAT)
    pages.page.get_by_text("Linked and on.").nth(1).wait_for(timeout=15_000)
    pages.fits()
    pages.shoot("people-channels")
    pages.follow("Filters")


def home(number, price):
    return {
        "source": "casa", "external_id": f"journey-{number}", "url": f"https://www.casa.it/journey-{number}",
        "city": "Roma", "title": f"Journey home {number}", "price": price, "property_type": "appartamento",
        "rooms": 2, "area": 40 + 7 * number, "address": f"Via dei Gracchi {number}, Roma",
    }


def hear(pages, system):
    system.list(**home(11, 1200))
    for recipient in (NUMBER, CHAT):
        eventually(f"a message for {recipient}", lambda: system.phone(recipient, "Journey home 11"))
    pages.follow("History")
    pages.page.locator(".card a").first.click()
    # A look-back may have come first; the newest message is the first.
    pages.sees("Journey home 11")
    pages.sees("Accepted by the provider")
    pages.shoot("people-message", whole=True)
    pages.page.get_by_role("link", name="Why did I get this?: Journey home 11").click()
    pages.sees("It fits every condition of the filter.")
    pages.fits()
    pages.shoot("people-why")


def pause(pages, system):
    pages.follow("Filters")
    pages.press("Pause everything")
    pages.sees("Everything is paused.")
    system.list(**home(12, 1250))
    # A second person with the same wishes hears of it: it went through the whole system, past the one who paused.
    eventually("the listing to be matched", lambda: system.rows(
        "SELECT 1 FROM campanello.listings WHERE external_id = 'journey-12' AND matched_version = version"))
    pages.open("/account/history")
    for recipient in (NUMBER, CHAT):
        assert not system.phone(recipient, "Journey home 12"), "a message came during the pause"
    pages.follow("Filters")
    pages.press("Resume everything")
    for recipient in (NUMBER, CHAT):
        eventually(f"what the pause held back for {recipient}", lambda: system.phone(recipient, "Journey home 12"))
    pages.press("Pause: Rome, two rooms")
    pages.sees("The filter is paused.")
    pages.press("Resume: Rome, two rooms")
    pages.sees("The filter goes on.")


def settle(pages):
    pages.follow("Settings")
    pages.fill(time_zone="Europe/Berlin", quiet_from="22:00", quiet_to="08:00")
    pages.page.locator("#locale").select_option("it")
    pages.press("Save")
    pages.sees("Salvato.")
    assert pages.page.locator("#quiet_from").input_value() == "22:00"
    pages.fits()
    pages.page.locator("#locale").select_option("en")
    pages.press("Salva")
    pages.sees("Saved.")


def leave(pages, system):
    person = system.rows(f"SELECT id FROM campanello.users WHERE email = '{EMAIL}'")[0]
    system.says(NUMBER, "STOP")
    eventually("the STOP", lambda: system.rows(
        f"SELECT 1 FROM campanello.recipients WHERE user_id = {person} AND suspended_reason = 'opted-out'"))
    stops = int(system.rows("SELECT count(*) FROM campanello.stopped_addresses")[0])
    pages.follow("Delete the account")
    pages.fill(password="Wrong-Horse-9")
    pages.press("Delete for good")
    pages.sees("The password is wrong.")
    pages.fill(password=PASSWORD)
    pages.press("Delete for good")
    pages.sees("The account and everything in it is deleted.")
    owned = system.rows("SELECT table_name FROM information_schema.columns WHERE table_schema = 'campanello' "
                        "AND column_name = 'user_id'")
    left = [table for table in owned
            if system.rows(f"SELECT count(*) FROM campanello.{table} WHERE user_id = {person}") != ["0"]]
    assert not left, f"rows are left in {left}"
    assert system.tables_with(EMAIL) == [], system.tables_with(EMAIL)
    held = [table for table in system.tables_with(NUMBER.lstrip("+")) if table != "callbacks"]
    assert held == [], held
    assert int(system.rows("SELECT count(*) FROM campanello.stopped_addresses")[0]) == stops + 1
    pages.open("/account/settings")
    pages.sees("Sign in first.")


def by_keyboard(browser, system):
    """Signs up, saves a filter and links a number by a code that comes to it, without touching the mouse."""
    pages = Pages(browser, system, viewport=None)
    keys = pages.page.keyboard
    pages.open("/")
    keys.press("Tab")
    assert pages.page.evaluate("document.activeElement.className") == "skip"
    keys.press("Enter")
    assert pages.page.evaluate("document.activeElement.id") == "main"

    def reach(identifier):
        for _ in range(60):
            if pages.page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()") == identifier:
                outline = pages.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                assert outline != "none", f"the focus on {identifier} cannot be seen"
                return
            keys.press("Tab")
        raise AssertionError(f"{identifier} cannot be reached by Tab")

    for field, text in (("first_name", "Bruno"), ("email", "bruno@example.com"), ("password", PASSWORD)):
        reach(field)
        keys.type(text)
    keys.press("Enter")
    pages.sees("The account is ready.")
    reach("New filter")
    keys.press("Enter")
    pages.page.wait_for_url("**/filters/new")
    for field, text in (("name", "Milan"), ("cities", "Milano"), ("max_price", "1100")):
        reach(field)
        keys.type(text)
    reach("Save")
    keys.press("Enter")
    pages.sees("Saved.")
    reach("WhatsApp and Telegram")
    keys.press("Enter")
    pages.page.wait_for_url("**/account/channels")
    reach("phone_number")
    keys.type(SECOND_NUMBER)
    reach("Send me a code")
    keys.press("Enter")
    pages.sees("a code is on its way")
    pages.fits()
    pages.shoot("people-code", whole=True)
    message = eventually("the code", lambda: system.phone(SECOND_NUMBER, ""))[0]
    reach("code")
    keys.type(re.search(r"\b[0-9]{8}\b", message["plain_text"]).group())
    keys.press("Enter")
    pages.sees("Linked and on.")
    return pages


def in_every_language(browser, system):
    """The pages speak the browser's language, by Accept-Language, also without a script."""
    windows = []
    for locale, word in (("ru-RU", "Зарегистрироваться"), ("en-GB", "Sign up"), ("it-IT", "Registrati")):
        pages = Pages(browser, system, locale=locale, viewport=PHONE)
        pages.open("/")
        assert pages.page.locator("html").get_attribute("lang") == locale[:2]
        assert pages.page.get_by_role("button", name=word, exact=True).count() == 1
        pages.fits()
        if locale == "ru-RU":
            pages.shoot("people-entrance-ru")
        windows.append(pages)
    return windows


def main():
    system = System(sys.argv[1])
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        windows = in_every_language(browser, system)
        pages = Pages(browser, system, viewport=PHONE)
        for step in (sign_up, make_filter):
            step(pages)
            print("passed:", step.__name__, flush=True)
        for step in (link, hear, pause):
            step(pages, system)
            print("passed:", step.__name__, flush=True)
        settle(pages)
        leave(pages, system)
        print("passed: settle, leave", flush=True)
        windows += [pages, by_keyboard(browser, system)]
        print("passed: by_keyboard, in_every_language", flush=True)
        complaints = [complaint for window in windows for complaint in window.complaints]
        assert not complaints, complaints
        browser.close()
    print("the journey in Chromium: passed, without a complaint of the browser")


if __name__ == "__main__":
    main()
