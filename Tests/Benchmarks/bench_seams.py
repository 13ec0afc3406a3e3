"""What a listener hears at the seams, and the peaks, both by other people's meters."""

import json
import random
import re
from dataclasses import dataclass

import material
from harness import ROOT, Table, median, output, program, render, require

SEAM_BAR = 5.0
SEED = 20_240_611


@dataclass(frozen=True)
class Kind:
    """What generated pieces of one set are like."""

    name: str
    # How far the swells go up and down, in LU, and the smallest loudness range they then have.
    swing: tuple[float, float]
    least_range: float
    # How much quieter every other piece is, in LU.
    step: float = 0


KINDS = [
    Kind("range 10", (4.5, 6), 10),
    Kind("range 13", (6, 7.5), 12),
    Kind("range 20", (9, 10.5), 18),
    Kind("20 LU apart", (4.5, 6), 10, step=20),
    Kind("20 LU apart, range 13", (6, 7.5), 12, step=20),
]


def generated(settings, kind, count):
    """Pieces of coloured noise and a tone that swell by turns, with natural fades of 30 s.

    A swell and its ebb take 20 to 90 s; a smaller one of another period goes over it.
    """
    folder = settings.work / kind.name
    folder.mkdir(exist_ok=True)
    chance = random.Random(SEED)
    paths = []
    for number in range(count):
        seconds = chance.randrange(120, 240)
        swing = chance.uniform(*kind.swing)
        period = chance.uniform(20, 90)
        second = chance.uniform(12, 30)
        phase, other = chance.uniform(0, 6.28), chance.uniform(0, 6.28)
        pitch = chance.choice([110, 147, 196, 262, 330])
        rate = chance.choice([44100, 48000])
        lower = kind.step if number % 2 else 0
        colour = chance.choice(["pink", "brown"])
        fade_in = chance.choice([0.5, 8, 30])
        target = folder / f"{number:02}.flac"
        paths.append(target)
        if target.exists():
            continue
        swell = (f"{-24 - lower}+{swing:.2f}*(sin(2*PI*t/{period:.2f}+{phase:.2f})"
                 f"+0.15*sin(2*PI*t/{second:.2f}+{other:.2f}))")
        graph = (
            f"anoisesrc=c={colour}:r={rate}:d={seconds}:s={SEED + 2 * number}:a=0.3[n0];"
            f"anoisesrc=c={colour}:r={rate}:d={seconds}:s={SEED + 2 * number + 1}:a=0.3[n1];"
            f"[n0][n1]join=inputs=2:channel_layout=stereo[noise];"
            f"sine=f={pitch}:r={rate}:d={seconds},volume=0.5,aformat=channel_layouts=stereo[tone];"
            f"[noise][tone]amix=inputs=2:normalize=0,asetnsamples=480,"
            f"volume='pow(10,({swell})/20+0.6)':eval=frame,"
            f"afade=t=in:d={fade_in}:curve=qsin,afade=t=out:st={seconds - 30}:d=30:curve=par")
        made(target, graph)
    return paths


def made(target, graph):
    """Writes what a filter graph makes as FLAC of 24 bits."""
    part = target.with_suffix(".part.flac")
    output(["ffmpeg", "-v", "error", "-y", "-filter_complex", graph, "-sample_fmt", "s32",
            "-bits_per_raw_sample", "24", part])
    part.rename(target)


def measure(settings, path, frames=()):
    meter = program(settings, "measure", ["sndfile", "ebur128", "m"])
    return json.loads(output([meter, path, *frames])[0])


def percentile(values, share):
    """The smallest value that at least this share of them does not exceed."""
    ordered = sorted(values)
    place = max(0, -(-len(ordered) * share // 1) - 1)
    return ordered[int(place)]


def ffmpeg_peak(path):
    words = output(["ffmpeg", "-nostdin", "-hide_banner", "-i", path, "-af",
                    "ebur128=peak=true:framelog=verbose", "-f", "null", "-"])[1]
    found = re.search(r"True peak:\s+Peak:\s+(\S+) dBFS", words)
    if not found:
        raise RuntimeError(f"ffmpeg said no peak of {path}")
    return float(found.group(1))


class Moments:
    """The loudness of files at moments, all of one file's measured in one go."""

    def __init__(self, settings):
        self.settings = settings
        self.frames = {}

    def add(self, path, frame):
        """Asks for the 3 s from a frame; returns what `level` finds them by."""
        frames = self.frames.setdefault(path, [])
        frames.append(frame)
        return path, len(frames) - 1

    def measure(self):
        self.files = {path: measure(self.settings, path, frames)
                      for path, frames in self.frames.items()}

    def level(self, moment):
        """Above the file's integrated loudness, in LU."""
        path, index = moment
        return self.files[path]["passages"][index] - self.files[path]["integrated"]


def seams(summary):
    """Of each seam the two clips, each with where its 3 s begin on the timeline."""
    clips = [clip for clip in summary["clips"] if clip["kind"] == "music"]
    return [((before, after["startFrame"] - 3 * summary["sampleRate"]),
             (after, before["endFrame"])) for before, after in zip(clips, clips[1:])]


def in_files(summary, rates, moments):
    """The same moments in the files themselves."""
    def place(clip, frame):
        seconds = (frame - clip["startFrame"]) / summary["sampleRate"]
        return moments.add(
            clip["path"], clip["sourceStartFrame"] + round(seconds * rates[clip["path"]]))
    return [tuple(place(*side) for side in seam) for seam in seams(summary)]


def one_set(settings, table, name, paths, orders=1, least_range=None):
    """Renders files in some orders and compares their seams with integrated gain alone.

    That is taken at fixed overlaps of 8 s, and once more at the moments the planner chose.
    """
    target = settings.scratch / f"{name}.wav"
    rates = {str(path): measure(settings, path)["rate"] for path in paths}
    chance = random.Random(SEED)
    moments = Moments(settings)
    steps, chosen, fixed, loudest = [], [], [], Peaks()
    for _ in range(orders):
        playlist = material.playlist(settings, name, paths)
        summary = render(settings, playlist, target, "--natural", "--overlap", "8s",
                         json_too=True)
        fixed += in_files(summary, rates, moments)
        summary = render(settings, playlist, target, "--natural", json_too=True)
        chosen += in_files(summary, rates, moments)
        heard = measure(settings, target,
                        [frame for seam in seams(summary) for _, frame in seam])
        levels = heard["passages"]
        steps += [abs(after - before) for before, after in zip(levels[::2], levels[1::2])]
        loudest.add(heard, target)
        paths = chance.sample(paths, len(paths))
    target.unlink()
    moments.measure()
    if least_range is not None:
        ranges = [file["range"] for file in moments.files.values()]
        table.add(f"{name}, smallest loudness range", min(ranges), "LU", bar=least_range,
                  at_least=True, note=f"median {median(ranges):.1f}, largest {max(ranges):.1f}")
    worst = percentile(steps, 0.9)
    table.add(f"{name}, {len(steps)} seams, 90th percentile", worst, "LU", bar=SEAM_BAR,
              note=f"median {median(steps):.1f}, largest {max(steps):.1f}")
    for where, places in (("overlaps of 8 s", fixed), ("the same moments", chosen)):
        plain = [abs(moments.level(after) - moments.level(before)) for before, after in places]
        alone = percentile(plain, 0.9)
        table.add(f"{name}, integrated gain alone, {where}", alone, "LU",
                  note=f"median {median(plain):.1f}, largest {max(plain):.1f}")
        table.add(f"{name}, share of it left, {where}", worst / alone, "x", bar=0.5)
    loudest.show(table, name)


class Peaks:
    """The highest true peaks of some files, by two meters."""

    def __init__(self):
        self.libebur128, self.ffmpeg = -200, -200

    def add(self, measured, path):
        self.libebur128 = max(self.libebur128, measured["truePeak"])
        self.ffmpeg = max(self.ffmpeg, ffmpeg_peak(path))

    def show(self, table, name):
        table.add(f"{name}, true peak by libebur128", self.libebur128, "dBTP", bar=-1.0)
        table.add(f"{name}, true peak by ffmpeg", self.ffmpeg, "dBTP", bar=-0.5)


def hot(settings, count, full_band=False):
    """Loud pieces whose peaks lie between the samples, beyond full scale.

    Noise driven hard into a limit of full scale, and under it a tone of a quarter of the rate whose
    samples all miss its crests by 45 degrees. It sounds in short pulses, so that the whole is far
    below its peaks and the loudness target asks for more than they allow. As any master it ends at
    20 kHz; the full band, with energy up to half the rate, is harsher than music and there the two
    meters differ by 1.4 dB over the files themselves.
    """
    folder = settings.work / ("hot, full band" if full_band else "hot, 20 kHz")
    folder.mkdir(exist_ok=True)
    paths = []
    for number in range(count):
        rate = 44100 if number % 2 else 48000
        target = folder / f"{number:02}.flac"
        paths.append(target)
        if target.exists():
            continue
        pulses = f"if(lt(mod(t,{0.3 + 0.05 * number:.2f}),0.006),1,0.08)"
        tone = f"sin(PI/2*floor(t*{rate}+0.5)+PI/4)"
        graph = (
            f"anoisesrc=c=white:r={rate}:d=60:s={SEED + number}:a=1,volume=12dB[noise];"
            f"aevalsrc='2*{tone}':s={rate}:d=60[tone];"
            f"[noise][tone]amix=inputs=2:normalize=0,aeval='clip(val(0),-1,1)*{pulses}',"
            f"aformat=channel_layouts=stereo")
        if not full_band:
            graph += ",volume=-3dB,lowpass=f=20000:p=2,lowpass=f=20000:p=2"
        made(target, graph)
    return paths


def hot_set(settings, table, count, full_band=False):
    """Peaks of hot material at the highest loudness target, and as they would be unguarded."""
    paths = hot(settings, count, full_band)
    name = paths[0].parent.name
    playlist = material.playlist(settings, name, paths)
    target = settings.scratch / "hot.wav"
    files = [measure(settings, path) for path in paths]
    table.add(f"{name}, peaks at -14 LUFS by arithmetic",
              max(file["truePeak"] - 14 - file["integrated"] for file in files), "dBTP",
              bar=0, at_least=True)
    render(settings, playlist, target, "--natural", "--loudness", "off")
    table.add(f"{name}, peaks without gains and guard", measure(settings, target)["truePeak"],
              "dBTP", note=f"by ffmpeg {ffmpeg_peak(target):.1f}")
    render(settings, playlist, target, "--natural", "--loudness", "-14")
    peaks = Peaks()
    peaks.add(measure(settings, target), target)
    peaks.show(table, f"{name}, at -14 LUFS")
    target.unlink()


def run(settings):
    require("ffmpeg", "gcc")
    samples = sorted(path for path in (ROOT / "Samples").glob("*.opus")
                     if path.stem not in ("bed", "ground"))
    count = 8 if settings.quick else 14
    table = Table("seams: 3 s before the overlap against 3 s after it; peaks")
    one_set(settings, table, "samples", samples[:count] if settings.quick else samples)
    for kind in KINDS:
        one_set(settings, table, kind.name, generated(settings, kind, count),
                orders=2 if settings.quick else 4, least_range=kind.least_range)
    for full_band in (False, True):
        hot_set(settings, table, 4 if settings.quick else 8, full_band)
    return [table]
