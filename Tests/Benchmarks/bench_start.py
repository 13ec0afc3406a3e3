"""From the command to ready, and from the key to the first frame, with twelve known tracks."""

import json
import os
import pty
import select
import time

import material
from harness import Table, median, render, spread, stop

READY_SECONDS = 2.0
FRAME_MILLISECONDS = 100


class Session:
    """An interactive session on a terminal of its own."""

    def __init__(self, args):
        self.begin = time.monotonic_ns()
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            os.environ["TERM"] = "xterm"
            os.execv(args[0], args)

    def drain(self, seconds):
        """Reads what the screen is sent, so that it never blocks."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if not select.select([self.terminal], [], [], left)[0]:
                return
            try:
                os.read(self.terminal, 65536)
            except OSError:
                return

    def press(self, key):
        os.write(self.terminal, key)
        return time.monotonic_ns()

    def end(self, settings, data):
        stop(settings, data)
        while os.waitpid(self.process, os.WNOHANG)[0] == 0:
            self.drain(0.05)
        os.close(self.terminal)


def lines(path):
    if not path.exists():
        return []
    whole = path.read_text().rsplit("\n", 1)[0]
    return [json.loads(line) for line in whole.split("\n") if line]


def await_line(session, path, wanted, seconds=20):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for line in lines(path):
            if wanted(line):
                return line
        session.drain(0.005)
    raise RuntimeError(f"no such event within {seconds} s in {path}")


def one_start(settings, playlist, number):
    """Seconds until ready, milliseconds from the key to the event of the first frame."""
    events = settings.work / f"start-{number}.events"
    events.unlink(missing_ok=True)
    data = settings.work / "data"
    session = Session([
        str(settings.player), "session", "--rehearsal", "--window", "30m", "--playlist",
        str(playlist), "--headphones", "null:", "--events", str(events), "--data",
        str(data)])
    try:
        await_line(session, events, lambda line: line["event"] == "planned")
        ready = time.monotonic_ns()
        session.drain(0.2 + 0.013 * number)
        key = session.press(b"\r")
        first = await_line(
            session, events,
            lambda line: line["event"] == "applied" and line["command"] == "play")
    finally:
        session.end(settings, data)
        events.unlink(missing_ok=True)
    return (ready - session.begin) * 1e-9, (first["monotonicNanoseconds"] - key) * 1e-6


def run(settings):
    paths = material.decoded(settings)
    playlist = material.playlist(settings, "twelve", paths)
    # Makes sure that the tracks are known.
    target = settings.scratch / "known.wav"
    render(settings, playlist, target, "--window", "1m", "--opening", "none")
    target.unlink()
    count = 5 if settings.quick else 15
    starts = [one_start(settings, playlist, number) for number in range(count)]
    table = Table(f"start: 12 known tracks, {count} starts")
    ready = [start[0] for start in starts]
    frame = [start[1] for start in starts]
    table.add("ready, the slowest", max(ready), "s", bar=READY_SECONDS, note=spread(ready))
    table.add("ready, median", median(ready), "s")
    table.add("first frame after the key, the slowest", max(frame), "ms", bar=FRAME_MILLISECONDS,
              note=spread(frame, 1))
    return [table]
