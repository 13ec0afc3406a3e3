"""The landing bed: every partial and every slow movement returns after 108 s, so the last 12 s equal the first 12 s
and a loop that crossfades them is the same sound going on."""

from render import encode, synthesise

SECONDS, OVERLAP, LOUDNESS = 120.0, 12.0, -32.0
PARTIALS = ((73.42, 1.0), (110.0, .62), (146.83, .55), (220.0, .5), (293.66, .4), (329.63, .3), (369.99, .26), (440.0, .22),
            (493.88, .14), (587.33, .12), (659.26, .09), (739.99, .06), (880.0, .05), (220.0, .2), (146.83, .3), (293.66, .12))


def build_bed(target, folder):
    numbers = [f"{cps} {level} {1 + place % 5}" for place, (cps, level) in enumerate(PARTIALS)]
    score = f'f 20 0 64 -2 {" ".join(numbers)}\ni "Bed" 0 {SECONDS} -12 {SECONDS - OVERLAP}\ne {SECONDS}\n'
    return encode(synthesise(score, folder, SECONDS), target, "Landing bed", LOUDNESS, -9.0, 44, folder)
