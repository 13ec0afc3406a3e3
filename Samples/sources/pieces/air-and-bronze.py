TITLE = "Air and bronze"
CHARACTER = ["resonant", "bowls", "air", "slow breath"]
KEY, SECONDS, SEED, LUFS = "G mixolydian", 252, 114, -25.0


def compose(s):
    s.arc((0, -4), (.3, 0), (.6, 2), (1, -6))
    for index, at in enumerate(range(3, s.seconds - 25, 11)):
        pitch = (43, 50, 55, 53, 48, 57)[index % 6]
        s.strike("bowl", at + s.between(0, .8), pitch, -5 + s.between(-2, 0), side=(.3, .6, .45, .7)[index % 4], room=.55,
                 attack=2.4)
        if index % 3 == 1:
            s.strike("bowl", at + 5, pitch + 12, -11, side=.55, room=.65, attack=2.8)
    slow = s.timeline(["G5", "F6/G", "C/G", "Dm7/G", "G5", "F6/G"], 33, start=20, until=s.seconds - 10)
    s.hold("Choir", slow, -13, .2, count=3, low=55, high=69, attack=9, release=11, room=.75, bright=.15)
    s.play("Air", 0, s.seconds, 60, -18, 260, 560, 2.4, 8, room=.3, attack=9, release=16)
    s.play("Drone", 5, s.seconds - 10, 31, -7, room=.3, attack=20, release=24, bright=.25)
    s.master(share=.7, length=.93, tone=3000, top=6000, fadein=4, fadeout=16)
