TITLE = "Glass garden"
CHARACTER = ["bright", "glass-like", "playful", "gentle rhythm"]
KEY, SECONDS, SEED, LUFS = "A major", 153, 115, -26.0


def compose(s):
    s.arc((0, -3), (.4, 0), (.7, 1), (1, -4))
    bars = s.timeline(["Aadd9", "F#m7", "Dmaj7", "E6", "A/C#", "Dadd9", "Bm7", "E7sus"], 5.6, start=1.5, until=s.seconds - 10)
    s.figure("glass", bars, .7, (0, 3, 1, 4, 2, 4, 3, None), -5, low=66, high=88, rest=.25, room=.6)
    s.phrases(bars, KEY, .7, (-2, 2, 1, 3), ((2, -1), (-2, 1), (1, 2)),
              lambda at, length, pitch: s.strike("glass", at, pitch, -5, side=.6, room=.65), low=74, high=90, start=4,
              every=2)
    s.hold("Pad", bars, -16, 7, count=3, low=52, high=68, attack=2.5, release=3.5, bright=.12)
    s.hold("Pad", [(s.seconds - 13, 12.5, "A")], -14, 7, count=3, low=52, high=68, attack=2.5, release=7, bright=.12)
    s.master(share=.7, length=.91, tone=5200, top=9000, fadein=1, fadeout=8)
