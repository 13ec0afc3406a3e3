TITLE = "Footpath"
CHARACTER = ["steady", "slow pulse", "harp-like", "walking"]
KEY, SECONDS, SEED, LUFS = "A mixolydian", 288, 116, -19.5


def compose(s):
    s.arc((0, -5), (.25, 0), (.7, 2.5), (1, -6))
    beat = 1.0
    bars = s.timeline(["A", "G/A", "D/A", "A", "F#m7", "G6", "D", "Em7"], 8, start=2, until=s.seconds - 14)
    for at, length, _ in bars[1:-1]:
        for place, level in ((0, 0), (2, -5), (4, -1), (6, -5)):
            s.play("Drum", at + place * beat, 1.6, 33, level - 3 + s.between(-1, 0), room=.3, attack=.018, release=.8, bright=.25)
    s.figure("harp", bars, beat / 2, (0, 2, 1, 3, 2, 4, 3, 2), -5, low=45, high=72, rest=.15, rooted=True)
    s.hold("Pad", bars[2:], -12, 7, count=4, low=52, high=71, attack=3, release=4, bright=.2, swell=.15)
    s.ground("Sub", bars, -10, low=33, high=45, attack=.8)
    s.phrases(bars[6:], KEY, beat, (-1, 3, 1, 3), ((1, -2), (-1, -1), (2, -1)),
              lambda at, length, pitch: s.play("Flute", at, length + .7, pitch, -9, side=.6, room=.6, attack=.3, release=.7,
                                               bright=.25), low=66, high=80, every=2)
    s.hold("Pad", [(s.seconds - 15, 14.5, "A")], -12, 7, count=4, low=52, high=71, attack=3, release=8, bright=.15)
    s.strike("harp", s.seconds - 13.5, 45, -3, room=.5, ring=1.5)
    s.master(share=.5, length=.89, tone=3800, top=7500, fadein=1, fadeout=10)
