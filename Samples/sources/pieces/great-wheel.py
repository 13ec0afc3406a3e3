TITLE = "Great wheel"
CHARACTER = ["intense", "pulse", "marimba-like", "building"]
KEY, SECONDS, SEED, LUFS = "Eb major", 343, 117, -18.5


def compose(s):
    s.arc((0, -1), (.25, -1), (.5, 0), (.78, 2.5), (.88, 0), (1, -8))
    beat = .46
    bars = s.timeline(["Cm7", "Abmaj7", "Eb/G", "Bb/F", "Cm9", "Fm7", "Abadd9", "Bb7sus"], 24 * beat, start=1,
                      until=s.seconds - 24)
    s.figure("wood", bars, beat, (0, 2, 1, 3, 2, 4), -4, low=43, high=67, loose=.01, accent=2.5, room=.35, bright=.3)
    s.figure("wood", bars[6:], beat * 1.5, (4, 3, None, 2), -7, low=55, high=74, loose=.01, accent=1, room=.45, bright=.2)
    s.ground("Sub", bars, -6, low=31, high=43, attack=1)
    s.hold("Strings", bars[5:], -7, count=4, low=46, high=69, attack=3.5, release=4.5, bright=.02, swell=.12)
    s.ground("Strings", bars[8:], -6, low=31, high=43, attack=3, release=4, bright=.0)
    for at, _, _ in bars[7:-1]:
        for place, level in ((0, 0), (6, -4), (12, -1.5), (18, -4)):
            s.play("Drum", at + place * beat, 1.9, 32, level - 3, room=.35, attack=.02, release=.9, bright=.2)
    s.hold("Choir", bars[14:], -10, .3, count=4, low=51, high=70, attack=4, release=5, room=.6, bright=.15)
    s.hold("Strings", [(s.seconds - 25, 24, "Cm7")], -7, count=4, low=46, high=69, attack=5, release=16, bright=.0)
    s.master(share=.5, length=.9, tone=2800, top=5000, fadein=1, fadeout=16)
