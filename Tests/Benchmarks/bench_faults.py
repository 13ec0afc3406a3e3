"""The same faults for MPD, mpv and musik-play, on the same simulated cards, judged by the same code.

Each player has a card of its own and plays the same three pieces. What its card recorded is compared
with what it played when nothing went wrong: silence where there should be sound, and frames that
sounded at another moment than theirs. MPD and mpv are started again when they die, as a service
manager would, MPD with its state file, mpv with its positions.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time

import numpy

import bench_live
from harness import ROOT, Table, output, require

sys.path.insert(0, str(ROOT / "Tests/Soak"))
from hearing import BLOCK, Loudness, Timeline, blocks, place  # noqa: E402
from simulated import RATE, Cards  # noqa: E402

#: Pieces, and how long each is.
PIECES, SECONDS = 3, 20
#: When the fault comes, after the first sound.
FAULT = 10
AWAY = 3

MPD_OUTPUT = """
audio_output {{
    type "alsa"
    name "card"
    device "{device}"
    mixer_type "none"
}}
"""


def pieces(settings):
    """Three pieces as FLAC of the card's own format, so that nobody has to convert."""
    folder = settings.work / "faults"
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for number, sample in enumerate(("great-wheel", "homeward", "slow-weave")[:PIECES]):
        target = folder / f"{number}.flac"
        made.append(target)
        if not target.exists():
            part = target.with_suffix(".part.flac")
            output(["ffmpeg", "-v", "error", "-y", "-ss", "60", "-t", str(SECONDS), "-i",
                    ROOT / f"Samples/{sample}.opus",
                    "-af", f"aresample={RATE}:resampler=soxr", "-sample_fmt", "s16", part])
            part.rename(target)
    return made


class Player:
    """A program that plays on a card, and is started again where that is asked for."""

    name = ""
    is_restarted = True

    def __init__(self, settings, folder):
        self.settings, self.folder, self.process, self.is_over = settings, folder, None, False
        folder.mkdir(parents=True, exist_ok=True)
        # A copy, because faults happen to it.
        self.tracks = []
        for piece in pieces(settings):
            (folder / piece.name).write_bytes(piece.read_bytes())
            self.tracks.append(folder / piece.name)
        self.cards = Cards(folder / "cards", {"ear": "jitter 0.3"}, settings.player.parent)
        self.device = "hw:CARD=ear,DEV=0"

    def command(self):
        raise NotImplementedError

    def spawn(self):
        self.process = subprocess.Popen(
            [str(part) for part in self.command()],
            env=dict(os.environ, HOME=str(self.folder), **self.cards.environment()),
            cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=open(self.folder / "said", "ab"))

    def start(self):
        self.spawn()
        if self.is_restarted:
            threading.Thread(target=self.keep, daemon=True).start()

    def keep(self):
        """systemd's Restart=always with its usual RestartSec."""
        while not self.is_over:
            self.process.wait()
            if self.is_over:
                return
            time.sleep(0.1)
            self.spawn()

    def kill(self):
        """Kills whatever has the card open."""
        self.process.kill()

    def end(self):
        self.is_over = True
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def sounds(self):
        raw = self.cards.folder / "ear.raw"
        return raw.exists() and any(raw.read_bytes()[-40_000:])


class MusicPlayerDaemon(Player):
    name = "MPD"

    def command(self):
        conf = self.folder / "conf"
        conf.write_text(bench_live.MPD.split("audio_output {{")[0].format(folder=self.folder)
                        .replace('audio_output_format "48000:16:2"\n', "")
                        + MPD_OUTPUT.format(device=self.device))
        return ["mpd", "--no-daemon", conf]

    def start(self):
        for name in ("socket", "state", "log"):
            (self.folder / name).unlink(missing_ok=True)
        super().start()
        # On a busy machine it takes its time.
        limit = time.monotonic() + 30
        while not (self.folder / "socket").exists() and time.monotonic() < limit:
            time.sleep(0.05)
        client = bench_live.MusicPlayerDaemon.connect(self.folder / "socket")
        client.readline()
        for command in [f'add "{track}"' for track in self.tracks] + ["play"]:
            client.write(command + "\n")
            client.flush()
            answer = client.readline()
            if not answer.startswith("OK"):
                raise RuntimeError(f"MPD: {answer}")


class MediaPlayer(Player):
    name = "mpv"

    def command(self):
        return ["mpv", "--no-config", "--no-video", "--no-terminal", "--ao=alsa",
                f"--audio-device=alsa/{self.device}", "--gapless-audio=yes",
                "--save-position-on-quit", f"--watch-later-directory={self.folder / 'later'}",
                *self.tracks]

    def keep(self):
        while not self.is_over:
            # Done is no reason to begin again.
            if self.process.wait() == 0 or self.is_over:
                return
            time.sleep(0.1)
            self.spawn()


class MusikPlay(Player):
    name = "musik-play"
    is_restarted = False

    def command(self):
        self.log, self.data = self.folder / "events.jsonl", self.folder / "data"
        self.log.unlink(missing_ok=True)
        playlist = self.folder / "list.m3u8"
        playlist.write_text("#EXTM3U\n" + "".join(f"{track}\n" for track in self.tracks))
        self.listed = ["--playlist", playlist, "--window", f"{PIECES * SECONDS - 15}s",
                       "--opening", "none", "--data", self.data]
        return [self.settings.player, "session", "--rehearsal", "--unattended", "--no-landing",
                "--headphones", self.device, "--events", self.log, *self.listed]

    def kill(self):
        said = subprocess.run(
            [self.settings.player, "status", "--data", self.data], capture_output=True)
        status = json.loads(said.stdout) if said.returncode == 0 else {}
        os.kill(status.get("enginePid", self.process.pid), signal.SIGKILL)


PLAYERS = [MusicPlayerDaemon, MediaPlayer, MusikPlay]


def nothing(player):
    pass


def card_lost(player):
    player.cards.tell("ear", f"unplug ENODEV {AWAY * 1000}")


def truncated(player):
    with open(player.tracks[1], "r+b") as file:
        file.truncate(os.path.getsize(player.tracks[1]) // 2)


def garbage(player):
    size = os.path.getsize(player.tracks[1])
    player.tracks[1].write_bytes(bytes(number * 37 % 251 for number in range(size)))


def killed(player):
    player.kill()


def wait_for_sound(player):
    limit = time.monotonic() + 30
    while not player.sounds():
        if time.monotonic() > limit:
            raise RuntimeError(f"{player.name} plays nothing, see {player.folder}/said")
        time.sleep(0.05)


def heard(settings, name, fault, load=False):
    """Lets all players go through a fault at once; returns their records."""
    players = [kind(settings, settings.scratch / "musik-faults" / name / kind.__name__)
               for kind in PLAYERS]
    busy = None
    try:
        for player in players:
            player.start()
        for player in players:
            wait_for_sound(player)
        time.sleep(FAULT)
        if load:
            busy = subprocess.Popen(
                ["stress-ng", "--cpu", "0", "--switch", "4", "--timeout", "30"],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for player in players:
            fault(player)
        time.sleep(PIECES * SECONDS - FAULT)
    finally:
        for player in players:
            player.end()
        if busy:
            busy.wait()
    return {player.name: player for player in players}


def programme(player):
    """What it plays where nothing goes wrong, from its own record."""
    record = player.cards.record("ear")
    first = next(at for at in range(0, len(record.frames), 480)
                 if numpy.abs(record.frames[at:at + 480]).max() > 2)
    sound = record.frames[first:]
    last = len(sound)
    while last > 480 and numpy.abs(sound[last - 480:last]).max() <= 2:
        last -= 480
    return sound[:last]


def judged(record, intended):
    """Seconds of silence, frames at another moment than theirs, and seconds by which the last sound
    was late."""
    begin, line, first = None, None, None
    for frame in blocks(record):
        line = Timeline([(0, record.moment(frame), 0.0)])
        found = None
        for guess in range(0, 3 * RATE, RATE // 2):
            line.lines = [(0, record.moment(frame), float(guess + RATE // 2))]
            found = place(record, intended, line, frame, reach=RATE // 2)
            if found and found[1] > 0.98:
                line.lines = [(0, record.moment(frame),
                               guess + RATE // 2 + found[0] * RATE / 1000)]
                first = frame
                break
        if first is not None:
            break
    if first is None:
        raise RuntimeError("what was heard isn't the programme")
    begin = record.moment(first) - line.due(record.moment(first)) / line.rate
    end = begin + len(intended) / line.rate
    loudness = Loudness(record, intended, line, begin, end)
    silence = sum(length for _, length in loudness.silences()) / 1000
    misplaced = 0
    for frame in blocks(record):
        if record.moment(frame) < begin:
            continue
        found = place(record, intended, line, frame)
        sounds = numpy.abs(record.frames[frame:frame + BLOCK]).max() > 40
        if sounds and (record.moment(frame) > end or found and (
                abs(found[0]) > 1 or found[1] < 0.9)):
            misplaced += BLOCK
    return silence, misplaced


def run(settings):
    require("mpd", "mpv", "stress-ng", "ffmpeg")
    intended = {name: programme(player)
                for name, player in heard(settings, "nothing", nothing).items()}
    table = Table("faults: seconds of silence, of a programme of "
                  f"{PIECES * SECONDS} s (musik-play {PIECES * SECONDS - 15} s)")
    faults = [("nothing", nothing, False, 0), (f"card lost for {AWAY} s", card_lost, False, AWAY + 2),
              ("next file truncated", truncated, False, 0),
              ("next file garbage", garbage, False, 0), ("killed with -9", killed, False, None),
              ("all cores loaded", nothing, True, 0)]
    for title, fault, load, bar in faults:
        name = title.replace(" ", "-")
        for player, at in heard(settings, name, fault, load).items():
            silence, misplaced = judged(at.cards.record("ear"), intended[player])
            table.add(f"{title}: {player}", silence, "s", bar if player == "musik-play" else None,
                      note=f"{misplaced} frames misplaced")
    return [table]
