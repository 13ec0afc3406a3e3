"""The record: an event beside a bare durable commit, and how opening, verifying, rebuilding grow."""

import json
import shutil
import subprocess

from harness import ROOT, Table

SIZES = [100_000, 1_000_000]


def run(settings):
    subprocess.run(
        ["swift", "build", "-c", "release", "--product", "RecordBenchmark"], cwd=ROOT, check=True,
        stdout=subprocess.DEVNULL)
    # On the disk, whose durability is what is measured.
    folder = settings.work / "record"
    sizes = SIZES[:1] if settings.quick else SIZES
    said = subprocess.run(
        [ROOT / ".build/release/RecordBenchmark", folder, *map(str, sizes)], check=True,
        capture_output=True, text=True)
    figures = json.loads(said.stdout)
    shutil.rmtree(folder)

    table = Table("record: durable commits; a growing record")
    table.add("bare durable commit", figures["bareCommit"] * 1e3, "ms")
    table.add("event with its views", figures["event"] * 1e3, "ms")
    table.add("event against the bare commit", figures["event"] / figures["bareCommit"], "x", bar=3)
    for size in figures["sizes"]:
        count = size["events"]
        name = f"{count // 1000} 000 events"
        is_first = count == SIZES[0]
        table.add(f"{name}, open", size["open"], "s", bar=0.3 if is_first else None)
        table.add(f"{name}, verify", count / size["verify"], "events/s",
                  bar=200_000 if is_first else None, at_least=True)
        table.add(f"{name}, rebuild the views", size["rebuild"], "s", bar=10 if is_first else None)
    return [table]
