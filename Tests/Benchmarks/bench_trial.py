"""The analysis of a trial: how often its 95 % intervals hold the true lagged effects, over
simulated trials of 32 participants and 6 sessions, and how long one analysis takes.

Needs r-base-core and r-cran-nlme. Takes about ten minutes on two processors.
"""

import csv
import os
import statistics
import subprocess

from harness import ROOT, Table, measured, require, spread

TRIALS = 500
# 95 % intervals have to hold the truth in 92 to 98 % of the trials.
BAR = 3
SECONDS_BAR = 20
# Small matrices: more threads only wait for each other.
ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
WRITE_TRIAL = """
source("{folder}/simulate.R")
set.seed(1)
write_trial(simulate_trial(scenarios$moderate), "{target}")
"""


def run(settings):
    require("Rscript")
    return [coverage(settings), duration(settings)]


def coverage(settings):
    target = settings.work / "coverage.csv"
    target.unlink(missing_ok=True)
    trials = 60 if settings.quick else TRIALS
    # Its status says the same as the table; without a table it has failed.
    done = subprocess.run(
        ["Rscript", ROOT / "Tests/Analysis/coverage.R", "--trials", str(trials), "--cores",
         str(len(os.sched_getaffinity(0))), "--table", target],
        env=dict(os.environ, **ENVIRONMENT), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        text=True)
    if not target.exists():
        raise RuntimeError(f"coverage.R ended with {done.returncode}:\n{done.stderr[-2000:]}")
    table = Table(f"analysis of a trial: 95 % intervals over {trials} simulated trials")
    with open(target, newline="") as file:
        for row in csv.DictReader(file):
            held, error = float(row["coverage"]), float(row["mc_error"])
            true, mean = float(row["true"]), float(row["mean"])
            table.add(
                f"{row['effect']}, coverage away from 95 %", abs(held - 95), "%",
                bar=None if settings.quick else BAR,
                note=f"{held:.1f} % (+-{error:.1f}); true {true:.4g}, mean estimate {mean:.4g}")
            table.add(f"{row['effect']}, trials not fitted", float(row["not_fitted"]), "trials")
    return table


def duration(settings):
    trial = settings.work / "trial.csv"
    subprocess.run(
        ["Rscript", "-e", WRITE_TRIAL.format(folder=ROOT / "Tests/Analysis", target=trial)],
        check=True)
    walls = [
        measured(
            ["Rscript", ROOT / "Sources/MusikPlay/Analysis/analysis.R", trial,
             settings.work / "analysis"], env=ENVIRONMENT).wall
        for _ in range(settings.rounds)]
    table = Table(f"analysis of a trial: one run; median of {settings.rounds}")
    table.add("wall time", statistics.median(walls), "s", bar=SECONDS_BAR, note=spread(walls))
    return table
