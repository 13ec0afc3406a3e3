"""What goes wrong in a session, drawn from a seed: when, to which card, for how long."""

import random
from dataclasses import dataclass

CARDS = ("phones", "room")
#: Seconds in which a card that failed has to sound again, and one that stood still without an error
#: has to be found out: until then it plays its frames late.
RETURN = 2.0


@dataclass
class Fault:
    """One thing that happens to cards or to the player, or that a clinician commands."""

    kind: str
    #: Seconds after the first sound.
    at: float
    #: Seconds until all is as before.
    length: float
    #: The cards it happens to; none for what happens to the player.
    cards: tuple = ()
    #: What the cards' scripts are told.
    lines: tuple = ()
    #: When it was done, and when all was as before, in nanoseconds of the cards' clock.
    begun: int = 0
    ended: int = 0

    def done(self, begin, end):
        self.begun, self.ended = int(begin), int(end)

    def __str__(self):
        where = f" {'+'.join(self.cards)}" if self.cards else ""
        return f"{self.at:7.2f} s  {self.kind}{where} for {self.length:.2f} s"


def lost(chance, shortest, longest):
    length = chance.uniform(shortest, longest)
    return length, [f"unplug ENODEV {length * 1000:.0f}"]


def busy(chance):
    """Away for a moment, and somebody else's when it is back."""
    away, taken = chance.uniform(0.1, 0.5), chance.uniform(0.8, 2.5)
    return max(away, taken), [f"busy {taken * 1000:.0f}", f"unplug ENODEV {away * 1000:.0f}"]


def timed(chance, verb, shortest, longest):
    length = chance.uniform(shortest, longest)
    return length, [f"{verb} {length * 1000:.0f}"]


def late(chance):
    length = chance.uniform(1, 3)
    return length, [f"late {chance.uniform(5, 20):.0f}", f"after ms {length * 1000:.0f} late 0"]


def volume(chance):
    length = chance.uniform(1, 3)
    return length, [f"volume {chance.choice([-3, -6, -9])}",
                    f"after ms {length * 1000:.0f} volume 0"]


#: What may happen to a card: how often, and what its script is told then.
CARD_FAULTS = {
    "lost": (3, lambda chance: lost(chance, 0.2, 4)),
    "lost for long": (1, lambda chance: lost(chance, 5.5, 9)),
    "EPIPE": (3, lambda chance: (0, ["xrun"])),
    "ESTRPIPE": (2, lambda chance: timed(chance, "suspend", 0.05, 1.2)),
    "EBUSY": (2, busy),
    "stuck pointer": (2, lambda chance: timed(chance, "stick", 0.1, 2.5)),
    "stalled": (1, lambda chance: timed(chance, "stall", 0.1, 2)),
    "stuck call": (1, lambda chance: timed(chance, "hang", 0.1, 2.5)),
    "short writes": (2, lambda chance: (0.5, [f"short {chance.randint(150, 400)} 20"])),
    "late wake-ups": (2, late),
    "volume": (2, volume),
}
#: Those in which no card has an excuse for silence.
HARMLESS = {"short writes", "late wake-ups", "volume"}
COMMANDS = {"quiet": 1, "talk": 2, "pause": 2}


def drawn(seed, seconds, deaths):
    """The faults of one session, in order; `deaths` are the processes that may be killed."""
    chance = random.Random(seed)
    kinds = {kind: weight for kind, (weight, _) in CARD_FAULTS.items()}
    kinds |= COMMANDS | {f"kill {death}": 1 for death in deaths}
    faults, busy_until, commanded_until = [], dict.fromkeys(CARDS, 0.0), 0.0
    at = 8 + chance.uniform(0, 4)
    while at < seconds - 25:
        kind = chance.choices(list(kinds), list(kinds.values()))[0]
        free = tuple(card for card in CARDS if busy_until[card] <= at)
        if kind in COMMANDS and commanded_until <= at:
            fault = Fault(kind, at, chance.uniform(1, 4))
            # Quiet and talk come back over three seconds.
            commanded_until = at + fault.length + 5
            faults.append(fault)
        elif kind in CARD_FAULTS and free:
            length, lines = CARD_FAULTS[kind][1](chance)
            both = len(free) == 2 and kind.startswith("lost") and chance.random() < 0.3
            cards = free if both else (chance.choice(free),)
            for card in cards:
                busy_until[card] = at + length + RETURN + 1
            faults.append(Fault(kind, at, length, cards, tuple(lines)))
        elif kind.startswith("kill ") and len(free) == 2 and commanded_until <= at:
            faults.append(Fault(kind, at, 0))
            for card in CARDS:
                busy_until[card] = at + 4
            commanded_until = at + 4
        at += chance.uniform(1.5, 5)
    return faults
