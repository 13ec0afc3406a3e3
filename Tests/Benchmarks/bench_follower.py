"""A follower's resampler beside libsamplerate: what a second of sound costs, and how clean it is."""

import array
import math
import subprocess

from harness import ROOT, Table, median, output, program, spread

HERTZ = 48_000
RATIO = 1.0002
TONES = [997, 10_000, 18_000, 20_000]
OTHERS = {"medium": 1, "best": 0}
# What libsamplerate promises of its medium converter.
CLEAN = 121


def tones(hertz, seconds):
    """A stereo tone, half of full scale, as the bytes of floats."""
    turn = 2 * math.pi * hertz / HERTZ
    samples = array.array("f")
    for n in range(HERTZ * seconds):
        samples.extend((0.5 * math.sin(turn * n), 0.5 * math.cos(turn * n)))
    return samples.tobytes()


def cleanness(path, hertz):
    """Decibels of the tone over all else in the left channel's second second."""
    samples = array.array("f", path.read_bytes())[0::2][HERTZ:2 * HERTZ]
    turn = 2 * math.pi * hertz * RATIO / HERTZ
    sines = [math.sin(turn * n) for n in range(len(samples))]
    cosines = [math.cos(turn * n) for n in range(len(samples))]
    ss = sum(s * s for s in sines)
    cc = sum(c * c for c in cosines)
    sc = sum(s * c for s, c in zip(sines, cosines))
    xs = sum(x * s for x, s in zip(samples, sines))
    xc = sum(x * c for x, c in zip(samples, cosines))
    determinant = ss * cc - sc * sc
    a, b = (xs * cc - xc * sc) / determinant, (xc * ss - xs * sc) / determinant
    error = sum((x - a * s - b * c) ** 2 for x, s, c in zip(samples, sines, cosines))
    return 10 * math.log10((a * a + b * b) / 2 * len(samples) / error)


def run(settings):
    subprocess.run(
        ["swift", "build", "-c", "release", "--product", "FollowerBenchmark"], cwd=ROOT, check=True,
        stdout=subprocess.DEVNULL)
    other = program(settings, "samplerate", ["samplerate"])
    commands = {"follower": [ROOT / ".build/release/FollowerBenchmark"]}
    for name, number in OTHERS.items():
        commands[f"libsamplerate {name}"] = [other, number]
    source, target = settings.work / "follower.in", settings.work / "follower.out"
    seconds = 20 if settings.quick else 60
    source.write_bytes(tones(997, 1) * seconds)
    costs = {name: [] for name in commands}
    for _ in range(settings.rounds):
        for name, command in commands.items():
            taken = float(output([*command, RATIO, source, target])[0])
            costs[name].append(100 * taken / seconds)
    table = Table(f"follower: {seconds} s of 48 kHz stereo by a ratio of {RATIO}")
    for name, cost in costs.items():
        table.add(f"{name}, of a core", median(cost), "%", note=spread(cost, 3))
    mine = median(costs["follower"])
    for name in OTHERS:
        table.add(f"follower's share of {name}", mine / median(costs[f"libsamplerate {name}"]), "",
                  bar=0.1)
    for hertz in TONES:
        source.write_bytes(tones(hertz, 3))
        for name, command in commands.items():
            output([*command, RATIO, source, target])
            table.add(f"{name}, cleanness at {hertz} Hz", cleanness(target, hertz), "dB",
                      bar=CLEAN if name == "follower" else None, at_least=True)
    source.unlink()
    target.unlink()
    return [table]
