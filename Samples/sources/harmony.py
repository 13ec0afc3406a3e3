"""Chord symbols, scales and the leading of voices from one chord to the next."""

import itertools

LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
QUALITIES = {
    "": (0, 4, 7), "m": (0, 3, 7), "5": (0, 7), "add9": (0, 2, 4, 7), "madd9": (0, 2, 3, 7),
    "sus2": (0, 2, 7), "sus4": (0, 5, 7), "6": (0, 4, 7, 9), "m6": (0, 3, 7, 9), "69": (0, 2, 4, 7, 9),
    "7": (0, 4, 7, 10), "7sus": (0, 5, 7, 10), "maj7": (0, 4, 7, 11), "m7": (0, 3, 7, 10),
    "maj9": (0, 2, 4, 7, 11), "m9": (0, 2, 3, 7, 10), "9sus": (0, 2, 5, 7, 10), "m11": (0, 3, 5, 7, 10),
    "lyd": (0, 4, 6, 7, 11),
}
MODES = {
    "major": (0, 2, 4, 5, 7, 9, 11), "minor": (0, 2, 3, 5, 7, 8, 10), "dorian": (0, 2, 3, 5, 7, 9, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11), "mixolydian": (0, 2, 4, 5, 7, 9, 10), "pentatonic": (0, 2, 4, 7, 9),
    "minor pentatonic": (0, 3, 5, 7, 10),
}


def tone(name):
    """The pitch class at the start of a name, and what follows it."""
    value, rest = LETTERS[name[0]], name[1:]
    while rest and rest[0] in "#b":
        value += 1 if rest[0] == "#" else -1
        rest = rest[1:]
    return value % 12, rest


def chord(symbol):
    """Bass pitch class and the pitch classes of a symbol such as Dm9 or F/A, the root first."""
    upper, _, bass = symbol.partition("/")
    root, quality = tone(upper)
    classes = [(root + step) % 12 for step in QUALITIES[quality]]
    return (tone(bass)[0] if bass else root), classes


def scale(name):
    """The pitch classes of, for example, 'D dorian'."""
    root, mode = name.split(" ", 1)
    return sorted((tone(root)[0] + step) % 12 for step in MODES[mode])


def nearest(pitch, classes, low=0, high=127):
    options = [p for p in range(int(low), int(high) + 1) if p % 12 in classes]
    return min(options, key=lambda p: (abs(p - pitch), p))


def step(pitch, count, classes):
    """The pitch `count` scale steps away."""
    direction = 1 if count > 0 else -1
    for _ in range(abs(count)):
        pitch += direction
        while pitch % 12 not in classes:
            pitch += direction
    return pitch


def roughness(voicing):
    """What a voicing costs by itself: small intervals low down, gaps between inner voices, doubled notes."""
    cost = 0
    for below, above in zip(voicing, voicing[1:]):
        gap = above - below
        if gap < 1:
            cost += 40
        elif gap < 3:
            cost += 4 if below > 59 else 14
        elif gap > 12:
            cost += 3
    return cost


def parallels(before, after):
    cost = 0
    for i, j in itertools.combinations(range(len(before)), 2):
        held = before[j] - before[i]
        if held % 12 in (0, 7) and after[j] - after[i] == held and after[i] != before[i]:
            cost += 5
    return cost


def lead(before, classes, low, high):
    """The voicing of `classes` that is reached from `before` with the least and smoothest movement."""
    options = []
    for pitch in before:
        near = [p for p in range(pitch - 5, pitch + 6) if low <= p <= high and p % 12 in classes]
        options.append(sorted(near, key=lambda p: abs(p - pitch))[:4] or [nearest(pitch, classes, low, high)])
    # The fifth is the tone a chord can best do without.
    weight = {c: (4 if i == 0 else 3 if (c - classes[0]) % 12 == 7 else 9) for i, c in enumerate(classes)}
    best, least = None, None
    for candidate in itertools.product(*options):
        voicing = sorted(candidate)
        present = {p % 12 for p in voicing}
        cost = roughness(voicing) + parallels(before, voicing)
        cost += sum(abs(a - b) for a, b in zip(before, voicing))
        cost += sum(w for c, w in weight.items() if c not in present)
        if least is None or cost < least:
            best, least = voicing, cost
    return best


def voicings(symbols, count, low, high):
    """One voicing of `count` voices per symbol, each led from the one before."""
    spread = [low + (high - low) * (i + .5) / count for i in range(count)]
    first = chord(symbols[0])[1]
    current = lead(sorted(nearest(p, first, low, high) for p in spread), first, low, high)
    result = []
    for symbol in symbols:
        current = lead(current, chord(symbol)[1], low, high)
        result.append(current)
    return result
