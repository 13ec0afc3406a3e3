"""What every benchmark needs: measured runs, medians, verdicts, and the C programs they lean on."""

import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
MEBIBYTE = 1 << 20


@dataclass
class Settings:
    """What the command line of the driver decides."""

    work: pathlib.Path
    player: pathlib.Path
    quick: bool = False
    rounds: int = 5
    minutes: float = 55
    stress: bool = False

    @property
    def scratch(self):
        """Where large files are written and soon deleted: memory where there is enough of it, so
        that programs are measured and not the disk."""
        memory = pathlib.Path("/dev/shm")
        if memory.is_dir() and shutil.disk_usage(memory).free > 4 << 30:
            return memory
        return self.work


@dataclass(frozen=True)
class Usage:
    """What one run of a command took."""

    wall: float
    processor: float
    peak_bytes: int


@dataclass
class Row:
    """One figure of the table: what was measured, and the bar it has to meet."""

    name: str
    value: float
    unit: str
    bar: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def is_met(self):
        if self.bar is None:
            return True
        return self.value >= self.bar if self.at_least else self.value <= self.bar


@dataclass
class Table:
    """The figures of one benchmark."""

    title: str
    rows: list[Row] = field(default_factory=list)

    def add(self, name, value, unit, bar=None, at_least=False, note=""):
        self.rows.append(Row(name, value, unit, bar, at_least, note))

    def show(self):
        print(f"\n== {self.title}")
        width = max((len(row.name) for row in self.rows), default=0)
        for row in self.rows:
            value = f"{row.value:10.3f} {row.unit:<10}"
            if row.bar is None:
                verdict = ""
            else:
                sign = ">=" if row.at_least else "<="
                verdict = f"{sign} {row.bar:g}  {'ok' if row.is_met else 'MISSED'}"
            print(f"  {row.name:<{width}}  {value} {verdict:<18} {row.note}".rstrip())
        sys.stdout.flush()

    @property
    def missed(self):
        return [row for row in self.rows if not row.is_met]


def median(values):
    return statistics.median(values)


def spread(values, digits=2):
    """The range of some runs, for the note beside their median."""
    return f"{min(values):.{digits}f}..{max(values):.{digits}f}"


def measured(args, env=None, stdin=subprocess.DEVNULL, allowed=(0,)):
    """Runs a command to its end and returns what it took; its words only where it fails."""
    environment = dict(os.environ, **(env or {}))
    with open(os.devnull, "wb") as nowhere:
        begin = time.monotonic()
        process = subprocess.Popen(
            [str(a) for a in args], env=environment, stdin=stdin, stdout=nowhere,
            stderr=subprocess.PIPE)
        words = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in allowed:
        raise RuntimeError(
            f"{args[0]} ended with {process.returncode}:\n{words.decode(errors='replace')[-2000:]}")
    return Usage(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def output(args, env=None):
    """Runs a command and returns what it printed."""
    environment = dict(os.environ, **(env or {}))
    done = subprocess.run(
        [str(a) for a in args], env=environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode != 0:
        raise RuntimeError(
            f"{args[0]} ended with {done.returncode}:\n"
            + done.stderr.decode(errors="replace")[-2000:])
    return done.stdout.decode(), done.stderr.decode(errors="replace")


def alternating(commands, rounds, warm=True):
    """Runs named commands in turn, `rounds` times; a first turn that fills caches is not counted.

    `commands` maps a name to a function that runs it and returns its Usage.
    """
    results = {name: [] for name in commands}
    for number in range(rounds + (1 if warm else 0)):
        for name, command in commands.items():
            usage = command()
            if number > 0 or not warm:
                results[name].append(usage)
    return results


def program(settings, name, libraries):
    """Compiles one of the C programs beside this file, once per change, and returns its path."""
    source = HERE / f"{name}.c"
    target = settings.work / "bin" / name
    if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
        target.parent.mkdir(parents=True, exist_ok=True)
        output(["gcc", "-O3", "-march=native", "-Wall", "-Wextra", "-Werror", source, "-o", target]
               + [f"-l{library}" for library in libraries])
    return target


def render(settings, playlist, target, *options, json_too=False):
    """Renders a playlist; with `json_too` returns what it says of the file."""
    args = [settings.player, "render", "--playlist", playlist, "--out", target,
            "--data", settings.work / "data", *options]
    if not json_too:
        return measured(args)
    return json.loads(output(args + ["--json"])[0])


def stop(settings, data):
    """Ends the session that plays on a data folder, and with it the engine."""
    output([settings.player, "stop", "--data", data])


class Family:
    """The processes of a session: its own, the engine's and their keeper."""

    def __init__(self, settings, session, data):
        status = json.loads(output([settings.player, "status", "--data", data])[0])
        engine = status["enginePid"]
        with open(f"/proc/{engine}/stat") as file:
            keeper = int(file.read().rsplit(")", 1)[1].split()[1])
        self.pids = [session, keeper, engine]


def processor_seconds(pid):
    """Processor time of a process that runs, in seconds."""
    with open(f"/proc/{pid}/schedstat") as file:
        main = int(file.read().split()[0])
    total = 0
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/schedstat") as file:
            total += int(file.read().split()[0])
    return max(main, total) * 1e-9


def memory(pid):
    """Bytes that a process holds in memory, its part of what is shared."""
    with open(f"/proc/{pid}/smaps_rollup") as file:
        for line in file:
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    raise RuntimeError(f"{pid} has no memory")


def require(*tools):
    """Ends the benchmark where a program it compares with is missing."""
    for tool in tools:
        if shutil.which(tool) is None:
            raise RuntimeError(f"{tool} is missing; make test installs it")
