TITLE = "Undertow"
CHARACTER = ["intense", "low strings", "dark", "slow wave"]
KEY, SECONDS, SEED, LUFS = "C minor", 423, 110, -17.8


def compose(s):
    s.arc((0, -6), (.2, -2), (.3, -4), (.5, 1), (.58, 0), (.76, 3), (.88, -2), (1, -10))
    bars = s.timeline(["Cm", "Abmaj7", "Fm/Ab", "Gm", "Cm/Eb", "Abmaj7", "Bb/D", "Eb", "Fm7", "Cm/G", "Abmaj9", "G7sus"], 11.5,
                      start=1, until=s.seconds - 30)
    s.hold("Strings", bars, -5, count=5, low=43, high=67, attack=3.6, release=4.8, bright=.02, swell=.1)
    s.ground("Strings", bars, -3, low=31, high=43, attack=3.2, release=4.4, bright=.0)
    s.ground("Sub", bars, -6, low=31, high=43)
    late = [bar for bar in bars if bar[0] > s.seconds * .36]
    s.hold("Choir", late, -10, .15, count=4, low=48, high=67, attack=4, release=5, room=.6, bright=.1)
    at = s.seconds * .4
    while at < s.seconds * .86:
        s.play("Drum", at, 3.2, 31, -2 + s.between(-1.5, 0), room=.45, attack=.03, release=1.4, bright=.2)
        at += 11.5 / 4
    s.phrases(late, KEY, 11.5 / 8, (4, 1, 3), ((-1, 2), (1, -1), (-1, -1)),
              lambda at, length, pitch: s.play("Strings", at, length + 1.8, pitch, -6, side=.4, room=.5, attack=1.2, release=1.7,
                                               bright=.06), low=58, high=74, start=2)
    s.hold("Strings", [(s.seconds - 32, 31, "Cm")], -5, count=5, low=43, high=67, attack=6, release=20, bright=.0)
    s.play("Sub", s.seconds - 32, 31, 36, -7, attack=6, release=20)
    s.master(share=.6, length=.93, tone=2400, top=4200, fadein=1, fadeout=22)
