"""Simulated sound cards for programs that know nothing of them, and what the cards recorded.

Tests/SimulatedCard stands for cards of the kernel wherever alsa-lib is told so by ALSA_CONFIG_PATH:
no program has to be changed for it. What a card played, and when, it writes itself.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess

import numpy

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
RATE = 48_000
#: Where cards are simulated: in memory where there is enough of it, because a card writes its record
#: on the player's audio thread, and a disk may make it wait.
SCRATCH = pathlib.Path(
    "/dev/shm/musik-soak"
    if os.path.isdir("/dev/shm") and shutil.disk_usage("/dev/shm").free > 6 << 30
    else ROOT / ".build/soak")
#: Bytes of a stereo frame of 16 bits, the only format the cards here take.
FRAME = 4


class Cards:
    """A folder of cards, each with what it is like; see Tests/SimulatedCard/options.c."""

    def __init__(self, folder, about, libraries):
        """`about` maps a card's name to lines such as `ppm 100`; made anew each time."""
        self.folder = pathlib.Path(folder)
        self.libraries = pathlib.Path(libraries)
        self.about = about
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        for name, lines in about.items():
            (self.folder / f"{name}.conf").write_text(f"formats [ S16_LE ]\n{lines}\n")
            (self.folder / f"{name}.script").touch()
        card = self.libraries / "libSimulatedCard.so"
        for path in (card, self.libraries / "libSimulatedTime.so"):
            if not path.exists():
                raise RuntimeError(f"{path} is missing: make test builds it")
        self.configuration = self.folder / "asound.conf"
        self.configuration.write_text(
            "</usr/share/alsa/alsa.conf>\n"
            f'simulated_cards "{self.folder}"\n'
            f'pcm_type.hw {{ lib "{card}" open "_snd_pcm_simulated_open" }}\n'
            f'ctl_type.hw {{ lib "{card}" open "_snd_ctl_simulated_open" }}\n')

    def environment(self, speed=1):
        """What points a program to the cards, and lets its time run `speed` times as fast."""
        variables = {"ALSA_CONFIG_PATH": str(self.configuration)}
        if speed != 1:
            variables["SIMULATED_SPEED"] = str(speed)
            variables["LD_PRELOAD"] = str(self.libraries / "libSimulatedTime.so")
        return variables

    def tell(self, name, *lines):
        """Adds lines to a card's script; see Tests/SimulatedCard/script.c."""
        with open(self.folder / f"{name}.script", "a") as script:
            script.write("".join(line + "\n" for line in lines))

    def record(self, name):
        """What a card has played so far."""
        error = re.search(r"^ppm (\S+)", self.about[name], re.M)
        return Record(self.folder / name, float(error[1]) if error else 0.0)


class Record:
    """The frames that a card played, and the moment of each."""

    def __init__(self, path, ppm=0.0):
        size = os.path.getsize(f"{path}.raw") // FRAME
        self.frames = (
            numpy.memmap(f"{path}.raw", numpy.int16, "r", shape=(size, 2)) if size
            else numpy.zeros((0, 2), numpy.int16))
        #: Nanoseconds from a frame to the next.
        self.step = 1e9 / RATE / (1 + ppm * 1e-6)
        #: All that has no frames: (moment, text).
        self.events = []
        starts, moments, counts, kinds = [], [], [], []
        with open(f"{path}.index") as index:
            for line in index:
                if not line.endswith("\n"):
                    break
                frame, moment, count, text = line.rstrip("\n").split(" ", 3)
                if int(count) == 0:
                    self.events.append((int(moment), text))
                    if text.startswith("died") and starts:
                        # The last stretch was played, but its line never written.
                        end = starts[-1] + counts[-1]
                        if int(frame) > end:
                            moments.append(round(moments[-1] + counts[-1] * self.step))
                            starts.append(end)
                            counts.append(int(frame) - end)
                            kinds.append(kinds[-1])
                    continue
                starts.append(int(frame))
                moments.append(int(moment))
                counts.append(int(count))
                kinds.append(text)
        self.starts = numpy.array(starts, numpy.int64)
        self.moments = numpy.array(moments, numpy.int64)
        self.counts = numpy.array(counts, numpy.int64)
        self.kinds = kinds

    def moment(self, frames):
        """When frames began to be heard, in nanoseconds of the machine's clock."""
        frames = numpy.asarray(frames)
        place = numpy.clip(
            numpy.searchsorted(self.starts, frames, "right") - 1, 0, len(self.starts) - 1)
        return self.moments[place] + (frames - self.starts[place]) * self.step

    def told(self, *names):
        """The events that begin with one of these words."""
        return [event for event in self.events if event[1].split(" ", 1)[0] in names]

    def stretches(self, gap=2e6):
        """Frames that followed each other without more than `gap` nanoseconds between them:
        (first frame, frame after the last)."""
        if not len(self.starts):
            return []
        ends = self.moments + self.counts * self.step
        breaks = numpy.flatnonzero(self.moments[1:] - ends[:-1] > gap) + 1
        edges = [0, *breaks.tolist(), len(self.starts)]
        return [(int(self.starts[a]), int(self.starts[b - 1] + self.counts[b - 1]))
                for a, b in zip(edges, edges[1:])]


def wave(path):
    """The stereo frames of a 16-bit WAV file."""
    with open(path, "rb") as file:
        file.seek(12)
        while True:
            head = file.read(8)
            if len(head) < 8:
                raise RuntimeError(f"{path} has no samples")
            size = int.from_bytes(head[4:], "little")
            if head[:4] == b"data":
                return numpy.memmap(
                    path, numpy.int16, "r", file.tell(), (size // FRAME, 2))
            file.seek(size + size % 2, 1)


def events(path):
    """A session's events so far; a line that is still being written is left out."""
    if not os.path.exists(path):
        return []
    with open(path) as log:
        return [json.loads(line) for line in log if line.endswith("\n")]


def ran(args, env=None, timeout=None):
    """Runs a program to its end and returns what it printed."""
    done = subprocess.run(
        [str(arg) for arg in args], env=dict(os.environ, **(env or {})), cwd=ROOT,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=timeout)
    if done.returncode != 0:
        raise RuntimeError(
            f"{args[0]} ended with {done.returncode}:\n"
            + done.stderr.decode(errors="replace")[-3000:])
    return done.stdout.decode()
