from harmony import voicings

TITLE = "Inner river"
CHARACTER = ["flowing", "running figures", "choir-like", "strong"]
KEY, SECONDS, SEED, LUFS = "F# minor", 303, 118, -19.0


def compose(s):
    s.arc((0, -6), (.3, -1), (.48, 1), (.58, -2), (.8, 2.5), (1, -8))
    beat = 60 / 72 / 2
    bars = s.timeline(["F#m", "Dmaj7", "A/C#", "E/B", "F#m7", "Bm7", "Dadd9", "E"], 16 * beat, start=1, until=s.seconds - 22)
    chords = voicings([symbol for _, _, symbol in bars], 5, 47, 71)
    for (at, _, _), tones in zip(bars, chords):
        for place in range(16):
            pitch = tones[(0, 2, 4, 3, 1, 3, 2, 4)[place % 8]]
            s.play("Glow", at + place * beat + s.between(0, .008), 1.3, pitch, -4 + (2 if place % 8 == 0 else 0) + s.between(-1.5, 0),
                   side=.5 + .3 * (1 if place % 2 else -1), room=.4, attack=.025, release=.5,
                   bright=.1 + .2 * s.strength(at))
    s.ground("Sub", bars, -7, low=30, high=42, attack=.9)
    s.hold("Choir", bars[8:], -7, .35, count=4, low=49, high=69, attack=3, release=4, room=.6, bright=.15)
    s.hold("Pad", bars[4:], -10, 8, count=4, low=45, high=66, attack=3, release=4, bright=.12, swell=.12)
    s.ground("Strings", bars[14:], -8, low=30, high=42, attack=2.5, release=3.5, bright=.0)
    s.hold("Pad", [(s.seconds - 23, 22, "F#m7")], -9, 8, count=4, low=45, high=66, attack=4, release=15, bright=.08)
    s.master(share=.55, length=.91, tone=3000, top=5500, fadein=1, fadeout=15)
