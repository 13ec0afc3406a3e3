"""The first analysis of unknown tracks on all processors, and what measuring the output costs."""

import os
import shutil

import material
from harness import Table, measured, median, render, spread


def run(settings):
    paths = material.decoded(settings)
    playlist = material.playlist(settings, "twelve", paths)
    hours = material.TRACKS * material.SECONDS / 3600
    cold = settings.work / "cold"
    rounds = settings.rounds

    def first():
        shutil.rmtree(cold, ignore_errors=True)
        return measured(
            [settings.player, "playlist", "check", playlist, "--data", cold], allowed=(0,))

    firsts = [first() for _ in range(rounds)]
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
    for name, runs in (("first analysis", firsts), ("known tracks", again)):
        table.add(f"{name}, wall time per hour of music",
                  median([use.wall for use in runs]) / hours, "s",
                  note=spread([use.wall / hours for use in runs]))
        table.add(f"{name}, processor time per hour",
                  median([use.processor for use in runs]) / hours, "s")
    busy = median([use.processor / use.wall for use in firsts])
    table.add(f"first analysis, processors busy of {processors}", busy, "")
    table.add("render, processor time", median([use.processor for use in plain]), "s")
    table.add("render --json, processor time", median([use.processor for use in told]), "s")
    table.add("render --json, wall time", median([use.wall for use in told]), "s")
    return [table]
