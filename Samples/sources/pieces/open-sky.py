TITLE = "Open sky"
CHARACTER = ["luminous", "choir-like", "floating", "wide"]
KEY, SECONDS, SEED, LUFS = "C lydian", 298, 121, -21.0


def compose(s):
    s.arc((0, -6), (.35, 0), (.6, 3), (.75, 0), (1, -9))
    bars = s.timeline(["Cmaj7", "D/C", "Em7", "Cadd9", "Am9", "D6/F#", "Gmaj7", "Clyd"], 13, start=2, until=s.seconds - 20)
    s.hold("Choir", bars, -6, .6, count=5, low=52, high=76, attack=4.5, release=6, room=.65, bright=.3)
    s.hold("Pad", bars, -12, 8, count=3, low=48, high=67, attack=5, release=6, bright=.15)
    s.ground("Sub", bars, -10, low=31, high=43, attack=3)
    s.phrases(bars[4:], KEY, 13 / 8, (-2, 2, 1, 3), ((2, -1), (-1, -2), (1, 1)),
              lambda at, length, pitch: s.play("Choir", at, length + 2, pitch, -8, .7, side=.6, room=.75, attack=1.4, release=2,
                                               bright=.25), low=67, high=81, every=2)
    s.hold("Choir", [(s.seconds - 22, 21, "Cmaj9")], -7, .4, count=5, low=52, high=76, attack=5, release=15, room=.7, bright=.2)
    s.master(share=.7, length=.94, tone=3600, top=7000, fadein=2, fadeout=16)
