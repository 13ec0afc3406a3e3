TITLE = "Harp at evening"
CHARACTER = ["gentle", "harp-like", "rolling", "golden"]
KEY, SECONDS, SEED, LUFS = "Eb major", 231, 120, -23.5


def compose(s):
    s.arc((0, -4), (.35, 1), (.65, 2), (1, -5))
    bars = s.timeline(["Ebmaj9", "Cm7", "Abmaj7", "Bb7sus", "Gm7", "Cm9", "Fm9", "Bb"], 7.2, start=1.5, until=s.seconds - 12)
    s.figure("harp", bars, .6, (0, 1, 2, 3, 4, 5, 7, 5, 4, 3, 2, None), -5, low=46, high=68, count=5, rest=.06, loose=.03,
             rooted=True)
    s.ground("Sub", bars, -16, low=32, high=44)
    s.phrases(bars, KEY, .6, (-5, 3, 1, 3), ((1, -2), (-1, 2), (-2, -1)),
              lambda at, length, pitch: s.strike("harp", at, pitch, 0, side=.58, room=.5), low=68, high=86, start=3, every=2)
    s.hold("Strings", bars[8:], -19, count=3, low=55, high=70, attack=3.5, release=4.5, bright=.05)
    for delay, pitch in enumerate((39, 46, 55, 58, 63, 67, 75)):
        s.strike("harp", s.seconds - 11.5 + delay * .22, pitch, -3, side=.3 + delay * .06, room=.5, ring=1.7)
    s.master(share=.55, length=.9, tone=4200, top=8500, fadein=1, fadeout=6)
