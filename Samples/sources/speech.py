"""The spoken cues: a timed script read by a speech synthesiser, as a placeholder for a site's own recordings."""

import wave

from render import RATE, Failure, encode, speak, synthesise

VOICES = {"en": ("en-gb", 118, 36), "fr": ("fr-fr", 118, 36)}
UPPER_LIMIT = 4200
LOUDNESS, CEILING, BITRATE = -25.0, -3.0, 24
# Room tail after a line that must still be over before the next one.
TAIL = .4
BELL = "Struck", 57, 15, 7.5, .5


def bell(at, level, length=7.8):
    name, pitch, table, decay, beat = BELL
    return f'i "{name}" {at} {length} {level} {pitch} .5 .35 .05 3 .2 {table} {decay} {beat}'


def master(seconds):
    return f'i "Master" 0 {seconds} .3 .72 3500 6500 .02 .4'


def place(item, language, folder):
    """Every line at its time in one mono file; a line that would run into the next stops the build."""
    length = round(item["lengthSeconds"] * RATE)
    voice, speed, pitch = VOICES[language]
    track = bytearray(length * 2)
    ends = [line["at"] for line in item["lines"][1:]] + [item["lengthSeconds"]]
    for line, end in zip(item["lines"], ends):
        samples = speak(line["text"], voice, speed, pitch, folder)
        seconds = len(samples) / 2 / RATE
        if line["at"] + seconds + TAIL > end:
            raise Failure(f"{language}/{item['name']}: the line at {line['at']} s lasts {seconds:.2f} s and runs into {end} s")
        start = round(line["at"] * RATE) * 2
        track[start:start + len(samples)] = samples
    path = folder / "lines.wav"
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(bytes(track))
    return path


def build_cue(item, language, target, folder):
    lines = place(item, language, folder)
    seconds = item["lengthSeconds"]
    score = [f'i "Speech" 0 {seconds} "{lines}" {UPPER_LIMIT} .22']
    score += [bell(at, -19, min(7.8, seconds - at)) for at in item.get("bell", [])]
    sound = synthesise("\n".join(score + [master(seconds), f"e {seconds}", ""]), folder, seconds)
    return encode(sound, target, item["title"], LOUDNESS, CEILING, BITRATE, folder, kind="--speech")


def build_bell(target, folder):
    seconds = 8.0
    sound = synthesise("\n".join([bell(0, -19), master(seconds), f"e {seconds}", ""]), folder, seconds)
    return encode(sound, target, "Bell", -31.0, -12.0, 40, folder)
