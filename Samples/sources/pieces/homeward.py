TITLE = "Homeward"
CHARACTER = ["warm", "strings", "choir-like", "returning"]
KEY, SECONDS, SEED, LUFS = "F major", 303, 112, -18.5


def compose(s):
    s.arc((0, -5), (.3, 1), (.5, 3), (.7, 0), (1, -14))
    bars = s.timeline(["F", "C/E", "Dm7", "Bbmaj7", "F/A", "Gm7", "C7sus", "C"], 9.6, start=1, until=s.seconds - 40)
    s.hold("Strings", bars, -7, count=4, low=53, high=74, attack=3, release=4, bright=.12, swell=.15)
    s.ground("Strings", bars, -6, low=34, high=46, attack=2.6, release=3.6, bright=.05)
    s.hold("Choir", bars[4:], -8, .45, count=4, low=53, high=72, attack=3.5, release=4.5, room=.6, bright=.25)
    s.figure("harp", bars[8:20], 1.2, (0, 1, 2, 3, 4, 3, 2, 1), -9, low=48, high=74, width=.7)
    s.hold("Strings", [(s.seconds - 42, 41, "F")], -7, count=4, low=53, high=74, attack=6, release=32, bright=.08)
    s.hold("Choir", [(s.seconds - 42, 38, "Fadd9")], -9, .3, count=4, low=53, high=72, attack=6, release=30, room=.7, bright=.15)
    s.play("Sub", s.seconds - 42, 40, 41, -9, attack=6, release=30)
    s.master(share=.6, length=.92, tone=3600, top=7500, fadein=1, fadeout=26)
