TITLE = "Soft landing"
CHARACTER = ["settling", "pad", "piano", "short"]
KEY, SECONDS, SEED, LUFS = "D major", 133, 123, -26.0


def compose(s):
    s.arc((0, -1), (.4, 0), (1, -9))
    bars = s.timeline(["Gmaj9", "D/F#", "Em7", "Dadd9", "Gmaj7", "A7sus", "Dadd9", "D"], 12, start=1, until=s.seconds - 20)
    s.hold("Pad", bars, -9, 6, count=4, low=50, high=71, attack=4, release=6, bright=.15)
    s.ground("Sub", bars, -13, low=31, high=43)
    s.phrases(bars, KEY, 1.5, (-1, 2, 1, 2), ((-1, -1), (1, -2)),
              lambda at, length, pitch: s.strike("felt", at, pitch, -4, side=.57, room=.6), low=62, high=78)
    s.hold("Pad", [(s.seconds - 22, 21, "D")], -9, 6, count=4, low=50, high=71, attack=5, release=16, bright=.08)
    s.master(share=.65, length=.92, tone=3400, top=7000, fadein=1, fadeout=18)
