TITLE = "First lamp"
CHARACTER = ["warm", "piano", "songlike", "slow"]
KEY, SECONDS, SEED, LUFS = "Bb major", 243, 106, -22.0


def compose(s):
    s.arc((0, -4), (.3, 0), (.62, 3), (1, -5))
    beat = 60 / 54
    bars = s.timeline(["Bbmaj7", "Gm7", "Ebmaj9", "F7sus", "Bb/D", "Ebmaj7", "Cm9", "F"], beat * 6, start=2,
                      until=s.seconds - 12)
    s.figure("felt", bars, beat, (0, 2, 3, 1, 2, 4), -5, low=43, high=68, count=5, width=.5, loose=.035, rest=.1, rooted=True)
    s.phrases(bars, KEY, beat, (2, 1, 3), ((1, -2), (2, -1), (-1, 2), (-2, 1)),
              lambda at, length, pitch: s.strike("felt", at, pitch, 0 + s.between(-2, 0), side=.6, room=.45), low=65, high=82, start=2)
    s.hold("Pad", bars[8:], -18, 6, count=3, low=53, high=70, attack=3.5, release=4.5, bright=.12)
    end(s, bars)
    s.master(share=.5, length=.88, tone=4000, top=8500, fadein=1, fadeout=6)


def end(s, bars):
    at = bars[-1][0] + bars[-1][1] + .4
    for delay, pitch in ((0, 46), (.25, 53), (.5, 62), (.8, 65), (1.2, 70)):
        s.strike("felt", at + delay, pitch, -4, side=.5, room=.5, ring=1.5)
