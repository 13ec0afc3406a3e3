TITLE = "Kalimba shade"
CHARACTER = ["light", "kalimba-like", "gentle rhythm", "cheerful"]
KEY, SECONDS, SEED, LUFS = "G pentatonic", 192, 119, -21.5


def compose(s):
    s.arc((0, -3), (.3, 0), (.7, 1.5), (1, -4))
    beat = 60 / 76 / 2
    bars = s.timeline(["G", "G69", "Em7", "D7sus", "G", "Cadd9", "Em7", "D"], 16 * beat, start=1.5, until=s.seconds - 6)
    s.figure("kalimba", bars, beat, (0, 2, 4, 1, 3, None, 2, 4), -3, low=55, high=76, rest=.2, loose=.012, room=.4)
    s.phrases(bars[4:], KEY, beat, (-2, 2, 1, 1, 2, 4), ((1, -1, 1, -2), (-1, 2, -1, -1)),
              lambda at, length, pitch: s.strike("kalimba", at, pitch, -2, side=.6, room=.45), low=67, high=86, every=2)
    s.figure("wood", bars[2:], beat * 4, (0, 2), -6, low=43, high=60, room=.3, bright=.2)
    s.hold("Pad", bars[6:], -16, 5, count=3, low=55, high=71, attack=2.5, release=3.5, bright=.15)
    s.master(share=.45, length=.86, tone=4200, top=8500, fadein=1, fadeout=5)
