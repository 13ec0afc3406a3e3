"""Where a card was in the programme: found from its sound alone, to a part of a frame."""

import numpy


def left(frames):
    """One channel, its lows weakened so that likeness has a narrow peak."""
    channel = numpy.asarray(frames[:, 0], numpy.float64)
    return numpy.diff(channel, prepend=channel[:1])


def level(frames):
    """The root mean square of both channels, full scale being 1."""
    values = numpy.asarray(frames, numpy.float64) / 32768
    return float(numpy.sqrt(numpy.mean(values * values))) if len(values) else 0.0


def decibels(value):
    return 20 * numpy.log10(max(value, 1e-9))


def likeness(heard, wanted, reach):
    """How alike `heard` is to `wanted` at each shift from -reach to reach frames, 0 to 1.

    `wanted` has `reach` frames more on each side. Normalised, so a volume changes nothing.
    """
    size = 1 << (len(wanted) + len(heard)).bit_length()
    product = numpy.fft.irfft(
        numpy.fft.rfft(wanted, size) * numpy.conj(numpy.fft.rfft(heard, size)), size)
    sums = product[: 2 * reach + 1]
    squares = numpy.concatenate([[0.0], numpy.cumsum(wanted * wanted)])
    energies = squares[len(heard):len(heard) + 2 * reach + 1] - squares[: 2 * reach + 1]
    scale = numpy.sqrt(numpy.maximum(energies, 1e-9) * max(float(heard @ heard), 1e-9))
    return sums / scale


def shift(heard, wanted, reach, near=0):
    """By how many frames `heard` is ahead of where `wanted` would have it, and how alike both are
    there. A tone is like itself after each of its periods: what is nearly as alike within `near`
    frames goes before what is further away."""
    alike = likeness(heard, wanted, reach)
    best = int(numpy.argmax(alike))
    if near:
        close = reach - near + int(numpy.argmax(alike[reach - near:reach + near + 1]))
        if alike[close] > 0.9 * alike[best]:
            best = close
    place = float(best)
    if 0 < best < len(alike) - 1:
        before, at, after = alike[best - 1:best + 2]
        bend = before - 2 * at + after
        if bend < 0:
            place += 0.5 * (before - after) / bend
    return place - reach, float(alike[best])


def passage(programme, places):
    """The programme's left channel at places between frames, as `left` has it; None outside."""
    first, last = int(places[0]) - 1, int(places[-1]) + 2
    if first < 0 or last > len(programme):
        return None
    channel = left(programme[first:last])
    return numpy.interp(places - first, numpy.arange(len(channel)), channel)


def find(record, programme, start=0, length=64, loudness=300):
    """The frame of a record that is the programme's frame 0, found by the programme's first loud
    frames from `start` on; None where they aren't in it."""
    loud = start
    while loud < len(programme):
        block = numpy.abs(programme[loud:loud + 65536, 0].astype(numpy.int32)) > loudness
        if block.any():
            loud += int(numpy.argmax(block))
            break
        loud += 65536
    key = programme[loud:loud + length].tobytes()
    at, size = 0, 1 << 22
    while at < len(record):
        found = record[at:at + size + length].tobytes().find(key)
        while found >= 0 and found % 4:
            found = record[at:at + size + length].tobytes().find(key, found + 1)
        if found >= 0:
            return at + found // 4 - loud
        at += size
    return None
