"""What a session has to meet, and whether it did."""

from faults import CARDS, COMMANDS, HARMLESS, RETURN
from hearing import BLOCK, Loudness, blocks, place
from simulated import RATE, events

SECOND = 1_000_000_000
MILLI = 1_000_000
#: Milliseconds of silence on a card that had no fault.
LONGEST_SILENCE = 20
#: Seconds of silence after the playing process was killed.
LONGEST_DEATH = 1.0
#: Milliseconds by which a block may be away from its place, a whole session of joins after the first
#: frame, and how alike it has to be to the programme there at least.
PLACE, LIKENESS = 1.0, 0.85


class Verdict:
    """The figures of one session, by its cards' records."""

    def __init__(self, number, session):
        self.number, self.session = number, session
        self.programme = session.rendered()
        self.records = {card: session.cards.record(card) for card in CARDS}
        self.timeline = session.timeline(self.programme, self.records["phones"])
        log = events(session.log)
        self.kinds = [event["event"] for event in log]
        begin = self.timeline.lines[0][1]
        end = begin + session.seconds * SECOND + sum(
            fault.ended - fault.begun for fault in session.faults if fault.kind == "pause")
        self.begin, self.end = begin, end
        #: (card, nanosecond, milliseconds, fault or None, milliseconds after its end)
        self.silences = []
        #: (card, nanosecond, milliseconds ahead, likeness, whether the card had a fault)
        self.misplaced = []
        self.lost, self.placed, self.furthest = 0, 0, 0.0
        for card in CARDS:
            self.listen(card)
            self.look(card)

    def own(self, card):
        """The faults that excuse a card's silence, and until when."""
        spans = []
        for fault in self.session.faults:
            if not fault.begun:
                continue
            if card in fault.cards and fault.kind not in HARMLESS:
                end = fault.ended + RETURN * SECOND
                spans.append((fault, fault.begun - 100 * MILLI, end))
            elif fault.kind == "kill engine":
                spans.append((fault, fault.begun, fault.begun + LONGEST_DEATH * SECOND))
        return spans

    def gains(self, card):
        """Where a smaller level, or none, is meant: spans and factors."""
        spans = []
        for fault in self.session.faults:
            begin, end = fault.begun - 100 * MILLI, fault.ended
            if not fault.begun:
                continue
            if fault.kind in ("quiet", "pause"):
                spans += [(begin, end + 0.7 * SECOND, 0), (end, end + 3.5 * SECOND, 0.05)]
            elif fault.kind == "talk":
                spans.append((begin, end + 3.5 * SECOND, 0.1))
            elif card in fault.cards and fault.kind == "volume":
                spans.append((begin, end + SECOND, 0.3))
            elif card in fault.cards and fault.kind not in HARMLESS:
                # It rises from -60 dB.
                is_long = fault.ended - fault.begun > 4.5 * SECOND
                spans.append((end, end + (6 if is_long else 0.7) * SECOND, 0.02))
        return spans

    def listen(self, card):
        loudness = Loudness(
            self.records[card], self.programme, self.timeline, self.begin, self.end)
        own = self.own(card)
        for moment, length in loudness.silences(self.gains(card)):
            self.lost += length * RATE // 1000
            cause = next((fault for fault, begin, end in own
                          if begin <= moment <= end), None)
            after = (moment - cause.ended) / MILLI + length if cause else 0
            self.silences.append((card, moment, length, cause, after))

    def look(self, card):
        record = self.records[card]
        spans = [(begin, end + 10 * SECOND) for _, begin, end in self.own(card)]
        standing = [(fault.begun - 100 * MILLI, fault.ended + RETURN * SECOND)
                    for fault in self.session.faults
                    if card in fault.cards and fault.kind == "stalled"]
        # Within a block that a command, a join or a knob lets fall or rise, sound is less like itself,
        # and its place can't be told for certain.
        ramps = [(moment - 200 * MILLI, moment + 500 * MILLI) for fault in self.session.faults
                 if fault.kind in COMMANDS or card in fault.cards and fault.kind == "volume"
                 for moment in (fault.begun, fault.ended)]
        ramps += [(begin, end) for _, begin, end in self.own(card)]
        for frame in blocks(record):
            moment = float(record.moment(frame))
            if not self.begin < moment < self.end - SECOND or any(
                    begin < moment < end for begin, end in standing):
                continue
            found = place(record, self.programme, self.timeline, frame)
            if found is None:
                continue
            self.placed += 1
            ahead, alike, possible = found
            alike /= possible
            least = LIKENESS / 2 if any(
                begin < moment < end for begin, end in ramps) else LIKENESS
            is_told = alike >= LIKENESS
            self.furthest = max(self.furthest, abs(ahead) if is_told else 0)
            if is_told and abs(ahead) > PLACE or alike < least:
                excused = any(begin < moment < end for begin, end in spans)
                self.misplaced.append((card, moment, ahead, alike, excused))

    @property
    def longest(self):
        """The longest silence that nothing excuses, in milliseconds."""
        return max((length for _, _, length, cause, _ in self.silences if cause is None), default=0)

    @property
    def slowest(self):
        """The longest time from a card's return to its sound, in seconds."""
        return max((after / 1000 for _, _, _, cause, after in self.silences
                    if cause and cause.cards), default=0)

    def faults(self):
        """What was missed, in words."""
        name = f"session {self.number}"
        if self.session.ended != 0:
            yield f"{name}: ended with {self.session.ended}"
        for kind in ("linesLost", "eventsLost", "framesMissing"):
            if kind in self.kinds:
                yield f"{name}: the log has {kind}"
        if "ended" not in self.kinds:
            yield f"{name}: the log has no end"
        for card, moment, length, cause, after in self.silences:
            at = (moment - self.begin) / SECOND
            if cause is None and length > LONGEST_SILENCE:
                yield f"{name}: {card} silent for {length} ms at {at:.2f} s"
            elif cause and cause.cards and after > 1000 * RETURN:
                yield (f"{name}: {card} silent until {after:.0f} ms after {cause.kind} "
                       f"at {cause.at:.2f} s was over")
        worst = {}
        for card, moment, ahead, alike, excused in self.misplaced:
            worst.setdefault((card, excused), []).append((moment, ahead, alike))
        for (card, excused), found in worst.items():
            at, ahead, alike = max(found, key=lambda one: abs(one[1]))
            yield (f"{name}: {card} out of place in {len(found)} blocks "
                   f"({'within' if excused else 'without'} a fault of its own), first at "
                   f"{(found[0][0] - self.begin) / SECOND:.2f} s, worst {ahead:+.2f} ms "
                   f"(likeness {alike:.2f}) at {(at - self.begin) / SECOND:.2f} s")

    def line(self):
        return (f"session {self.number}: {len(self.session.faults)} faults, lost "
                f"{self.lost} frames, {len(self.misplaced) * BLOCK} out of place of "
                f"{self.placed * BLOCK}, longest silence {self.longest} ms, back after "
                f"{self.slowest:.2f} s")

    @staticmethod
    def table(verdicts):
        head = ("session", "arm", "language", "playlist", "faults", "frames lost",
                "out of place", "frames placed", "furthest", "longest silence", "slowest return")
        rows = [head]
        for verdict in verdicts:
            session = verdict.session
            rows.append((
                str(verdict.number), session.arm, session.language, session.playlist,
                str(len(session.faults)), str(verdict.lost), str(len(verdict.misplaced) * BLOCK),
                str(verdict.placed * BLOCK), f"{verdict.furthest:.2f} ms", f"{verdict.longest} ms",
                f"{verdict.slowest:.2f} s"))
        widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
        return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)) for row in rows]
