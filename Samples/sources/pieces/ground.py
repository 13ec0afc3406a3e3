TITLE = "Ground"
CHARACTER = ["deep", "drone", "dark", "motionless"]
KEY, SECONDS, SEED, LUFS = "C minor", 332, 105, -20.5


def compose(s):
    s.arc((0, -4), (.35, 0), (.62, 2.5), (.8, 0), (1, -6))
    s.play("Drone", 0, s.seconds, 36, 0, room=.35, attack=20, release=30, bright=.42)
    s.play("Drone", 30, s.seconds - 50, 43, -5, room=.4, attack=30, release=35, bright=.35)
    s.play("Drone", 85, 190, 51.14, -9, room=.45, attack=40, release=45, bright=.25)
    s.play("Drone", 140, 150, 58.02, -11, room=.5, attack=40, release=40, bright=.2)
    s.play("Sub", 10, s.seconds - 20, 36, -6, room=.1, attack=22, release=26)
    slow = s.timeline(["C5", "Cm", "Abmaj7/C", "Fm/C", "Gm7/C", "Cm"], 30, start=90, until=290)
    s.hold("Choir", slow, -16, .1, count=3, low=48, high=62, attack=10, release=12, room=.7, bright=.1)
    s.master(share=.7, length=.95, tone=2200, top=4500, fadein=6, fadeout=24)
