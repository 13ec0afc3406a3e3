#!/usr/bin/env python3
"""Holds ten sessions on two simulated cards each, with a fault every few seconds, and judges them
from what the cards recorded. Ends with 1 where a bar is missed.

All chance comes from the seed that is printed: the same seed brings the same faults at the same
seconds.
"""

import argparse
import concurrent.futures
import pathlib
import random
import shutil
import subprocess
import sys
import traceback

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from session import Session  # noqa: E402
from simulated import ROOT, SCRATCH, ran  # noqa: E402
from verdict import Verdict  # noqa: E402

#: Arm, language and playlist of each session.
ABOUT = [
    ("music", "en", "calm-shore"), ("music", "fr", "bells-and-air"),
    ("cues", "en", "cues-breath-en"), ("music", "en", "deep-and-still"),
    ("cues", "fr", "cues-openness-fr"), ("music", "fr", "long-bows"),
    ("music", "en", "slow-pulse"), ("cues", "en", "cues-body-en"),
    ("music", "fr", "sea-and-wind"), ("music", "en", "warm-arc"),
]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=6,
                        help="the length of a session; 55 is whole")
    parser.add_argument("--seed", type=int, help="repeats the faults of another run")
    parser.add_argument("--only", type=int, action="append", help="the numbers of sessions to hold")
    parser.add_argument("--speed", type=int, default=1, help="time runs so many times as fast")
    parser.add_argument("--together", type=int, default=5, help="sessions held at the same time")
    parser.add_argument("--player", type=pathlib.Path, default=ROOT / ".build/release/musik-play")
    parser.add_argument("--work", type=pathlib.Path, default=SCRATCH / "sessions")
    return parser.parse_args()


def hold(given, analysis, can_attach, seed, number):
    """Holds and judges one session."""
    folder = given.work / f"{number}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    session = Session(
        given.player, folder, analysis, seed * 100 + number, ABOUT[number],
        round(given.minutes * 60), given.speed)
    session.hold(can_attach)
    return session


def main():
    given = arguments()
    given.player, given.work = given.player.resolve(), given.work.resolve()
    given.work.mkdir(parents=True, exist_ok=True)
    seed = given.seed if given.seed is not None else random.SystemRandom().randrange(1_000_000)
    print(f"seed {seed}", flush=True)
    analysis = given.work / "known"
    for playlist in sorted({about[2] for about in ABOUT}):
        ran([given.player, "playlist", "check", playlist, "--data", analysis])
    said = subprocess.run([given.player, "session", "--help"], capture_output=True, check=True)
    can_attach = b"--attach" in said.stdout
    numbers = given.only or list(range(len(ABOUT)))
    verdicts, failed = [], False
    with concurrent.futures.ThreadPoolExecutor(given.together) as pool:
        held = {number: pool.submit(hold, given, analysis, can_attach, seed, number)
                for number in numbers}
        for number, future in held.items():
            try:
                verdicts.append(Verdict(number, future.result()))
                print(verdicts[-1].line(), flush=True)
            except Exception:  # noqa: BLE001  One session's end is no reason to lose the others.
                traceback.print_exc()
                failed = True
    print()
    for row in Verdict.table(verdicts):
        print(row)
    faults = [fault for verdict in verdicts for fault in verdict.faults()]
    for fault in faults:
        print(f"MISSED: {fault}")
    is_met = not failed and not faults
    print(f"\nseed {seed}: " + ("all bars are met." if is_met else "bars were MISSED."))
    sys.exit(0 if is_met else 1)


if __name__ == "__main__":
    main()
