"""The first analysis of unknown tracks on all processors, beside ffmpeg's loudness meter, and what
measuring the output costs."""

import os
import shutil
import time
from concurrent.futures import ThreadPoolExecutor

import material
from harness import Table, Usage, measured, median, render, require, spread

# What a scan with all features may take of the wall time of ffmpeg's meter alone.
BAR = 0.9


def ffmpeg(paths):
    """Loudness and true peak of all files by ffmpeg, one process per processor at a time."""
    def one(path):
        return measured(["ffmpeg", "-v", "error", "-nostdin", "-i", path, "-af",
                         "ebur128=peak=true", "-f", "null", "-"])

    begin = time.monotonic()
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        uses = list(pool.map(one, paths))
    return Usage(time.monotonic() - begin, sum(use.processor for use in uses),
                 max(use.peak_bytes for use in uses))


def run(settings):
    require("ffmpeg")
    paths = material.decoded(settings)
    playlist = material.playlist(settings, "twelve", paths)
    hours = material.TRACKS * material.SECONDS / 3600
    cold = settings.work / "cold"
    rounds = settings.rounds

    def first():
        shutil.rmtree(cold, ignore_errors=True)
        return measured(
            [settings.player, "playlist", "check", playlist, "--data", cold], allowed=(0,))

    # In turn, so that whatever else the machine does meets both.
    ffmpeg(paths)
    both = [(first(), ffmpeg(paths)) for _ in range(rounds)]
    firsts, meters = [list(uses) for uses in zip(*both)]
    again = [measured([settings.player, "playlist", "check", playlist, "--data", cold])
             for _ in range(rounds)]
    shutil.rmtree(cold, ignore_errors=True)

    target = settings.scratch / "musik-play.wav"

    def rendered(*options):
        target.unlink(missing_ok=True)
        return render(settings, playlist, target, "--natural", *options)

    rendered()
    plain = [rendered() for _ in range(rounds)]
    told = [rendered("--json") for _ in range(rounds)]
    target.unlink()

    table = Table(f"analysis, and measuring the output; median of {rounds}")
    processors = len(os.sched_getaffinity(0))
    for name, runs in (("first analysis", firsts), ("ffmpeg ebur128=peak=true", meters),
                       ("known tracks", again)):
        table.add(f"{name}, wall time per hour of music",
                  median([use.wall for use in runs]) / hours, "s",
                  note=spread([use.wall / hours for use in runs]))
        table.add(f"{name}, processor time per hour",
                  median([use.processor for use in runs]) / hours, "s")
    table.add("first analysis beside ffmpeg, wall time",
              median([use.wall / meter.wall for use, meter in both]), "times", bar=BAR,
              note=spread([use.wall / meter.wall for use, meter in both]))
    table.add("first analysis beside ffmpeg, processor time",
              median([use.processor / meter.processor for use, meter in both]), "times")
    busy = median([use.processor / use.wall for use in firsts])
    table.add(f"first analysis, processors busy of {processors}", busy, "")
    table.add("render, processor time", median([use.processor for use in plain]), "s")
    table.add("render --json, processor time", median([use.processor for use in told]), "s")
    table.add("render --json, wall time", median([use.wall for use in told]), "s")
    return [table]
