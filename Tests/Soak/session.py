"""One session under faults: how it is held, and what its cards' records say of it."""

import json
import os
import pty
import subprocess
import threading
import time

import numpy

from faults import COMMANDS, drawn
from hearing import BLOCK, Timeline, blocks, place
from simulated import RATE, ROOT, Cards, events, ran, wave

SECOND = 1_000_000_000


class Session:
    """A rehearsal on two cards in a folder of its own."""

    def __init__(self, player, folder, analysis, seed, about, seconds, speed):
        """`about` is (arm, language, playlist); `analysis` is a data folder that knows the music."""
        self.player, self.folder, self.seed = player, folder, seed
        self.arm, self.language, self.playlist = about
        self.seconds, self.speed = seconds, speed
        self.cards = Cards(folder / "cards", {
            "phones": "ppm 100\njitter 0.3\nseed 1", "room": "ppm -100\njitter 0.3\nseed 2"},
            player.resolve().parent)
        self.data, self.log = folder / "data", folder / "events.jsonl"
        self.data.mkdir(mode=0o700)
        ran(["cp", "-a", analysis / "analysis", self.data])
        self.faults, self.process, self.terminal, self.ended = [], None, None, None

    # MARK: Holding it

    def now(self):
        return time.monotonic_ns() * self.speed

    def start(self, *arguments):
        """Starts the program at a terminal of its own."""
        ours, theirs = pty.openpty()
        environment = dict(os.environ, TERM="xterm", **self.cards.environment(self.speed))
        self.process = subprocess.Popen(
            ["setsid", "--ctty", self.player, *arguments, "--data", self.data], env=environment,
            cwd=ROOT, stdin=theirs, stdout=theirs, stderr=open(self.folder / "said", "ab"))
        os.close(theirs)
        self.terminal = ours
        threading.Thread(target=self.read, args=(ours,), daemon=True).start()

    def read(self, terminal):
        """Takes what is shown, so that nobody waits for the terminal."""
        with open(self.folder / "screen", "ab") as screen:
            while True:
                try:
                    shown = os.read(terminal, 65536)
                except OSError:
                    return os.close(terminal)
                if not shown:
                    return os.close(terminal)
                screen.write(shown)

    def press(self, keys):
        os.write(self.terminal, keys.encode())

    def status(self):
        return json.loads(ran([self.player, "status", "--data", self.data], timeout=20))

    def begin(self):
        """Presses Enter until it plays; returns when that was."""
        device = "hw:CARD={},DEV=0" + (f"?buffer={50 * self.speed}" if self.speed > 1 else "")
        self.start(
            "session", "--rehearsal", "--no-landing", "--arm", self.arm, "--language",
            self.language, "--playlist", self.playlist, "--window", f"{self.seconds}s",
            "--headphones", device.format("phones"), "--speakers", device.format("room"),
            "--events", self.log)
        limit = time.monotonic() + 120
        ready = None
        while time.monotonic() < limit and self.process.poll() is None:
            for event in events(self.log):
                if event["event"] == "applied" and event["command"] == "play":
                    return event["monotonicNanoseconds"]
            # Cards that have run for some seconds are known, as they are where a person presses it.
            if events(self.log):
                ready = ready or self.now()
                if self.now() - ready > 6 * SECOND:
                    self.press("\r")
            time.sleep(0.2)
        raise RuntimeError((self.folder / "said").read_text()[-2000:] or "it never played")

    def hold(self, can_attach):
        """Holds the session to its end, with all its faults."""
        begin = self.begin()
        deaths = ["engine"] if "enginePid" in self.status() else []
        deaths += ["session"] if can_attach else []
        self.faults = drawn(self.seed, self.seconds, deaths)
        (self.folder / "faults").write_text("".join(f"{fault}\n" for fault in self.faults))
        steps = [(fault.at, self.strike, fault) for fault in self.faults]
        steps += [(fault.at + fault.length, self.lift, fault) for fault in self.faults
                  if fault.kind in COMMANDS]
        for at, step, fault in sorted(steps, key=lambda step: step[0]):
            wait = (begin + at * SECOND - self.now()) / self.speed / SECOND
            if wait > 0:
                time.sleep(wait)
            if self.process.poll() is not None:
                break
            step(fault)
        self.end()

    def end(self):
        """Waits for the programme's last frame, after which a clinician ends the session."""
        limit = time.monotonic() + (self.seconds * 2 + 60) / self.speed
        while time.monotonic() < limit and self.process.poll() is None:
            if any(event["event"] == "programmeEnded" for event in events(self.log)):
                ran([self.player, "stop", "--data", self.data], timeout=20)
                break
            time.sleep(1)
        try:
            self.ended = self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def strike(self, fault):
        begin = self.now()
        if fault.cards:
            for card in fault.cards:
                self.cards.tell(card, *fault.lines)
        elif fault.kind in COMMANDS:
            self.command(fault.kind)
        elif fault.kind == "kill engine":
            os.kill(self.status()["enginePid"], 9)
        elif fault.kind == "kill session":
            self.process.kill()
            self.process.wait()
            time.sleep(0.3)
            self.start("session", "--attach")
        fault.done(begin, max(self.now(), begin + fault.length * SECOND))

    def command(self, kind):
        """From another terminal, or by a key."""
        if kind == "pause":
            self.press(" ")
        elif self.seed % 2:
            ran([self.player, kind, "--data", self.data], timeout=20)
        else:
            self.press(kind[0])

    def lift(self, fault):
        self.command(fault.kind)
        fault.ended = self.now()

    # MARK: Judging it

    def rendered(self):
        """The programme alone, as the same plan gives it."""
        out = self.folder / "rendered.wav"
        clips = next(event["programme"]["clips"] for event in events(self.log)
                     if event["event"] == "planned")
        planned = [(clip["source"]["path"], clip["start"], clip["start"] + clip["length"])
                   for clip in clips if clip["kind"] != "bed"]
        # In a short window there is no room for the exercise.
        opening = "recorded" if planned and "opening" in planned[0][0] else "none"
        said = json.loads(ran(
            [self.player, "render", "--playlist", self.playlist, "--window",
             f"{self.seconds}s", "--opening", opening, "--out", out, "--bits", "16", "--json",
             "--data", self.data],
            env={"LANG": "fr_FR.UTF-8" if self.language == "fr" else "C.UTF-8"}))
        if planned != [(clip["path"], clip["startFrame"], clip["endFrame"])
                       for clip in said["clips"] if clip["kind"] != "bed"]:
            raise RuntimeError("the session's plan and the file's are not the same")
        return wave(out)

    def timeline(self, programme, phones):
        """Which frame was due when: found at the start and after each pause, from the headphones,
        whose clock is the programme's."""
        log = events(self.log)
        begin = next(event["monotonicNanoseconds"] for event in log
                     if event["event"] == "applied" and event["command"] == "play")
        line = Timeline([(0, begin, 0.0)], 1 / phones.step)
        frames = numpy.array(blocks(phones))
        moments = phones.moment(frames)
        starts = [begin] + [fault.ended for fault in self.faults if fault.kind == "pause"]
        pauses = [0] + [fault.ended - fault.begun for fault in self.faults if fault.kind == "pause"]
        ends = starts[1:] + [moments[-1]]
        for start, end, length in zip(starts, ends, pauses):
            if length:
                line.lines.append((start, start, float(line.due(start - length))))
            best = None
            for frame in frames[(moments > start + 0.3 * SECOND) & (moments < end)]:
                # Long enough for a bell not to be taken for itself a few periods later; where it is
                # all there is, its loudest part tells best.
                found = place(
                    phones, programme, line, int(frame), reach=RATE // 2, length=8 * BLOCK)
                if found is None or found[2] < 0.85:
                    continue
                alike = found[1] / found[2]
                if alike > (best[1] if best else 0.97):
                    best = found[0], alike
                    if alike > 0.995:
                        break
            if best:
                from_when, origin, due = line.lines[-1]
                line.lines[-1] = (from_when, origin, due + best[0] * RATE / 1000)
        return line
