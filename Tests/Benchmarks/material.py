"""The music the benchmarks play: made once from the samples, and playlists over it."""

import json

from harness import ROOT, output

TRACKS = 12
SECONDS = 285


def decoded(settings):
    """Twelve FLAC files of 285 s, 57 minutes together, half of them at 44.1 kHz, in 16 bits."""
    folder = settings.work / "tracks"
    folder.mkdir(parents=True, exist_ok=True)
    samples = sorted(
        path for path in (ROOT / "Samples").glob("*.opus") if path.stem not in ("bed", "ground"))
    paths = []
    for number, sample in enumerate(samples[:TRACKS]):
        rate = 44100 if number % 2 == 0 else 48000
        target = folder / f"{number:02}-{sample.stem}-{rate}.flac"
        paths.append(target)
        if target.exists():
            continue
        part = target.with_suffix(".part.flac")
        output(["ffmpeg", "-v", "error", "-y", "-stream_loop", "-1", "-i", sample, "-t",
                str(SECONDS), "-af", f"aresample={rate}:resampler=soxr", "-sample_fmt", "s16",
                "-map_metadata", "-1", part])
        part.rename(target)
    if len(paths) != TRACKS:
        raise RuntimeError(f"{len(paths)} samples of {TRACKS} are there; make samples makes them")
    return paths


def playlist(settings, name, paths):
    """A playlist of files in their order."""
    target = settings.work / f"{name}.jspf"
    tracks = [{"location": [path.as_uri()], "title": path.stem} for path in paths]
    target.write_text(json.dumps({"playlist": {"title": name, "track": tracks}}, indent=1))
    return target


def total_bytes(paths):
    return sum(path.stat().st_size for path in paths)
