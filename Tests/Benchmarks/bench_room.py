"""A session in real time into a PulseAudio sink, recorded, against the file of the same plan."""

import json
import mmap
import os
import shutil
import subprocess
import time

import material
from harness import Table, render, require

FRAME = 4
HEADER = 80


class Room:
    """A PulseAudio of the benchmark's own with a sink that nobody hears, and its recorder."""

    def __init__(self, settings):
        self.folder = settings.work / "pulse"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(mode=0o700)
        self.socket = self.folder / "native"
        self.environment = dict(
            os.environ, HOME=str(self.folder), XDG_RUNTIME_DIR=str(self.folder),
            PULSE_RUNTIME_PATH=str(self.folder), PULSE_SERVER=f"unix:{self.socket}",
            DBUS_SESSION_BUS_ADDRESS="unix:path=/dev/null")
        self.log = open(self.folder / "log", "wb")
        self.processes = [self.start([
            "pulseaudio", "-n", "--exit-idle-time=-1", "--daemonize=no", "--use-pid-file=no",
            "--high-priority=yes", "--realtime=yes",
            "-L", "module-null-sink sink_name=room norewinds=1 rate=48000 format=s16le channels=2",
            "-L", f"module-native-protocol-unix auth-anonymous=1 socket={self.socket}"])]
        for _ in range(100):
            if self.socket.exists():
                return
            time.sleep(0.05)
        raise RuntimeError("pulseaudio made no socket")

    def start(self, args, stdout=None):
        return subprocess.Popen(
            [str(arg) for arg in args], env=self.environment, stdin=subprocess.DEVNULL,
            stdout=stdout or self.log, stderr=self.log)

    def record(self, path):
        self.processes.append(self.start(
            ["parec", "--device=room.monitor", "--format=s16le", "--rate=48000", "--channels=2",
             "--latency-msec=200", "--raw"], stdout=open(path, "wb")))

    def end(self):
        for process in reversed(self.processes):
            process.terminate()
            process.wait()


def planned(events):
    """The clips of the session's first plan, as render's summary has them."""
    for line in events.read_text().splitlines():
        event = json.loads(line)
        if event["event"] == "planned":
            return [(clip["source"]["path"], clip["start"], clip["start"] + clip["length"])
                    for clip in event["programme"]["clips"] if clip["kind"] != "bed"]
    raise RuntimeError("the session logged no plan")


def compare(recorded, rendered):
    """Finds the file in the recording once; returns frames compared and frames that differ."""
    with open(recorded, "rb") as one, open(rendered, "rb") as other:
        heard = mmap.mmap(one.fileno(), 0, access=mmap.ACCESS_READ)
        wanted = mmap.mmap(other.fileno(), 0, access=mmap.ACCESS_READ)
        # A second into it, where the sound is nobody else's.
        probe = HEADER + 48_000 * FRAME
        found = heard.find(wanted[probe:probe + 4096])
        if found < 0:
            return 0, (len(wanted) - HEADER) // FRAME
        start = found - (probe - HEADER)
        differing, compared = 0, 0
        step = 4096 * FRAME
        for at in range(HEADER, len(wanted), step):
            expected = wanted[at:at + step]
            place = start + at - HEADER
            given = heard[place:place + len(expected)] if place >= 0 else b""
            compared += len(expected) // FRAME
            if given != expected:
                differing += sum(
                    expected[n:n + FRAME] != given[n:n + FRAME]
                    for n in range(0, len(expected), FRAME))
        return compared, differing


def run(settings):
    require("pulseaudio", "parec")
    tracks = material.decoded(settings)
    playlist = material.playlist(settings, "twelve", tracks)
    window = f"{round(settings.minutes * 60)}s"
    events = settings.work / "room.events"
    events.unlink(missing_ok=True)
    recorded, rendered = settings.scratch / "room.raw", settings.scratch / "room.wav"
    room = Room(settings)
    try:
        room.record(recorded)
        if settings.stress:
            require("stress-ng")
            room.processes.append(room.start([
                "stress-ng", "--cpu", 16, "--switch", 4, "--hdd", 2, "--temp-path",
                settings.work]))
        player = room.start([
            settings.player, "session", "--rehearsal", "--unattended", "--window", window,
            "--playlist", playlist, "--headphones", "pulse?format=s16", "--events", events, "--data",
            settings.work / "data"])
        begin = time.monotonic()
        if player.wait(timeout=settings.minutes * 60 + 120) != 0:
            raise RuntimeError((room.folder / "log").read_text()[-2000:])
        took = time.monotonic() - begin
        time.sleep(2)
    finally:
        room.end()
    clips = planned(events)
    has_opening = "opening" in clips[0][0]
    summary = render(settings, playlist, rendered, "--window", window, "--opening",
                     "opening" if has_opening else "none", json_too=True)
    same = clips == [(clip["path"], clip["startFrame"], clip["endFrame"])
                     for clip in summary["clips"]]
    if not same:
        raise RuntimeError("the session's plan and the file's are not the same")
    compared, differing = compare(recorded, rendered)
    text = events.read_text()
    table = Table(
        f"a room: {window} in real time" + (", under stress-ng" if settings.stress else ""))
    table.add("session, wall time", took, "s")
    table.add("frames compared", compared, "", bar=summary["frames"], at_least=True)
    table.add("frames that differ", differing, "", bar=0)
    table.add("frames that came too late", text.count('"starved"'), "events", bar=0)
    troubles = sum(
        text.count(f'"command":"{kind}"') for kind in ("underrun", "lostTime", "lost", "recovered"))
    table.add("troubles of the device", troubles, "events", bar=0)
    recorded.unlink()
    rendered.unlink()
    return [table]
