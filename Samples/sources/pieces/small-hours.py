TITLE = "Small hours"
CHARACTER = ["quiet", "piano", "sparse", "wistful"]
KEY, SECONDS, SEED, LUFS = "A minor", 168, 108, -28.0


def compose(s):
    s.arc((0, 0), (.45, 5), (.6, -2), (.8, 3), (1, -5))
    bars = s.timeline(["Am", "Fmaj7", "Em7", "Dm9", "Am/C", "Fmaj7", "G6", "E7sus"], 8.4, start=1.5, until=s.seconds - 12)
    s.ground("Sub", bars, -18, low=33, high=45, attack=.8, release=4)
    s.phrases(bars, KEY, 1.05, (1, 1, 2.5, -3.5), ((1, 2), (2, -1), (-1, -2)),
              lambda at, length, pitch: s.strike("felt", at, pitch, s.between(-3, 1), side=.57, room=.6), low=62, high=79)
    s.phrases(bars, KEY, 1.05, (-5, 1, 1, 1), ((-1, -1), (1, -2)),
              lambda at, length, pitch: s.strike("felt", at, pitch, s.between(-7, -4), side=.42, room=.6), low=50, high=64)
    for at, _, pitch, _ in s.roots(bars, 40, 52):
        s.strike("felt", at, pitch, -3 + s.between(-2, 0), side=.42, room=.5)
    s.strike("felt", s.seconds - 11, 45, -2, room=.5, ring=1.6)
    s.strike("felt", s.seconds - 10.4, 64, -4, room=.5, ring=1.6)
    s.master(share=.65, length=.92, tone=3400, top=7500, fadein=1, fadeout=9)
