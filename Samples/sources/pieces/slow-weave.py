TITLE = "Slow weave"
CHARACTER = ["attentive", "strings", "canon", "moving lines"]
KEY, SECONDS, SEED, LUFS = "E minor", 238, 111, -20.5

# Over this ground the theme fits itself one and two bars late, so three voices can share it.
GROUND = ["Em", "Cmaj7", "G/B", "D/A"]
THEME = ((0, 3, 71), (3, 1, 69), (4, 2, 67), (6, 2, 64), (8, 3, 67), (11, 1, 69), (12, 4, 71), (16, 3, 74), (19, 1, 72), (20, 2, 71),
         (22, 2, 67), (24, 4, 66), (28, 4, 69))


def compose(s):
    s.arc((0, -5), (.3, -1), (.65, 3), (1, -5))
    beat, start = .98, 2
    bars = s.timeline(GROUND, 8 * beat, start=start, until=s.seconds - 14)
    s.ground("Strings", bars, -6, low=36, high=48, attack=1.6, release=2.4, bright=.05)
    s.hold("Strings", bars[4:], -13, count=3, low=52, high=66, attack=2.5, release=3.5, bright=.05)
    for entry, shift, side in ((2, 0, .3), (3, -12, .6), (6, 0, .7), (7, -12, .4), (10, 0, .3), (11, -12, .55), (14, 0, .35),
                               (15, -12, .65), (18, 0, .5), (22, -12, .45)):
        for at, length, pitch in THEME:
            when = start + (entry * 8 + at) * beat
            if when < s.seconds - 18:
                s.play("Strings", when, length * beat + .8, pitch + shift, -3, side=side, room=.45, attack=.5, release=.9,
                       bright=.2)
    for pitch in (40, 47, 55, 59, 64):
        s.play("Strings", s.seconds - 15, 14, pitch, -8, side=.3 + (pitch - 40) / 60, room=.5, attack=3, release=9, bright=.08)
    s.master(share=.5, length=.89, tone=3800, top=8000, fadein=1, fadeout=9)
