TITLE = "Brook"
CHARACTER = ["light", "water", "harp-like", "gentle rhythm"]
KEY, SECONDS, SEED, LUFS = "G major", 179, 104, -22.5


def compose(s):
    s.arc((0, -3), (.2, 0), (.7, 1), (1, -3))
    s.brook(-16, density=8)
    bars = s.timeline(["G", "Em7", "Cadd9", "G/B", "Am7", "C6", "D7sus", "D"], 6.4, start=6, until=s.seconds - 10)
    s.figure("harp", bars, .8, (0, 2, 3, 4, 3, 2, 1, None), -4, low=50, high=76, rest=.18)
    s.hold("Pad", bars, -17, 6, count=3, low=55, high=71, attack=3, release=4, bright=.15)
    s.ground("Sub", bars, -15, low=31, high=43)
    s.master(share=.55, length=.88, tone=5000, top=9500, fadein=3, fadeout=9)
