TITLE = "Tide"
CHARACTER = ["calm", "sea", "drone", "open"]
KEY, SECONDS, SEED, LUFS = "D major", 283, 101, -25.0


def compose(s):
    s.arc((0, -4), (.25, 0), (.7, 1), (1, -6))
    s.sea(0, slow=11, quick=7.5, bright=.45)
    slow = s.timeline(["D5", "Dadd9", "G69/D", "Dadd9", "A7sus/D", "G69/D", "Dadd9", "D5"], 34, start=12)
    s.hold("Pad", slow, -9, 6, count=4, low=50, high=71, attack=11, release=13, bright=.12)
    s.play("Drone", 6, s.seconds - 8, 38, -7, room=.3, attack=14, release=20, bright=.3)
    s.play("Sub", 20, s.seconds - 30, 38, -12, room=.1, attack=16, release=18)
    s.master(share=.6, length=.93, tone=3600, top=7000, fadein=5, fadeout=18)
