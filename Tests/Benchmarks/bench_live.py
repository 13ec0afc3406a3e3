"""Live playback in real time beside MPD, which resamples the same files and can't do the rest."""

import os
import signal
import socket
import subprocess
import time

import material
from harness import MEBIBYTE, Family, Table, memory, output, processor_seconds, require, stop

SECONDS = 60
MEMORY_BAR = 57e6 / MEBIBYTE

MPD = """
bind_to_address "{folder}/socket"
pid_file "{folder}/pid"
state_file "{folder}/state"
log_file "{folder}/log"
log_level "verbose"
connection_timeout "14400"
zeroconf_enabled "no"
auto_update "no"
replaygain "off"
audio_output_format "48000:16:2"
resampler {{
    plugin "soxr"
    quality "high"
}}
audio_output {{
    type "null"
    name "null"
    sync "yes"
}}
"""


def short_tracks(settings, paths, count):
    """Pieces of a minute at 44.1 kHz, so that minutes hold conversion and crossfades alike."""
    folder = settings.work / "minutes"
    folder.mkdir(exist_ok=True)
    tracks = []
    for number, path in enumerate(paths[:count]):
        target = folder / f"{number:02}.flac"
        tracks.append(target)
        if not target.exists():
            part = target.with_suffix(".part.flac")
            output(["ffmpeg", "-v", "error", "-y", "-ss", "20", "-t", str(SECONDS), "-i", path,
                    "-af", "aresample=44100:resampler=soxr", "-sample_fmt", "s16", part])
            part.rename(target)
    return tracks


class MusicPlayerDaemon:
    """An MPD of its own, playing some files into nothing at the right pace."""

    def __init__(self, settings, tracks):
        folder = self.folder = settings.work / "mpd"
        folder.mkdir(exist_ok=True)
        for name in ("socket", "state", "log"):
            (folder / name).unlink(missing_ok=True)
        (folder / "conf").write_text(MPD.format(folder=folder))
        self.process = subprocess.Popen(
            ["mpd", "--no-daemon", folder / "conf"], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.pid = self.process.pid
        self.connection = self.connect(folder / "socket")
        self.answer()
        for track in tracks:
            self.ask(f'add "{track}"')

    @staticmethod
    def connect(path):
        for _ in range(100):
            try:
                connection = socket.socket(socket.AF_UNIX)
                connection.connect(str(path))
                return connection.makefile("rw")
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("MPD does not answer")

    def answer(self):
        lines = []
        while True:
            line = self.connection.readline()
            if line.startswith("ACK") or not line:
                raise RuntimeError(f"MPD: {line}")
            lines.append(line.strip())
            if line.startswith("OK"):
                return lines

    def ask(self, command):
        self.connection.write(command + "\n")
        self.connection.flush()
        return self.answer()

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()

    @property
    def has_converted(self):
        """Whether its log says that what it decoded was resampled for the output."""
        log = (self.folder / "log").read_text()
        return "soxr engine" in log and "converting to 48000:16:2" in log


def switches(pid):
    count = 0
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/status") as file:
            for line in file:
                if line.startswith("voluntary_ctxt"):
                    count += int(line.split()[1])
    return count


def run(settings):
    require("mpd", "ffmpeg")
    minutes = 2 if settings.quick else 5
    tracks = short_tracks(settings, material.decoded(settings), minutes + 2)
    playlist = material.playlist(settings, "minutes", tracks)
    events = settings.work / "live.events"
    events.unlink(missing_ok=True)
    daemon = MusicPlayerDaemon(settings, tracks)
    data = settings.work / "data"
    player = subprocess.Popen(
        [settings.player, "session", "--rehearsal", "--unattended", "--window",
         f"{minutes * 60 + 30}s", "--playlist", playlist, "--headphones", "null:", "--events",
         events, "--data", data],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        while not events.exists() or '"play"' not in events.read_text():
            if player.poll() is not None:
                raise RuntimeError(player.stderr.read().decode())
            time.sleep(0.1)
        daemon.ask("play 0")
        # Both have filled what they hold ahead.
        time.sleep(10)
        family = Family(settings, player.pid, data)
        pids = {"musik-play": family.pids, "MPD": [daemon.pid]}
        before = {who: sum(map(processor_seconds, ids)) for who, ids in pids.items()}
        woken = {who: sum(map(switches, ids)) for who, ids in pids.items()}
        begin = time.monotonic()
        resident = 0
        while time.monotonic() < begin + minutes * 60:
            time.sleep(1)
            resident = max(resident, sum(map(memory, family.pids)))
        length = (time.monotonic() - begin) / 60
        used = {who: (sum(map(processor_seconds, ids)) - before[who]) / length
                for who, ids in pids.items()}
        woken = {who: (sum(map(switches, ids)) - woken[who]) / length / 60
                 for who, ids in pids.items()}
        status = daemon.ask("status")
    finally:
        stop(settings, data)
        player.wait()
        daemon.end()
    if "state: play" not in status or not daemon.has_converted:
        raise RuntimeError(f"MPD did not play as it should, see {daemon.folder}/log: {status}")
    text = events.read_text()
    compressed = material.total_bytes(tracks) / MEBIBYTE
    table = Table(f"live: {minutes} min of 44.1 kHz in real time, crossfades every minute")
    table.add("musik-play, processor time per minute", used["musik-play"], "s")
    table.add("MPD, processor time per minute", used["MPD"], "s")
    table.add("musik-play against MPD", used["musik-play"] / used["MPD"], "x", bar=1)
    table.add("musik-play, wake-ups per second", woken["musik-play"], "")
    table.add("MPD, wake-ups per second", woken["MPD"], "")
    table.add("compressed music", compressed, "MiB")
    table.add("musik-play, resident beside it", resident / MEBIBYTE - compressed, "MiB",
              bar=MEMORY_BAR)
    table.add("frames that came too late", text.count('"starved"'), "events", bar=0)
    return [table]
