"""The playlist builder: against an exact solver where there is one to compare, and how it grows.

Needs, besides what make bench installs: python3-venv, and highspy from PyPI (HiGHS, MIT licence),
which is put into a virtual environment in the work folder on the first run.
"""

import json
import math
import subprocess
import sys

from harness import ROOT, Table, median, spread

SEED = 1
SMALL = 28
SIZES = [200, 2_000, 20_000, 200_000]
BARS = {2_000: 0.3, 20_000: 2}


def run(settings):
    subprocess.run(
        ["swift", "build", "-c", "release", "--product", "BuilderBenchmark"], cwd=ROOT, check=True,
        stdout=subprocess.DEVNULL)
    small = 12 if settings.quick else SMALL
    sizes = SIZES[:3] if settings.quick else SIZES
    said = subprocess.run(
        [ROOT / ".build/release/BuilderBenchmark", *map(str, [SEED, small, settings.rounds, *sizes])],
        check=True, capture_output=True, text=True)
    figures = json.loads(said.stdout)
    instances = settings.work / "builder.json"
    instances.write_text(json.dumps(figures["small"]))
    solved = subprocess.run(
        [python(settings), __file__, instances], check=True, capture_output=True, text=True)
    return [beside_the_optimum(figures["small"], json.loads(solved.stdout)),
            growth(figures["sizes"])]


def python(settings):
    """A Python that has the solver."""
    venv = settings.work / "venv"
    if not (venv / "bin/python").exists():
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    subprocess.run([venv / "bin/pip", "install", "--quiet", "highspy"], check=True)
    return venv / "bin/python"


def beside_the_optimum(instances, optima):
    table = Table(f"builder: {len(instances)} small requests beside HiGHS")
    behind, above, gaps, disagreed, errors = [], [], [], 0, []
    for instance, optimum in zip(instances, optima):
        if (optimum is None) != ("impossible" in instance):
            disagreed += 1
        if optimum is None or "impossible" in instance:
            continue
        behind.append(100 * (optimum - instance["objective"]) / abs(optimum))
        # The solver works to 1e-6.
        above.append(max(0, optimum - instance["bound"] - 1e-5))
        gaps.append(100 * (instance["bound"] - optimum) / abs(optimum))
        errors.append(instance["windowError"])
    table.add("solved", len(behind), "requests")
    table.add("possible or not, otherwise than the solver", disagreed, "requests", bar=0)
    table.add("below the optimum, worst", max(behind), "%", bar=1)
    table.add("bound below the optimum, worst", max(above), "points", bar=0)
    table.add("bound above the optimum, median", median(gaps), "%", note=spread(gaps))
    table.add("window missed, worst", max(errors), "s", bar=1e-6)
    return table


def growth(sizes):
    table = Table("builder: three lists for 55 min from growing libraries")
    before = None
    for size in sizes:
        count = size["tracks"]
        name = f"{count:,} tracks".replace(",", " ")
        taken, processor = median(size["seconds"]), median(size["processor"])
        table.add(f"{name}, build", taken, "s", bar=BARS.get(count),
                  note=spread(size["seconds"]))
        table.add(f"{name}, of the processor", processor, "s")
        gaps = [100 * gap for gap in size["gap"]]
        table.add(f"{name}, bound above the first list", median(gaps), "%", note=spread(gaps))
        table.add(f"{name}, window missed, worst", size["windowError"], "s", bar=1e-6)
        if before:
            power = math.log(processor / before[1]) / math.log(count / before[0])
            table.add(f"{name}, growth since the size before", power, "power")
        before = (count, processor)
    return table


def solve(instance):
    """The optimum over all numbers of tracks; None where no list fills the window."""
    least, most = 1, len(instance["seconds"])
    optima = [optimum(instance, count) for count in range(least, most + 1)]
    return max((value for value in optima if value is not None), default=None)


def optimum(instance, count):
    """The best list of so many tracks, as an integer programme by positions.

    x: track at position; p: track at position with its middle in a slot; t: two tracks at
    neighbouring positions (a transport between the positions, so it need not be integer);
    v: two tracks both in the list; e: by how much the overlaps miss their middle.
    """
    import highspy

    seconds, steps, share = instance["seconds"], instance["steps"], instance["share"]
    window, (short, long) = instance["window"], instance["overlap"]
    tracks, places, slots = range(len(seconds)), range(count), range(instance["slots"])
    order = sorted(seconds)
    seams = count - 1
    if sum(order[:count]) - long * seams > window or sum(order[-count:]) - short * seams < window:
        return None
    # The half steps that belong to each slot.
    edges = [-(-slot * 2 * instance["windowSteps"] // instance["slots"]) for slot in slots]
    ends = [edge - 1 for edge in edges[1:]] + [2 * sum(steps)]

    solver = highspy.Highs()
    solver.silent()
    solver.setOptionValue("mip_rel_gap", 1e-9)
    solver.setOptionValue("mip_abs_gap", 1e-7)
    x = {(i, k): solver.addBinary() for i in tracks for k in places}
    # The first track's slot is known.
    p = {(i, k, b): solver.addBinary() for i in tracks for k in places for b in slots
         if k > 0 or edges[b] <= steps[i] <= ends[b]}
    pairs = [(i, j) for i in tracks for j in tracks if i != j]
    t = {(i, j, k): solver.addVariable(0, 1) for i, j in pairs for k in places[:-1]}
    alike = [(i, j) for i, j in pairs if i < j and instance["alike"][i][j] > 0]
    v = {pair: solver.addVariable(0, 1) for pair in alike}
    e = solver.addVariable(0, 2)
    total = solver.qsum
    for k in places:
        solver.addConstr(total(x[i, k] for i in tracks) == 1)
        before = 2 * total(steps[i] * x[i, j] for i in tracks for j in range(k)) if k else 0
        middle = before + total(steps[i] * x[i, k] for i in tracks)
        here = [(i, b) for i in tracks for b in slots if (i, k, b) in p]
        solver.addConstr(total(edges[b] * p[i, k, b] for i, b in here) - middle <= 0)
        solver.addConstr(total(ends[b] * p[i, k, b] for i, b in here) - middle >= 0)
        for i in tracks:
            solver.addConstr(
                total(p[i, k, b] for b in slots if (i, k, b) in p) - x[i, k] == 0)
    for k in places[:-1]:
        for i in tracks:
            solver.addConstr(total(t[i, j, k] for j in tracks if j != i) - x[i, k] == 0)
            solver.addConstr(total(t[j, i, k] for j in tracks if j != i) - x[i, k + 1] == 0)
    used = [total(x[i, k] for k in places) for i in tracks]
    for i in tracks:
        solver.addConstr(used[i] <= 1)
    for i, j in alike:
        solver.addConstr(v[i, j] - total(x[h, k] for h in (i, j) for k in places) >= -1)
    length = total(seconds[i] * x[i, k] for i in tracks for k in places)
    solver.addConstr(length <= window + long * seams)
    solver.addConstr(length >= window + short * seams)
    shares = total(share[i] * x[i, k] for i in tracks for k in places)
    solver.addConstr(e - shares >= -1)
    solver.addConstr(e + shares >= 1)
    worth = total(instance["worth"][i][b] * variable for (i, _, b), variable in p.items())
    worth -= instance["room"] * e
    if t:
        worth -= total(instance["seam"][i][j] * variable for (i, j, _), variable in t.items())
    if v:
        worth -= total(instance["alike"][i][j] * variable for (i, j), variable in v.items())
    solver.maximize(worth)
    if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        return None
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise RuntimeError(f"the solver ended with {solver.getModelStatus()}")
    return solver.getObjectiveValue()


if __name__ == "__main__":
    with open(sys.argv[1]) as file:
        print(json.dumps([solve(instance) for instance in json.load(file)]))
