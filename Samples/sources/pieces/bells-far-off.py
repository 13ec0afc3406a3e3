TITLE = "Bells far off"
CHARACTER = ["quiet", "bells", "spacious", "sparse"]
KEY, SECONDS, SEED, LUFS = "E pentatonic", 214, 113, -28.5


def compose(s):
    s.arc((0, -3), (.5, 1), (1, -5))
    tones = (52, 59, 64, 66, 68, 71, 73, 76)
    at, place = 3.0, 2
    while at < s.seconds - 22:
        place = min(len(tones) - 1, max(0, place + s.one((-2, -1, -1, 1, 1, 2))))
        s.strike("bell", at, tones[place], -4 + s.between(-5, 0), side=s.between(.2, .8), room=.75, bright=.25, attack=.06)
        if s.random() < .3:
            s.strike("bell", at + s.between(.9, 1.7), tones[max(0, place - 2)], -8, side=s.between(.2, .8), room=.8, bright=.2,
                     attack=.08)
        at += s.between(3.4, 6.8)
    slow = s.timeline(["E5", "Eadd9", "A69/E", "Eadd9", "B7sus/E", "E69"], 30, start=4, until=s.seconds - 4)
    s.hold("Pad", slow, -15, 6, count=3, low=52, high=68, attack=10, release=12, bright=.08)
    s.play("Air", 0, s.seconds, 60, -24, 300, 800, 2, 5, room=.3, attack=8, release=14)
    s.master(share=.85, length=.94, tone=3400, top=6500, fadein=3, fadeout=14)
