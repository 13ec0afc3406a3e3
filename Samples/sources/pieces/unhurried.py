TITLE = "Unhurried"
CHARACTER = ["tender", "piano", "strings", "growing"]
KEY, SECONDS, SEED, LUFS = "Db major", 293, 107, -20.0


def compose(s):
    s.arc((0, -7), (.35, -2), (.68, 4), (.82, 1), (1, -7))
    beat = 1.0
    bars = s.timeline(["Db", "Ab/C", "Bbm7", "Gbmaj7", "Db/F", "Ebm7", "Ab7sus", "Ab"], 8, start=2, until=s.seconds - 16)
    s.figure("felt", bars, beat, (0, 3, 2, 4, 1, 3, 2, 4), -4, low=44, high=72, count=5, width=.5, loose=.03, rest=.12,
             rooted=True)
    later = bars[6:]
    s.hold("Strings", later, -9, count=4, low=49, high=70, attack=3, release=4, bright=.12, swell=.25)
    s.ground("Strings", later, -10, low=32, high=44, attack=2.5, release=3.5, bright=.05)
    s.phrases(bars[12:], KEY, beat, (3, 1, 2, 2), ((-1, 2, 1), (1, 1, -2), (-2, 1, 1)),
              lambda at, length, pitch: s.play("Strings", at, length + .9, pitch, -6, side=.62, room=.5, attack=.6, release=.9,
                                               bright=.22), low=65, high=82)
    s.phrases(bars[:12], KEY, beat, (-1, 3, 1, 3), ((1, -2), (2, 1), (-1, -1)),
              lambda at, length, pitch: s.strike("felt", at, pitch, -1 + s.between(-2, 0), side=.6, room=.45), low=65, high=80,
              start=2)
    s.hold("Strings", [(s.seconds - 18, 16, "Db")], -9, count=4, low=49, high=70, attack=4, release=9, bright=.1)
    s.strike("felt", s.seconds - 17.5, 49, -2, room=.5)
    s.master(share=.55, length=.9, tone=4000, top=8500, fadein=1, fadeout=12)
