"""What was heard of a session, judged from its cards' records alone."""

from dataclasses import dataclass, field

import numpy

from matching import left, passage, shift
from simulated import RATE

#: The length of a look, in nanoseconds.
BIN = 1_000_000
#: Frames of a millisecond.
STEP = RATE // 1000
#: A sample up to this is silence: the dither of 16 bits.
DITHER = 2
#: The mean square of dither and rounding in what `left` gives: a quarter of a step's square in each
#: sample, twice because it takes the difference of two.
NOISE = 0.5
#: The programme is loud where its root mean square is above this, of 32768.
LOUD = 25
#: Frames whose place is found at once, and how far from it they are looked for.
BLOCK, REACH = 2048, 960


@dataclass
class Timeline:
    """Which programme frame is due when: straight lines, another one after each pause."""

    #: (from which nanosecond on, a moment, the programme frame due then)
    lines: list = field(default_factory=list)
    #: Programme frames per nanosecond.
    rate: float = RATE / 1e9

    def due(self, moments):
        moments = numpy.asarray(moments, numpy.float64)
        starts = numpy.array([line[0] for line in self.lines], numpy.float64)
        place = numpy.clip(numpy.searchsorted(starts, moments, "right") - 1, 0, None)
        origins = numpy.array([line[1] for line in self.lines], numpy.float64)
        frames = numpy.array([line[2] for line in self.lines], numpy.float64)
        return frames[place] + (moments - origins[place]) * self.rate


def blocks(record, length=BLOCK):
    """The first frames of blocks without a break in time, for the whole record."""
    return [first + at for first, last in record.stretches()
            for at in range(0, last - first - length, length)]


def place(record, programme, timeline, frame, reach=REACH, length=BLOCK):
    """By how many milliseconds a block is ahead of the programme, how alike it is, and how alike it
    can be beside the dither of both; None where it can't be told: silence, or a part of it, or
    what is hardly louder than the dither."""
    heard = record.frames[frame:frame + length]
    sounding = numpy.abs(heard).max(axis=1) > DITHER
    if numpy.count_nonzero(sounding) < 0.9 * length or numpy.abs(heard).max() < 150:
        return None
    # Straight on from the block's first frame, whatever comes before or after a break.
    steps = numpy.arange(-reach, length + reach) * record.step
    wanted = passage(
        programme, float(timeline.due(record.moment(frame))) + steps * timeline.rate)
    if wanted is None or numpy.abs(wanted).max() < 1:
        return None
    sound = left(heard)
    possible = 1.0
    for part in (sound, wanted[reach:-reach]):
        energy = float(numpy.mean(part * part))
        if energy < 2 * NOISE:
            return None
        possible *= (energy - NOISE) / energy
    # A tone is like itself a period on: what is within a millisecond goes first.
    ahead, alike = shift(sound, wanted, reach, min(reach, STEP))
    return ahead / RATE * 1000, alike, possible ** 0.5


class Loudness:
    """What a card gave, and what the programme held, in each millisecond of a session."""

    def __init__(self, record, programme, timeline, begin, end):
        self.begin, self.count = begin, int((end - begin) // BIN)
        self.heard = numpy.zeros(self.count, numpy.int32)
        for first, last in record.stretches():
            whole = (last - first) // STEP
            if whole == 0:
                continue
            frames = record.frames[first:first + whole * STEP].astype(numpy.int32)
            peaks = numpy.abs(frames).reshape(whole, STEP * 2).max(axis=1)
            moments = record.moment(first + numpy.arange(whole) * STEP)
            for edge in (0, STEP * record.step - 1):
                bins = ((moments + edge - begin) // BIN).astype(numpy.int64)
                inside = (bins >= 0) & (bins < self.count)
                numpy.maximum.at(self.heard, bins[inside], peaks[inside])
        due = timeline.due(begin + numpy.arange(self.count) * BIN).astype(numpy.int64)
        levels = numpy.zeros(len(programme) // STEP + 1)
        for at in range(0, len(programme) // STEP, 10_000):
            part = programme[at * STEP:(at + 10_000) * STEP].astype(numpy.float64)
            part = part[:len(part) // STEP * STEP].reshape(-1, STEP * 2)
            levels[at:at + len(part)] = numpy.sqrt((part * part).mean(axis=1))
        # Sound that swings through zero is no silence: 20 ms count together.
        smooth = numpy.convolve(levels, numpy.ones(20) / 20, "same")
        bins = numpy.clip(due // STEP, 0, len(levels) - 1)
        self.wanted = numpy.where((due >= 0) & (due < len(programme)), smooth[bins], 0)

    def span(self, begin, end):
        """The looks between two moments."""
        first, last = int((begin - self.begin) // BIN), int((end - self.begin) // BIN) + 1
        return slice(max(first, 0), max(min(last, self.count), 0))

    def silences(self, commanded=()):
        """Where the programme is loud and nothing was heard: (nanosecond, milliseconds); not while
        silence was commanded, as spans of nanoseconds with the gain meant there."""
        gain = numpy.ones(self.count)
        for begin, end, factor in commanded:
            gain[self.span(begin, end)] *= factor
        silent = (self.wanted * gain > LOUD) & (self.heard <= DITHER)
        edges = numpy.flatnonzero(numpy.diff(numpy.concatenate([[0], silent.view(numpy.int8), [0]])))
        return [(self.begin + int(a) * BIN, int(b - a))
                for a, b in zip(edges[::2], edges[1::2])]
