"""The console: how soon a page knows what changed, its first page, its pages' size, and a flood."""

import http.client
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import threading
import time

from bench_start import Session, await_line
from harness import MEBIBYTE, ROOT, Table, median, memory, output, spread, stop

LATENCY_MILLISECONDS = 100
START_MILLISECONDS = 300
PAGE_BYTES = 150_000
MEMORY_BAR = 128
WATCHERS = 5


class Console:
    """A console of its own, and a device that came in."""

    def __init__(self, settings, data):
        self.begin = time.monotonic()
        self.process = subprocess.Popen(
            [settings.player, "serve", "--port", "0", "--data", data],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        address, code = self.process.stdout.readline(), self.process.stdout.readline()
        self.port = int(re.search(r"127\.0\.0\.1:(\d+)", address)[1])
        self.code = "".join(re.findall(r"\d{4}", code))
        self.headers = {}

    def ask(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        headers = dict(self.headers)
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer, text

    def enter(self):
        answer, _ = self.ask("POST", "/enter", f"code={self.code}")
        self.headers["Cookie"] = answer.getheader("Set-Cookie").split(";")[0]
        page = self.ask("GET", "/")[1].decode()
        self.token = re.search(r'name="token" value="([^"]+)', page)[1]

    def wish(self, wish):
        status = self.ask("POST", "/wish", f"wish={wish.replace(' ', '+')}&token={self.token}")[0].status
        if status != 303:
            raise RuntimeError(f"“{wish}” was answered by {status}")

    def end(self):
        self.process.terminate()
        self.process.wait()


class Watcher(threading.Thread):
    """A page that watches: when it was told what."""

    def __init__(self, console):
        super().__init__(daemon=True)
        self.connection = socket.create_connection(("127.0.0.1", console.port), timeout=20)
        self.connection.sendall(
            f"GET /events HTTP/1.1\r\nHost: 127.0.0.1:{console.port}\r\n"
            f"Cookie: {console.headers['Cookie']}\r\n\r\n".encode())
        self.told = []
        self.start()

    def run(self):
        try:
            for line in self.connection.makefile("rb"):
                if line.startswith(b"data: "):
                    self.told.append((time.monotonic(), line.decode()))
        except OSError:
            pass

    def when(self, text, since):
        """The first moment at which it was told a text; waits for it."""
        until = time.monotonic() + 10
        while time.monotonic() < until:
            for moment, line in self.told:
                if moment >= since and text in line:
                    return moment
            time.sleep(0.001)
        raise RuntimeError(f"a page was never told “{text}”")


def command(data, word):
    """What another terminal asks, by the session's own socket: no program has to start."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    connection.connect(str(data / "control.sock"))
    connection.send(word.encode())
    answer = connection.recv(1 << 17)
    connection.close()
    if not answer.startswith(b"+"):
        raise RuntimeError(f"“{word}”: {answer!r}")


def latencies(console, data, count):
    """Milliseconds from a wish, here or at another terminal, to each page that watches."""
    watchers = [Watcher(console) for _ in range(WATCHERS)]
    for watcher in watchers:
        watcher.when("talk on", 0)
    here, elsewhere = [], []
    for number in range(count):
        # At any moment of the console's own rhythm.
        time.sleep(0.15 + 0.0137 * (number % 11))
        for kind, isOn in ((here, True), (elsewhere, False)):
            since = time.monotonic()
            if isOn:
                console.wish("talk on")
            else:
                command(data, "talk")
            # Each page has the control for the other way then.
            shown = "talk off" if isOn else "talk on"
            kind += [(watcher.when(shown, since) - since) * 1000 for watcher in watchers]
            time.sleep(0.7 + 0.0171 * (number % 7))
    for watcher in watchers:
        watcher.connection.close()
    return here, elsewhere


def cold_starts(settings, data):
    times = []
    for _ in range(settings.rounds):
        console = Console(settings, data)
        answer, _ = console.ask("GET", "/")
        if answer.status != 200:
            raise RuntimeError(f"the first page was answered by {answer.status}")
        times.append((time.monotonic() - console.begin) * 1000)
        console.end()
    return times


def flood(console, seconds):
    """Floods it; what the flood says of it, and the most memory it held."""
    process = subprocess.Popen(
        [sys.executable, ROOT / "Tests/Browser/flood.py", "--port", str(console.port),
         "--cookie", console.headers["Cookie"], "--seconds", str(seconds)],
        stdout=subprocess.PIPE, text=True)
    most = 0
    while process.poll() is None:
        most = max(most, memory(console.process.pid))
        time.sleep(0.2)
    return json.loads(process.stdout.read()), most


def samples(path):
    whole = pathlib.Path(path).read_bytes()
    return whole[whole.index(b"data") + 8:]


def run(settings):
    # The session's socket is in its data folder then.
    os.environ.pop("XDG_RUNTIME_DIR", None)
    data = settings.work / "console"
    data.mkdir(exist_ok=True)
    data.chmod(0o700)
    live, rendered, events = (settings.scratch / f"console-{name}"
                              for name in ("live.wav", "rendered.wav", "events.jsonl"))
    for path in (live, rendered, events):
        path.unlink(missing_ok=True)
    table = Table("console: five pages that watch, then a flood")
    times = cold_starts(settings, data)
    table.add("first page on a cold start, median", median(times), "ms", bar=START_MILLISECONDS,
              note=spread(times, 0))
    session = Session([
        str(settings.player), "session", "--rehearsal", "--window", "20m", "--opening", "none",
        "--headphones", f"file:{live}?paced", "--events", str(events), "--data", str(data)])
    console = None
    try:
        await_line(session, events, lambda line: line["event"] == "planned", seconds=60)
        session.drain(0.3)
        session.press(b"\r")
        await_line(session, events,
                   lambda line: line["event"] == "applied" and line["command"] == "play")
        console = Console(settings, data)
        console.enter()
        size = sum(len(console.ask("GET", path)[1])
                   for path in ("/", "/console.css", "/console.js"))
        table.add("a session's page with its style and script", size / 1000, "kB",
                  bar=PAGE_BYTES / 1000)
        here, elsewhere = latencies(console, data, 10 if settings.quick else 40)
        for name, values in (("from a touch", here), ("from another terminal", elsewhere)):
            table.add(f"{name} to {WATCHERS} pages, median", median(values), "ms",
                      bar=LATENCY_MILLISECONDS, note=spread(values, 0))
        said, most = flood(console, 15 if settings.quick else 180)
        table.add("requests of the flood", said["requests"], "", note=f"seed {said['seed']}")
        table.add("answers that are none, or let one in", len(said["broken"] + said["forgiven"]), "",
                  bar=0, note=" ".join(said["broken"] + said["forgiven"]))
        table.add("memory while flooded, the most", most / MEBIBYTE, "MiB", bar=MEMORY_BAR)
        time.sleep(11)
        table.add("is served again", int(console.ask("GET", "/")[0].status == 200), "", bar=1,
                  at_least=True)
    finally:
        if console:
            console.end()
        session.end(settings, data)
    output([settings.player, "render", "--events", events, "--out", rendered, "--data", data])
    first, second = samples(live), samples(rendered)
    differing = abs(len(first) - len(second)) + sum(a != b for a, b in zip(first, second)) \
        if first != second else 0
    table.add("bytes that differ from the rendering of its log", differing, "", bar=0,
              note=f"of {len(first)}")
    for path in (live, rendered, events):
        path.unlink(missing_ok=True)
    return [table]
