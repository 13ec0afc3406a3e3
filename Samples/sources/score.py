"""A Csound score: notes with their place, loudness and room, and the textures the pieces are made of."""

import math
import random

from harmony import chord, nearest, scale, step, voicings

# Level at which each instrument's middle register is about equally loud.
TRIM = {"Pad": -5.0, "Strings": -8.0, "Choir": -43.0, "Flute": -11.0, "Drone": -3.0, "Sub": -4.0, "Drum": 3.0, "Glow": -3.5,
        "Wave": 0.0, "Air": -11.0, "Rain": 3.0, "Bubble": -9.0, "Struck": -14.0}

# Table, decay to -60 dB at middle C, semitones that halve it, attack, brightness, beating.
BODIES = {
    "felt": (10, 9.0, 18, .009, .5, .35), "harp": (11, 6.0, 16, .005, .75, .25), "kalimba": (12, 3.2, 20, .004, .85, .5),
    "wood": (13, 1.5, 20, .007, .5, .3), "glass": (14, 5.5, 24, .014, .7, .6), "bell": (15, 10.0, 24, .03, .4, .7),
    "bowl": (16, 18.0, 30, 1.6, .4, .8),
}


def entry(timeline, at):
    """A layer that joins later grows for its first 40 s, so that its coming in is no event. In dB."""
    first = timeline[0][0]
    return -12 * max(0, 1 - (at - first) / 40) if first > 15 and len(timeline) > 1 else 0


class Score:
    def __init__(self, seconds, seed):
        self.seconds = seconds
        self.random = random.Random(seed).random
        self.lines = []
        self.points = [(0.0, 0.0), (1.0, 0.0)]

    # Choices

    def between(self, low, high):
        return low + (high - low) * self.random()

    def one(self, options):
        return options[int(self.random() * len(options))]

    # The arc

    def arc(self, *points):
        """The loudness curve of the piece: (share of its length, dB) points."""
        self.points = points

    def level(self, at):
        share = at / self.seconds
        for (left, low), (right, high) in zip(self.points, self.points[1:]):
            if share <= right:
                turn = .5 - .5 * math.cos(math.pi * max(0.0, (share - left) / (right - left)))
                return low + (high - low) * turn
        return self.points[-1][1]

    def strength(self, at):
        """How far up its own arc the piece is, 0..1."""
        values = [value for _, value in self.points]
        span = max(values) - min(values)
        return (self.level(at) - min(values)) / span if span else .5

    # Notes

    def play(self, instrument, at, length, pitch, level, *extra, side=.5, room=.35, attack=.05, release=.3, bright=.4):
        if at < 0 or at >= self.seconds - 1:
            return
        length = min(length, self.seconds - at)
        fields = (at, length, level + TRIM[instrument] + self.level(at), pitch, side, room, attack, release, bright) + extra
        self.lines.append(f'i "{instrument}" ' + " ".join(f"{value:.5g}" if value < 100 else f"{value:.3f}" for value in fields))

    def strike(self, body, at, pitch, level, side=.5, room=.35, bright=None, attack=None, ring=1.0):
        table, decay, halving, start, shade, beat = BODIES[body]
        decay = ring * decay * 2 ** (-(pitch - 60) / halving)
        start = start if attack is None else attack
        shade = shade if bright is None else bright
        self.play("Struck", at, start + decay * .85, pitch, level, table, decay, beat, side=side, room=room, attack=start,
                  release=decay * .35, bright=shade)

    # Textures

    def timeline(self, symbols, each, start=0.0, until=None):
        """(start, length, symbol), the symbols over again until the time is full."""
        until = self.seconds if until is None else until
        result, at, index = [], start, 0
        while at < until - each * .5:
            result.append((at, each, symbols[index % len(symbols)]))
            at += each
            index += 1
        return result

    def hold(self, instrument, timeline, level, *extra, count=4, low=50, high=74, attack=2.5, release=3.5, room=.45,
             bright=.3, width=.7, swell=0.0):
        """Sustained chords with led voices; a tone common to two chords is tied, not struck again."""
        chords = voicings([symbol for _, _, symbol in timeline], count, low, high)
        for voice in range(count):
            side = .5 + width * ((voice + .5) / count - .5) * (1 if voice % 2 else -1)
            index = 0
            while index < len(timeline):
                at, length, _ = timeline[index]
                pitch, last = chords[index][voice], index
                while last + 1 < len(timeline) and chords[last + 1][voice] == pitch and length < 26:
                    last += 1
                    length += timeline[last][1]
                lift = swell * self.strength(at + length / 2)
                self.play(instrument, at + self.between(0, .12), length + release * .8, pitch,
                          level + entry(timeline, at) + self.between(-.8, .8),
                          *extra, side=side, room=room, attack=attack, release=release, bright=min(1, bright + lift))
                index = last + 1
        return chords

    def roots(self, timeline, low=33, high=46):
        """(start, length, bass pitch, symbol) of each chord."""
        pitch = (low + high) / 2
        for at, length, symbol in timeline:
            pitch = nearest(pitch, [chord(symbol)[0]], low, high)
            yield at, length, pitch, symbol

    def ground(self, instrument, timeline, level, *extra, low=33, high=46, attack=1.8, release=3, room=.2, bright=.3):
        for at, length, pitch, _ in self.roots(timeline, low, high):
            self.play(instrument, at, length + release * .8, pitch, level + entry(timeline, at), *extra, room=room, attack=attack, release=release,
                      bright=bright)

    def figure(self, body, timeline, beat, pattern, level, low=52, high=79, count=5, room=.4, bright=None, width=.6,
               loose=.02, rest=.0, accent=2.0, ring=1.0, rooted=False):
        """A running figure through led chords: pattern holds voice numbers, None for a rest, one per beat."""
        chords = voicings([symbol for _, _, symbol in timeline], count, low, high)
        if rooted:
            roots = [pitch for _, _, pitch, _ in self.roots(timeline, low - 5, low + 7)]
            chords = [[root] + voicing[1:] for root, voicing in zip(roots, chords)]
        place = 0
        for (at, length, _), voicing in zip(timeline, chords):
            for index in range(int(round(length / beat))):
                voice = pattern[place % len(pattern)]
                first = place % len(pattern) == 0
                place += 1
                if voice is None or (not first and self.random() < rest):
                    continue
                octave, voice = divmod(voice, count)
                pitch = voicing[voice] + 12 * octave
                self.strike(body, at + index * beat + self.between(0, loose), pitch,
                            level + (accent if first else 0) + self.between(-1.5, .5),
                            side=.5 + width * (pitch - (low + high) / 2) / (high - low), room=room, bright=bright, ring=ring)

    def phrases(self, timeline, key, beat, rhythm, contours, sound, low=62, high=81, start=0, every=1):
        """A melody of related phrases: a rhythm in beats (negative: rest) and contours in scale steps, told over the chords.

        A phrase begins and ends on a tone of its chord, so the same contour is answered differently by each chord."""
        classes = scale(key)
        pitch, number = (low + high) // 2, 0
        for index, (at, length, symbol) in enumerate(timeline):
            if index < start or (index - start) % every:
                continue
            contour = contours[number % len(contours)]
            number += 1
            tones = chord(symbol)[1]
            pitch = nearest(pitch + self.one((-2, 0, 2)), tones, low, high)
            when, place = at, 0
            sounding = [b for b in rhythm if b > 0]
            for beats in rhythm:
                if beats > 0:
                    if place:
                        pitch = step(pitch, contour[(place - 1) % len(contour)], classes)
                        if not low <= pitch <= high:
                            pitch += 12 if pitch < low else -12
                    if place == len(sounding) - 1 or beats >= 3:
                        pitch = nearest(pitch, tones, low, high)
                    sound(when + self.between(0, .025), beats * beat, pitch)
                    place += 1
                when += abs(beats) * beat

    # Nature

    def sea(self, level, slow=9.5, quick=6.5, bright=.5):
        self.play("Air", 0, self.seconds, 60, level - 13, 180, 420, 1.2, 4, room=.1, attack=6, release=8)
        at = .5
        while at < self.seconds - 6:
            length = self.between(quick, slow) * 1.7
            side = self.between(.15, .85)
            self.play("Wave", at, length, 60, level + self.between(-5, 0), self.between(.35, .5),
                      min(.85, max(.15, side + self.between(-.3, .3))), side=side, room=.12, bright=self.between(.3, 1) * bright)
            at += self.between(quick, slow)

    def brook(self, level, density=9.0):
        self.play("Air", 0, self.seconds, 60, level - 4, 500, 1100, 1.6, 3, room=.1, attack=5, release=8)
        at = 1.0
        while at < self.seconds - 3:
            at += -math.log(1 - self.random()) / density
            length = self.between(.05, .14)
            self.play("Bubble", at, length, self.between(64, 88), level - 6 + self.between(-9, 0), side=self.between(.1, .9),
                      room=.25, attack=length * .35, release=length * .6, bright=self.random())

    # The whole

    def master(self, share=.55, length=.9, tone=4500, top=9000, fadein=1.5, fadeout=6):
        self.lines.append(f'i "Master" 0 {self.seconds} {share} {length} {tone} {top} {fadein} {fadeout}')

    def text(self):
        return "\n".join(self.lines) + f"\ne {self.seconds}\n"
