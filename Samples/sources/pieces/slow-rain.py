from harmony import chord, nearest

TITLE = "Slow rain"
CHARACTER = ["calm", "rain", "piano", "sparse"]
KEY, SECONDS, SEED, LUFS = "F lydian", 254, 102, -24.0


def compose(s):
    s.arc((0, -2), (.3, 0), (.6, 1.5), (1, -3))
    s.play("Rain", 0, s.seconds, 60, -11, 7, room=.2, attack=8, release=14, bright=.25)
    bars = s.timeline(["Fmaj7", "Am7", "Flyd", "C/E", "Dm9", "Fmaj9", "G6/F", "Fmaj7"], 9.6, start=10, until=s.seconds - 14)
    s.ground("Sub", bars, -14, low=36, high=48, attack=1.5, release=4)
    for at, length, pitch, symbol in s.roots(bars, 38, 52):
        s.strike("felt", at, pitch, -5, side=.4, room=.5)
        s.strike("felt", at + length / 2, nearest(pitch + 7, chord(symbol)[1], 45, 60), -7, side=.45, room=.5)
    s.phrases(bars, KEY, 1.2, (-1, 2, 1, 3), ((-1, 2), (2, -1), (-2, 1), (1, 1)),
              lambda at, length, pitch: s.strike("felt", at, pitch, -3 + s.between(-2, 0), side=.58, room=.55), low=64, high=81)
    s.phrases(bars, KEY, 1.2, (-5.5, 1, 1.5), ((1, -2), (-2, 1)),
              lambda at, length, pitch: s.strike("felt", at, pitch, -8 + s.between(-2, 0), side=.45, room=.6), low=55, high=67,
              start=1, every=2)
    s.master(share=.6, length=.9, tone=3800, top=7500, fadein=4, fadeout=12)
