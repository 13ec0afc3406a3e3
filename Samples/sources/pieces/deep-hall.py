TITLE = "Deep hall"
CHARACTER = ["grave", "low choir-like", "drone", "vast"]
KEY, SECONDS, SEED, LUFS = "B minor", 302, 122, -18.5


def compose(s):
    s.arc((0, -9), (.3, -1), (.45, -3), (.72, 4), (.85, 0), (1, -10))
    s.play("Drone", 0, s.seconds, 35, -5, room=.4, attack=18, release=26, bright=.3)
    s.play("Sub", 6, s.seconds - 12, 35, -9, attack=16, release=22)
    bars = s.timeline(["Bm", "G/B", "Em/B", "F#m7", "D", "A/C#", "Gmaj7", "F#m", "Em9", "Bm/D", "Gadd9", "A7sus"], 13.5, start=5,
                      until=s.seconds - 24)
    s.hold("Choir", bars, -3, .15, count=5, low=43, high=67, attack=4.5, release=6, room=.7, bright=.08)
    s.ground("Choir", bars, -3, .05, low=35, high=47, attack=4, release=5.5, room=.6, bright=.05)
    s.hold("Choir", bars[8:], -9, .4, count=3, low=59, high=74, attack=5, release=6, room=.8, bright=.12)
    for at, _, symbol in bars[4::2]:
        s.strike("bell", at, 47, -6, side=.5, room=.8, bright=.1, attack=.5)
    s.hold("Choir", [(s.seconds - 26, 25, "Bm")], -4, .08, count=4, low=43, high=64, attack=6, release=18, room=.8, bright=.05)
    s.master(share=.8, length=.955, tone=2400, top=4200, fadein=2, fadeout=20)
