"""Rendering: beside ffmpeg's acrossfade chain, and beside decoding and conversion alone."""

import material
from harness import MEBIBYTE, Table, alternating, measured, median, program, render, require, spread

OVERLAP_SECONDS = 8


def crossfade_chain(paths, target):
    """ffmpeg's own way: every file at 48 kHz, one acrossfade after the other, 16-bit WAV."""
    args = ["ffmpeg", "-v", "error", "-nostdin", "-y"]
    for path in paths:
        args += ["-i", path]
    steps = [f"[{n}:a]aresample=48000[a{n}]" for n in range(len(paths))]
    last = "a0"
    for n in range(1, len(paths)):
        steps.append(f"[{last}][a{n}]acrossfade=d={OVERLAP_SECONDS}[x{n}]")
        last = f"x{n}"
    return args + ["-filter_complex", ";".join(steps), "-map", f"[{last}]", "-c:a", "pcm_s16le",
                   target]


def run(settings):
    require("ffmpeg", "gcc")
    paths = material.decoded(settings)
    playlist = material.playlist(settings, "twelve", paths)
    floor = program(settings, "floor", ["sndfile", "soxr"])
    target = settings.scratch / "rendered.wav"

    # A new file each time: to replace an old one costs time of its own.
    def ours():
        target.unlink(missing_ok=True)
        return render(settings, playlist, target, "--natural")

    def theirs():
        target.unlink(missing_ok=True)
        return measured(crossfade_chain(paths, target))

    ours()
    seconds = target.stat().st_size / 4 / 48000
    results = alternating(
        {
            "ffmpeg": theirs,
            "musik-play": ours,
            "floor": lambda: measured([floor, *paths]),
        }, settings.rounds)
    figure = lambda who, what: [getattr(usage, what) for usage in results[who]]
    wall = {who: median(figure(who, "wall")) for who in results}
    processor = {who: median(figure(who, "processor")) for who in results}
    peak = {who: median(figure(who, "peak_bytes")) / MEBIBYTE for who in results}
    compressed = material.total_bytes(paths) / MEBIBYTE

    table = Table(f"render: 12 tracks, 57 min, two rates; median of {settings.rounds}")
    for who in results:
        table.add(f"{who}, wall time", wall[who], "s", note=spread(figure(who, "wall")))
        table.add(f"{who}, processor time", processor[who], "s",
                  note=spread(figure(who, "processor")))
    table.add("musik-play, times real time", seconds / wall["musik-play"], "x")
    table.add("wall time against ffmpeg", wall["musik-play"] / wall["ffmpeg"], "x", bar=0.7)
    table.add("processor time against ffmpeg", processor["musik-play"] / processor["ffmpeg"], "x",
              bar=1.3)
    table.add("processor time against the floor", processor["musik-play"] / processor["floor"],
              "x", bar=1.25)
    table.add("ffmpeg, peak memory", peak["ffmpeg"], "MiB")
    table.add("compressed music", compressed, "MiB")
    table.add("musik-play, peak memory beside it", peak["musik-play"] - compressed, "MiB",
              bar=120e6 / MEBIBYTE)
    target.unlink()
    return [table]
