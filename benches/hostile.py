#!/usr/bin/env python3
"""Measures how the work grows with hostile input: each kind of tests/hostile/kinds.json, at a size and at twice that.

    benches/hostile.py [KIND ...] [--command COMMAND ...] [--size BYTES] [--times N] [--clock] [--program PATH]

The work is the number of instructions that valgrind counts (`apt install valgrind`), so that the machine does not matter.
With --clock it is the user's time and the peak of memory of a release build: for what is too large to count. A factor
above 1.15 for each doubled byte (2.3 for twice the size, 11.5 for ten times) fails; so does any end but 0, 1 and 2. What
all runs have in common, the work for a tiny file, is taken off first.

    benches/hostile.py                                        # all kinds, 20 KB and 40 KB, counted
    benches/hostile.py --clock --size 1000000 --times 10      # all kinds, 1 MB and 10 MB
    benches/hostile.py stage-chain --command lint             # one
    benches/hostile.py stage-chain --write /tmp/x --size 9000 # only write it into a folder

The table goes into docs/reliability.md. tests/hostile.rs tries the same kinds at a small size.

A kind is `head`, `open` n times, `middle`, `close` n times, `tail`. `{i}` is the number of the repetition from 1 on, `{p}`
the one before, `{n}` the last. It is the Dockerfile, or the `file` beside the Dockerfile `beside`. With `bytes` a character
below U+0100 is one byte. `says` is a code that must be among the findings, or a part of the message where nothing can be
done. `most` is the largest size that is meant to be read at all, and `small` the size in tests.
"""
import argparse
import json
import os
import pathlib
import re
import resource
import signal
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
KINDS = ROOT / "tests/hostile/kinds.json"
COMMANDS = {
    "lint": ["lint", "--profile", "all", "--format", "json"],
    "inspect": ["inspect", "--format", "json"],
    "migrate": ["migrate"],
    "fix": ["lint", "--diff"],
}
TINY = "FROM debian:12.5\nRUN echo a\n"
# For each doubled byte; and what is too little to say anything about, in instructions and in seconds.
BOUND, LITTLE, SHORT = 1.15, 3_000_000, 0.05


def numbered(text, number, last):
    return text.replace("{i}", f"{number:06}").replace("{p}", f"{number - 1:06}").replace("{n}", f"{last:06}")


def repeated(text, count):
    if "{i}" in text or "{p}" in text:
        return "".join(numbered(text, number, count) for number in range(1, count + 1))
    return text * count


def content(kind, size):
    """The input of a kind, of about this many bytes."""
    opening, closing = kind.get("open", ""), kind.get("close", "")
    unit = len(numbered(opening + closing, 1, 1).encode("latin-1" if kind.get("bytes") else "utf-8"))
    count = max(size // unit, 1)
    parts = [numbered(kind.get("head", ""), 0, count), repeated(opening, count), kind.get("middle", ""),
             repeated(closing, count), numbered(kind.get("tail", ""), count, count)]
    return "".join(parts).encode("latin-1" if kind.get("bytes") else "utf-8")


def write(kind, size, folder):
    """Writes the input into a folder; the arguments that lead to it."""
    path = folder / kind.get("file", "Dockerfile")
    path.write_bytes(content(kind, size))
    if path.name != "Dockerfile":
        (folder / "Dockerfile").write_text(kind.get("beside", TINY), encoding="utf-8")
    if path.name == "rule.yaml":
        (folder / ".dfcheck.yaml").write_text("rules: rule.yaml\n", encoding="utf-8")
    return [] if path.name in (".dfcheck.yaml", "rule.yaml") else ["--no-config"]


def counted(command, folder, _):
    process = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command], cwd=folder,
                             stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, errors="replace", check=False,
                             env={**os.environ, "RAYON_NUM_THREADS": "1"})
    collected = re.findall(r"Collected : (\d+)", process.stderr)
    return process.returncode, int(collected[-1]) if collected else 0, 0


def clocked(command, folder, limit):
    def limited():
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
        resource.setrlimit(resource.RLIMIT_AS, (12 << 30, 12 << 30))

    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                          preexec_fn=limited) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage.ru_utime, usage.ru_maxrss / 1024


def ending(code):
    """What is wrong with an exit code."""
    if code in (0, 1, 2):
        return ""
    return f"ended by {signal.Signals(-code).name}" if code < 0 else f"ended with {code}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*")
    parser.add_argument("--command", nargs="*", choices=COMMANDS, default=list(COMMANDS))
    parser.add_argument("--size", type=int)
    parser.add_argument("--times", type=int, default=2)
    parser.add_argument("--clock", action="store_true")
    parser.add_argument("--limit", type=int, default=120, help="seconds after which a run is ended, with --clock")
    parser.add_argument("--program", default=str(ROOT / "target/release/dfcheck"))
    parser.add_argument("--write", type=pathlib.Path)
    args = parser.parse_args()
    kinds = json.loads(KINDS.read_text(encoding="utf-8"))
    if unknown := set(args.kinds) - {kind["name"] for kind in kinds}:
        sys.exit(f"no such kind: {', '.join(sorted(unknown))}")
    kinds = [kind for kind in kinds if not args.kinds or kind["name"] in args.kinds]
    size = args.size or (1_000_000 if args.clock else 20_000)
    if args.write:
        args.write.mkdir(parents=True, exist_ok=True)
        for kind in kinds:
            write(kind, size, args.write)
        return
    measure = clocked if args.clock else counted
    unit, scale = ("s", 1) if args.clock else ("M", 1e6)
    little = SHORT if args.clock else LITTLE
    bound = BOUND * args.times
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "Dockerfile").write_text(TINY, encoding="utf-8")
        base = {name: measure([args.program, *COMMANDS[name], "--no-config", "Dockerfile"], folder, args.limit)[1]
                for name in args.command}

    failed = 0
    memory = "| peak in MiB " if args.clock else ""
    print(f"| Input | command | {size:,} bytes, {unit} | {args.times} times that, {unit} | factor {memory}| |")
    print(f"|---|---|--:|--:|--:|{'--:|' if args.clock else ''}---|")
    for kind in kinds:
        for name in args.command:
            results = []
            for each in (size, size * args.times):
                with tempfile.TemporaryDirectory() as folder:
                    folder = pathlib.Path(folder)
                    options = write(kind, min(each, kind.get("most", each)), folder)
                    command = [args.program, *COMMANDS[name], *options, "Dockerfile"]
                    results.append(measure(command, folder, args.limit))
                if ending(results[-1][0]):
                    break
            code, work, peak = results[-1]
            works = [max(work - base[name], 0) for _, work, _ in results]
            wrong = ending(code)
            factor = works[-1] / max(works[0], little) if len(works) > 1 else 0
            if not wrong and factor > bound and works[-1] > little * args.times:
                wrong = "grows too fast"
            failed += bool(wrong)
            shown = [f"{work / scale:,.2f}" for work in works] + [""] * (2 - len(works))
            memory = f"| {peak:,.0f} " if args.clock else ""
            print(f"| {kind['name']} | {name} | {shown[0]} | {shown[1]} | {factor:.2f} {memory}| {wrong} |", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
