TITLE = "Pine wind"
CHARACTER = ["calm", "wind", "flute-like", "spacious"]
KEY, SECONDS, SEED, LUFS = "A dorian", 207, 103, -27.0


def compose(s):
    s.arc((0, -2), (.4, 0), (.65, 2), (1, -5))
    s.play("Air", 0, s.seconds, 60, -8, 240, 620, 3.2, 9, room=.25, attack=8, release=14)
    s.play("Air", 0, s.seconds, 60, -15, 700, 1300, 5, 11, room=.3, attack=10, release=14)
    bars = s.timeline(["Am9", "D/A", "Em7/A", "G6/A", "Am9", "Bm7/A"], 16, start=8, until=s.seconds - 8)
    s.hold("Pad", bars, -15, 7, count=3, low=52, high=70, attack=6, release=8, bright=.1)
    s.phrases(bars, KEY, 1.5, (-2, 2, 1, 4), ((1, -2), (2, 1), (-1, -1)),
              lambda at, length, pitch: s.play("Flute", at, length + 1.4, pitch, -5 + s.between(-2, 0), side=.56, room=.75,
                                               attack=.5, release=1.3, bright=.3), low=64, high=79)
    s.master(share=.75, length=.93, tone=3600, top=7000, fadein=5, fadeout=16)
