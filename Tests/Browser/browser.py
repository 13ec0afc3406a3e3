#!/usr/bin/env python3
"""A browser for the tests: one request in JSON a line on standard input, one answer a line back.

An empty line ends it.

Debian's Chromium, driven by Playwright, with axe-core for the rules of WCAG 2.2 AA.
"""
import json
import subprocess
import sys
import time

import numpy
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

# One pixel of CSS is 1/96 of an inch.
MILLIMETRES = 25.4 / 96


class Browser:
    def __init__(self, playwright):
        self.chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        self.page = None

    def new(self, language, width, height, script=True, scale=1):
        """A device of its own, with no cookies."""
        context = self.chromium.new_context(
            locale=language, viewport={"width": width, "height": height},
            java_script_enabled=script, device_scale_factor=scale, has_touch=True)
        context.set_default_timeout(15_000)
        self.page = context.new_page()
        self.faults = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", lambda line: self.faults.append(line.text)
                     if line.type == "error" and "Failed to load resource" not in line.text
                     and "ERR_" not in line.text else None)

    def open(self, url):
        return self.page.goto(url).status

    def reload(self):
        return self.page.reload().status

    def fill(self, selector, text):
        self.page.fill(selector, text)

    def value(self, selector):
        return self.page.input_value(selector)

    def click(self, selector):
        self.page.click(selector)

    def choose(self, selector, value):
        self.page.select_option(selector, value)

    def asked(self):
        """The question that stands: its number and its text; nothing where none does."""
        return self.page.evaluate(
            """() => {
                const heading = document.getElementById("asked");
                const number = document.querySelector("#question input[name=question]");
                return heading && number
                    ? {number: Number(number.value), text: heading.innerText} : null;
            }""")

    def press(self, key):
        self.page.keyboard.press(key)

    def focused(self):
        return self.page.evaluate("document.activeElement.id")

    def text(self, selector="body"):
        return self.page.inner_text(selector)

    def count(self, selector):
        return self.page.locator(selector).count()

    def shows(self, text, selector="body", seconds=15):
        """Milliseconds until an element holds a text; nothing where it never does."""
        start = time.monotonic()
        try:
            self.page.locator(selector).filter(has_text=text).first.wait_for(
                timeout=seconds * 1000)
        except Exception:
            return None
        return (time.monotonic() - start) * 1000

    def until(self, selector, seconds=15):
        """Milliseconds until an element is there and can be seen; nothing where it never is."""
        start = time.monotonic()
        try:
            self.page.locator(selector).first.wait_for(timeout=seconds * 1000)
        except Exception:
            return None
        return (time.monotonic() - start) * 1000

    def axe(self):
        """What breaks the rules of WCAG 2.2 AA, with the elements that do."""
        found = Axe().run(self.page, options={"runOnly": {
            "type": "tag",
            "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}})
        return [
            f"{violation['id']}: {node['html'][:200]}"
            for violation in found.response["violations"] for node in violation["nodes"]]

    def small(self, millimetres):
        """The controls that are narrower or lower than so many millimetres."""
        sizes = self.page.evaluate(
            """[...document.querySelectorAll("button, input:not([type=hidden]), summary, a")]
                .map(e => [e.id || e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
                .filter(([_, r]) => r.width > 0)
                .map(([name, r]) => [name, r.width, r.height])""")
        return [
            f"{name}: {width * MILLIMETRES:.1f} x {height * MILLIMETRES:.1f} mm"
            for name, width, height in sizes if min(width, height) * MILLIMETRES < millimetres]

    def reach(self, selector):
        """Whether a touch in the middle of an element, as the page stands, would meet it."""
        return self.page.evaluate(
            """selector => {
                const element = document.querySelector(selector);
                if (!element) return false;
                const r = element.getBoundingClientRect();
                const met = document.elementFromPoint(
                    r.left + r.width / 2, r.top + r.height / 2);
                return met !== null && (met === element || element.contains(met));
            }""", selector)

    def scroll(self, share):
        """Scrolls the page to a share of its height."""
        self.page.evaluate(
            "share => scrollTo(0, share * document.documentElement.scrollHeight)", share)

    def overflow(self):
        """By how many pixels the page is wider than its window."""
        return self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth")

    def shot(self, path):
        """Keeps a picture of the whole page; returns its window's mean relative luminance."""
        self.page.screenshot(path=path, full_page=True)
        image = self.page.screenshot()
        raw = subprocess.run(
            ["ffmpeg", "-v", "error", "-i", "-", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"],
            input=image, stdout=subprocess.PIPE, check=True).stdout
        value = numpy.frombuffer(raw, dtype=numpy.uint8).reshape(-1, 3) / 255
        linear = numpy.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
        return float((linear @ [0.2126, 0.7152, 0.0722]).mean())

    def change(self, script):
        """Runs a script in the page, for what a test has to break."""
        self.page.evaluate(script)

    def took_faults(self):
        """Errors of scripts so far."""
        faults, self.faults = self.faults, []
        return faults


def main():
    with sync_playwright() as playwright:
        browser = Browser(playwright)
        for line in sys.stdin:
            if not line.strip():
                break
            request = json.loads(line)
            name = request.pop("do")
            try:
                answer = {"value": getattr(browser, name)(**request)}
            except Exception as error:
                answer = {"error": f"{name}: {error}"}
            print(json.dumps(answer), flush=True)


main()
