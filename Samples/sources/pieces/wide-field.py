TITLE = "Wide field"
CHARACTER = ["broad", "strings", "chorale", "swelling"]
KEY, SECONDS, SEED, LUFS = "D major", 313, 109, -18.5


def compose(s):
    s.arc((0, -7), (.28, -1), (.42, -4), (.7, 3), (.85, 0), (1, -10))
    bars = s.timeline(["D", "A/C#", "Bm7", "F#m/A", "Gmaj7", "D/F#", "Em9", "A7sus", "D", "G/D", "Bm7", "Em7", "Gadd9", "A",
                       "Bm", "Gmaj7"], 10.4, start=1, until=s.seconds - 24)
    s.hold("Strings", bars, -5, count=5, low=50, high=76, attack=3.2, release=4.4, bright=.14, swell=.2)
    s.ground("Strings", bars, -5, low=33, high=45, attack=3, release=4, bright=.05)
    s.ground("Sub", bars, -10, low=33, high=45)
    s.phrases(bars[8:], KEY, 1.3, (3, 1, 4), ((2, -1), (-1, -1), (1, 2)),
              lambda at, length, pitch: s.play("Strings", at, length + 1.6, pitch, -4, side=.35, room=.5, attack=1, release=1.5,
                                               bright=.2), low=66, high=83)
    s.hold("Strings", [(s.seconds - 25, 24, "D")], -4, count=5, low=50, high=76, attack=5, release=15, bright=.1)
    s.play("Strings", s.seconds - 25, 24, 38, -5, attack=5, release=15, bright=.05)
    s.master(share=.55, length=.91, tone=3600, top=7500, fadein=1, fadeout=16)
