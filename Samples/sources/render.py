"""Csound, loudness and Opus: from a score to an encoded file whose level and length are known."""

import pathlib
import re
import subprocess
import wave
import zlib

HERE = pathlib.Path(__file__).resolve().parent
RATE = 48000
ARTIST = "musik-play samples"
LICENCE = "CC0-1.0"
PIECE_BITRATE, PIECE_CEILING = 42, -2.5
PACKAGES = {"csound": "csound", "opusenc": "opus-tools", "espeak-ng": "espeak-ng", "sox": "sox", "ffmpeg": "ffmpeg"}


class Failure(Exception):
    pass


def run(*command):
    command = [str(part) for part in command]
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace")
    except FileNotFoundError:
        raise Failure(f"{command[0]} is missing: install the package {PACKAGES[command[0]]}") from None
    if done.returncode:
        raise Failure(f"{command[0]} failed:\n{(done.stderr or done.stdout)[-2000:]}")
    return done.stdout + done.stderr


def synthesise(score, folder, seconds):
    """The score played by instruments.orc: a 32-bit float WAV of exactly `seconds`."""
    text, raw, exact = folder / "piece.sco", folder / "raw.wav", folder / "exact.wav"
    text.write_text(score, encoding="utf-8")
    report = run("csound", "-d", "-m0", "-3", "-f", "-W", "-o", raw, HERE / "instruments.orc", text)
    if not re.search(r"\b0 errors in performance", report):
        raise Failure(f"csound reported errors:\n{report[-2000:]}")
    run("sox", "-D", raw, exact, "trim", "0", f"{round(seconds * RATE)}s")
    return exact


def measure(path):
    """Integrated loudness (LUFS), loudness range (LU) and true peak (dBTP)."""
    report = run("ffmpeg", "-nostdin", "-nostats", "-hide_banner", "-i", path, "-af", "ebur128=peak=true", "-f", "null", "-")
    summary = report[report.rindex("Summary:"):]
    return tuple(float(re.search(pattern, summary).group(1))
                 for pattern in (r"I:\s+(\S+) LUFS", r"LRA:\s+(\S+) LU", r"Peak:\s+(\S+) dBFS"))


def encode(source, target, title, loudness, ceiling, bitrate, folder, kind="--music"):
    """Bring `source` to the loudness, or as near as the true-peak ceiling of the decoded file allows, and encode it."""
    level, _, peak = measure(source)
    gain = min(loudness - level, ceiling - peak)
    loud, coded = folder / "loud.wav", folder / "coded.opus"
    for _ in range(4):
        run("sox", "-D", source, "-b", "24", loud, "gain", f"{gain:.2f}")
        run("opusenc", "--quiet", "--vbr", "--bitrate", bitrate, "--comp", "10", kind, "--discard-comments", "--padding", "0",
            "--serial", zlib.crc32(target.name.encode()) & 0x7fffffff, "--title", title, "--artist", ARTIST,
            "--comment", f"LICENSE={LICENCE}", loud, coded)
        level, span, peak = measure(coded)
        if peak <= ceiling:
            break
        gain -= peak - ceiling + .1
    else:
        raise Failure(f"{target.name}: the true peak stays above {ceiling} dBTP")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(coded.read_bytes())
    return {"lufs": level, "lra": span, "dbtp": peak}


def speak(text, voice, speed, pitch, folder):
    """One spoken line: 16-bit mono samples at 48 kHz, silence trimmed from its end."""
    spoken, line = folder / "spoken.wav", folder / "line.wav"
    run("espeak-ng", "-v", voice, "-s", speed, "-p", pitch, "-a", 80, "-w", spoken, text)
    run("sox", "-D", spoken, "-b", "16", "-c", "1", line, "rate", "-h", RATE, "reverse", "silence", "1", "0.01", "0.1%", "reverse")
    with wave.open(str(line), "rb") as sound:
        return sound.readframes(sound.getnframes())
