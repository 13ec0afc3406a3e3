#!/usr/bin/env python3
"""Plays a long session on two simulated cards whose clocks differ, and measures every frame of it.

The headphones' record has to be the file that `render --events` makes of the log, bit for bit; the
speakers' place is found in each second by likeness, against the moments that the cards' indices
tell. Ends with 1 where a bar is missed.
"""

import argparse
import os
import pathlib
import random
import subprocess
import sys
import time

import numpy

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from matching import decibels, find, left, level, passage, shift  # noqa: E402
from simulated import RATE, ROOT, SCRATCH, Cards, events, ran, wave  # noqa: E402

#: Frames of which a place is found: 85 ms.
BLOCK = 4096
#: How far from its place a block is looked for, in frames: 20 ms.
REACH = 960


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=55)
    parser.add_argument("--ppm", type=float, default=100, help="one card fast, the other slow")
    parser.add_argument("--jitter", type=float, default=0.3, help="of the pointers, milliseconds")
    parser.add_argument("--speed", type=int, default=4, help="time runs so many times as fast")
    parser.add_argument("--buffer", type=int, default=400, help="of the cards, milliseconds")
    parser.add_argument("--from", dest="settled", type=float, default=15,
                        help="seconds after which the skew counts")
    parser.add_argument("--skew", type=float, default=0.2, help="the bar, milliseconds")
    parser.add_argument("--seed", type=int, default=1, help="the order of the pieces")
    parser.add_argument("--player", type=pathlib.Path, default=ROOT / ".build/release/musik-play")
    parser.add_argument("--work", type=pathlib.Path, default=SCRATCH / "cards")
    return parser.parse_args()


def playlist(path, minutes, seed):
    """Enough sample pieces for the window, in an order of chance."""
    pieces = sorted(
        piece for piece in (ROOT / "Samples").glob("*.opus") if piece.stem not in ("bed", "ground"))
    random.Random(seed).shuffle(pieces)
    # None is shorter than three minutes.
    count = max(2, int(minutes / 3) + 1)
    path.write_text("#EXTM3U\n" + "".join(
        f"{pieces[number % len(pieces)]}\n" for number in range(count)))
    return path


def play(given, cards, log, data):
    """Holds the session; returns how long it took."""
    device = "hw:CARD={},DEV=0?buffer=" + str(given.buffer)
    begin = time.monotonic()
    with open(given.work / "said", "wb") as said:
        done = subprocess.run(
            [given.player, "session", "--rehearsal", "--unattended", "--no-landing",
             "--window", f"{given.minutes * 60:g}s",
             "--playlist", playlist(given.work / "list.m3u8", given.minutes, given.seed),
             "--headphones", device.format("phones"), "--speakers", device.format("room"),
             "--events", log, "--data", data],
            env=dict(os.environ, **cards.environment(given.speed)), cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=said, stderr=said)
    if done.returncode != 0:
        raise RuntimeError(
            f"the session ended with {done.returncode}:\n"
            + (given.work / "said").read_text()[-3000:])
    return time.monotonic() - begin


def differing(record, programme, start):
    """How many frames of a record aren't the programme's, from its first frame on."""
    count = 0
    for at in range(0, len(programme), 1 << 20):
        wanted = programme[at:at + (1 << 20)]
        heard = record[start + at:start + at + len(wanted)]
        count += len(wanted) - len(heard)
        count += int(numpy.count_nonzero((heard != wanted[:len(heard)]).any(axis=1)))
    return count


def skews(phones, room, programme, start):
    """The speakers' skew in each second of the programme: (second, milliseconds ahead, likeness);
    seconds that are too quiet are left out."""
    found = []
    first, last = phones.moment([start, start + len(programme) - 1])
    origin = phones.moment(numpy.arange(0, len(programme), RATE) + start)
    frames = numpy.arange(0, len(programme), RATE, dtype=numpy.float64)
    rooms = numpy.searchsorted(room.moments, origin, "right") - 1
    for second, (moment, place) in enumerate(zip(origin, rooms)):
        if place < 0 or moment >= last - 1e9 or moment < first:
            continue
        at = int(room.starts[place] + (moment - room.moments[place]) / room.step)
        if at + BLOCK > len(room.frames):
            break
        ears = room.moment(numpy.arange(at - REACH, at + BLOCK + REACH))
        wanted = passage(programme, numpy.interp(ears, origin, frames))
        heard = room.frames[at:at + BLOCK]
        if wanted is None or decibels(level(heard)) < -65:
            continue
        ahead, alike = shift(left(heard), wanted, REACH)
        found.append((second, ahead / RATE * 1000, alike))
    return found


def main():
    given = arguments()
    given.work.mkdir(parents=True, exist_ok=True)
    about = f"jitter {given.jitter:g}\n"
    libraries = given.player.resolve().parent
    cards = Cards(given.work / "cards", {
        "phones": f"ppm {given.ppm:g}\n{about}seed 1",
        "room": f"ppm {-given.ppm:g}\n{about}seed 2"}, libraries)
    log, data = given.work / "events.jsonl", given.work / "data"
    log.unlink(missing_ok=True)
    took = play(given, cards, log, data)
    rendered = given.work / "rendered.wav"
    ran([given.player, "render", "--events", log, "--out", rendered, "--bits", "16",
         "--data", data])
    programme, phones, room = wave(rendered), cards.record("phones"), cards.record("room")
    start = find(phones.frames, programme)
    if start is None:
        raise RuntimeError("the headphones' record has nothing of the programme")
    end = phones.moment(start + len(programme))
    wrong = differing(phones.frames, programme, start)
    places = [place for place in skews(phones, room, programme, start)]
    settled = [place for place in places if place[0] >= given.settled]
    worst = max(settled, key=lambda place: abs(place[1]))
    troubles = [event for event in events(log) if event["event"] in
                ("starved", "jumped", "framesMissing", "eventsLost", "linesLost", "inaudible")
                or event["event"] == "device" and event["command"] in
                ("underrun", "lostTime", "lost", "recovered")]
    # After the last frame nobody has to fill the buffer any more.
    dry = sum(
        kind != "play" and moment < end and number > 0
        for card in (phones, room)
        for number, (kind, moment) in enumerate(zip(card.kinds, card.moments)))
    stops = sum(len(card.told("xrun", "underrun")) for card in (phones, room))
    rows = [
        ("session, programme", f"{len(programme) / RATE / 60:.2f} min", None),
        ("session, wall time", f"{took / 60:.2f} min at speed {given.speed}", None),
        ("headphones: frames compared", f"{len(programme)}", len(programme) > 0),
        ("headphones: frames that differ", f"{wrong}", wrong == 0),
        ("speakers: seconds measured", f"{len(settled)}",
         len(settled) >= 0.8 * (given.minutes * 60 - given.settled) - 2),
        ("speakers: least likeness", f"{min(place[2] for place in settled):.4f}", None),
        (f"speakers: largest skew from {given.settled:g} s on",
         f"{abs(worst[1]):.4f} ms at {worst[0]} s, bar {given.skew:g} ms",
         abs(worst[1]) <= given.skew),
        ("speakers: skew, root mean square",
         f"{numpy.sqrt(numpy.mean([place[1] ** 2 for place in settled])):.4f} ms", None),
        (f"speakers: largest skew before {given.settled:g} s",
         f"{max((abs(place[1]) for place in places if place[0] < given.settled), default=0):.4f} ms",
         None),
        ("cards: times the buffer ran dry", f"{dry + stops}", dry + stops == 0),
        ("log: troubles", f"{len(troubles)}", not troubles),
    ]
    print(f"\n== two cards, {given.ppm:+g} and {-given.ppm:+g} ppm, pointers up to "
          f"{given.jitter:g} ms late")
    width = max(len(row[0]) for row in rows)
    for name, value, is_met in rows:
        verdict = "" if is_met is None else "ok" if is_met else "MISSED"
        print(f"  {name:<{width}}  {value:<36} {verdict}".rstrip())
    for event in troubles[:10]:
        print("  ", event)
    sys.exit(0 if all(row[2] is not False for row in rows) else 1)


if __name__ == "__main__":
    main()
