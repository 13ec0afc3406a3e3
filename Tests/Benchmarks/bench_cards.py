"""What a session in real time on two sound cards takes, whose clocks differ: processor and memory."""

import os
import subprocess
import sys
import time

import material
from harness import MEBIBYTE, ROOT, Family, Table, memory, processor_seconds, require, stop

sys.path.insert(0, str(ROOT / "Tests/Soak"))
from simulated import Cards, events  # noqa: E402

#: Percent of one core for everything that a session runs.
PROCESSOR_BAR = 3
#: How much more memory a session may hold at its end, and the last of several than the first.
GROWTH_BAR = 1.05
SESSIONS = 10
#: The cards keep no record, whose writing would be counted as the player's.
ABOUT = "jitter 0.3\nrecord /dev/null\nindex /dev/null\nppm "


class Session:
    """A rehearsal of so many minutes on two simulated cards, begun without a terminal."""

    def __init__(self, settings, playlist, folder, minutes, speed=1):
        self.settings, self.data, self.log = settings, settings.work / "data", folder / "events"
        cards = Cards(folder / "cards", {"phones": ABOUT + "100", "room": ABOUT + "-100"},
                      settings.player.parent)
        self.log.unlink(missing_ok=True)
        device = "hw:CARD={},DEV=0" + (f"?buffer={50 * speed}" if speed > 1 else "")
        self.process = subprocess.Popen(
            [str(settings.player), "session", "--rehearsal", "--unattended", "--no-landing",
             "--window", f"{round(minutes * 60)}s", "--playlist", str(playlist), "--headphones",
             device.format("phones"), "--speakers", device.format("room"), "--events",
             str(self.log), "--data", str(self.data)],
            env=dict(os.environ, **cards.environment(speed)), cwd=ROOT,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=open(folder / "said", "wb"))
        self.folder = folder
        while not any(event["event"] == "applied" for event in events(self.log)):
            if self.process.poll() is not None:
                raise RuntimeError((folder / "said").read_text())
            time.sleep(0.1)

    @property
    def family(self):
        return Family(self.settings, self.process.pid, self.data)

    def held(self):
        """Bytes of all its processes."""
        return sum(map(memory, self.family.pids))

    def end(self):
        if self.process.poll() is None:
            stop(self.settings, self.data)
        if self.process.wait() != 0:
            raise RuntimeError((self.folder / "said").read_text())


def usage(settings, playlist, folder, minutes):
    """Percent of a core in real time, and memory at the beginning and at the end."""
    session = Session(settings, playlist, folder, minutes + 1)
    try:
        # Until what is held ahead is filled.
        time.sleep(30)
        family = session.family
        before, begin, first = sum(map(processor_seconds, family.pids)), time.monotonic(), session.held()
        time.sleep(minutes * 60)
        used = sum(map(processor_seconds, family.pids)) - before
        return 100 * used / (time.monotonic() - begin), first, session.held()
    finally:
        session.end()


def run(settings):
    require("ffmpeg")
    playlist = material.playlist(settings, "twelve", material.decoded(settings))
    folder = settings.scratch / "musik-bench-cards"
    folder.mkdir(exist_ok=True)
    minutes = 2 if settings.quick else 10
    percent, first, last = usage(settings, playlist, folder, minutes)
    table = Table(f"two cards: {minutes} min in real time, half of it at 44.1 kHz, guard and "
                  "resampling; session, keeper and engine, and the simulated cards in it")
    table.add("processor", percent, "% of a core", bar=PROCESSOR_BAR)
    table.add("memory after 30 s", first / MEBIBYTE, "MiB")
    table.add("memory at the end against it", last / first, "x", bar=GROWTH_BAR)
    held = []
    for _ in range(SESSIONS):
        session = Session(settings, playlist, folder, 4, speed=4)
        time.sleep(30)
        held.append(session.held())
        session.end()
    table.add(f"memory of {SESSIONS} sessions in a row, the last against the first",
              held[-1] / held[0], "x", bar=GROWTH_BAR,
              note=" ".join(f"{size / MEBIBYTE:.0f}" for size in held) + " MiB")
    return [table]
