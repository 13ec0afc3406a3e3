"""What a listener hears at the seams, and the peaks, both by other people's meters."""

import json
import random
import re

import material
from harness import ROOT, Table, output, program, render, require

SEAM_BAR = 5.0
SEED = 20_240_611


def generated(settings, name, count, loud_step):
    """Pieces of coloured noise and a tone that swell by turns, with natural fades of 30 s.

    Each has a loudness range of 10 LU and more; `loud_step` is how much quieter every other one is.
    """
    folder = settings.work / name
    folder.mkdir(exist_ok=True)
    chance = random.Random(SEED)
    paths = []
    for number in range(count):
        seconds = chance.randrange(120, 200)
        swing = chance.uniform(4, 5.5)
        period = chance.uniform(35, 70)
        phase = chance.uniform(0, 6.28)
        pitch = chance.choice([110, 147, 196, 262, 330])
        rate = chance.choice([44100, 48000])
        lower = loud_step if number % 2 else 0
        colour = chance.choice(["pink", "brown"])
        fade_in = chance.choice([0.5, 8, 30])
        target = folder / f"{number:02}.flac"
        paths.append(target)
        if target.exists():
            continue
        swell = f"{-24 - lower}+{swing:.2f}*sin(2*PI*t/{period:.2f}+{phase:.2f})"
        graph = (
            f"anoisesrc=c={colour}:r={rate}:d={seconds}:s={SEED + 2 * number}:a=0.3[n0];"
            f"anoisesrc=c={colour}:r={rate}:d={seconds}:s={SEED + 2 * number + 1}:a=0.3[n1];"
            f"[n0][n1]join=inputs=2:channel_layout=stereo[noise];"
            f"sine=f={pitch}:r={rate}:d={seconds},volume=0.5,aformat=channel_layouts=stereo[tone];"
            f"[noise][tone]amix=inputs=2:normalize=0,asetnsamples=480,"
            f"volume='pow(10,({swell})/20+0.6)':eval=frame,"
            f"afade=t=in:d={fade_in}:curve=qsin,afade=t=out:st={seconds - 30}:d=30:curve=par")
        part = target.with_suffix(".part.flac")
        output(["ffmpeg", "-v", "error", "-y", "-filter_complex", graph, "-sample_fmt", "s32",
                "-bits_per_raw_sample", "24", part])
        part.rename(target)
    return paths


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


def seam_steps(settings, target, summary, sources):
    """For each seam the step of loudness as rendered, and as integrated gain alone leaves it."""
    clips = [clip for clip in summary["clips"] if clip["kind"] == "music"]
    rate = summary["sampleRate"]
    frames = []
    for before, after in zip(clips, clips[1:]):
        frames += [after["startFrame"] - 3 * rate, before["endFrame"]]
    heard = measure(settings, target, frames)["passages"]
    planned, plain = [], []
    # Where the same moments lie in the files, under one gain for each file.
    passages = {clip["path"]: [] for clip in clips}
    places = []
    for number, (before, after) in enumerate(zip(clips, clips[1:])):
        for clip, frame in ((before, frames[2 * number]), (after, frames[2 * number + 1])):
            source = sources[clip["path"]]
            at = clip["sourceStartFrame"] + round(
                (frame - clip["startFrame"]) * source["rate"] / rate)
            places.append((clip["path"], len(passages[clip["path"]])))
            passages[clip["path"]].append(at)
    measured = {path: measure(settings, path, at) for path, at in passages.items() if at}


    def level(path, index):
        return measured[path]["passages"][index] - measured[path]["integrated"]

    for number in range(len(clips) - 1):
        planned.append(abs(heard[2 * number + 1] - heard[2 * number]))
        plain.append(abs(level(*places[2 * number + 1]) - level(*places[2 * number])))
    ranges = [measured[path]["range"] for path in measured]
    return planned, plain, ranges


def one_set(settings, table, name, paths, least_range=None):
    playlist = material.playlist(settings, name, paths)
    target = settings.scratch / f"{name}.wav"
    summary = render(settings, playlist, target, "--natural", json_too=True)
    # The file's own peak is that of the guard's floats; meters see the 16-bit file.
    sources = {clip["path"]: measure(settings, clip["path"]) for clip in summary["clips"]}
    planned, plain, ranges = seam_steps(settings, target, summary, sources)
    if least_range is not None:
        table.add(f"{name}, smallest loudness range", min(ranges), "LU", bar=least_range,
                  at_least=True)
    worst, alone = percentile(planned, 0.9), percentile(plain, 0.9)
    table.add(f"{name}, {len(planned)} seams, 90th percentile", worst, "LU", bar=SEAM_BAR,
              note=f"largest {max(planned):.1f}")
    table.add(f"{name}, integrated gain alone", alone, "LU", note=f"largest {max(plain):.1f}")
    table.add(f"{name}, share of it left", worst / alone, "x", bar=0.5)
    table.add(f"{name}, true peak by libebur128", measure(settings, target)["truePeak"], "dBTP",
              bar=-1.0)
    table.add(f"{name}, true peak by ffmpeg", ffmpeg_peak(target), "dBTP", bar=-0.5)
    target.unlink()


def run(settings):
    require("ffmpeg", "gcc")
    samples = sorted(path for path in (ROOT / "Samples").glob("*.opus")
                     if path.stem not in ("bed", "ground"))
    count = 8 if settings.quick else 14
    table = Table("seams: 3 s before the overlap against 3 s after it; peaks")
    one_set(settings, table, "samples", samples[:count] if settings.quick else samples)
    one_set(settings, table, "fades of 30 s", generated(settings, "fades of 30 s", count, 0), 10)
    one_set(settings, table, "20 LU apart", generated(settings, "20 LU apart", count, 20))
    return [table]
