#!/usr/bin/env python3
"""Measures whole processes: dfcheck beside hadolint, in one run, so that the ratios hold whatever the machine.

    benches/compare.py FOLDER-OF-DOCKERFILES PATH-OF-HADOLINT

`benches/compare.sh` brings a hadolint and builds dfcheck before. What is shown is the time on the processor of all
processes, the time that passes, and the largest memory of one.
"""
import os
import pathlib
import sys
import tempfile
import time


def run(command):
    """Seconds on the processor, seconds that pass, and the peak of memory in MiB."""
    start = time.perf_counter()
    child = os.posix_spawn(command[0], command, os.environ, file_actions=[
        (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0), (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)])
    _, status, usage = os.wait4(child, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1, 2):
        sys.exit(f"{command[0]} ended with {status}")
    return usage.ru_utime + usage.ru_stime, time.perf_counter() - start, usage.ru_maxrss / 1024


def measure(commands):
    """The sums of the times of all commands, and the largest memory."""
    processor, clock, memory = zip(*(run(command) for command in commands))
    return sum(processor), sum(clock), max(memory)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    files = [str(path) for path in sorted(pathlib.Path(sys.argv[1]).resolve().rglob("*")) if path.is_file()]
    hadolint = [os.path.realpath(sys.argv[2])]
    dfcheck = pathlib.Path(__file__).resolve().parent.parent / "target/release/dfcheck"
    if not dfcheck.exists():
        sys.exit("build it first: cargo build --release")
    lint = [str(dfcheck), "lint", "--no-config"]
    no_scripts = [*lint, "--ignore", "SC*"]

    with tempfile.TemporaryDirectory() as folder:
        small, long = os.path.join(folder, "small"), os.path.join(folder, "long")
        with open(small, "w", encoding="utf-8") as out:
            out.write('FROM debian:12.5\nCOPY app /app\nCMD ["/app"]\n')
        with open(long, "w", encoding="utf-8") as out:
            out.write("FROM debian:12.5\n")
            for number in range(20):
                lines = [f'install -d "/srv/{number}/{line}"' for line in range(40)]
                out.write("RUN set -eux; \\\n    " + "; \\\n    ".join(lines) + "\n")
        cases = [
            ("3 lines, 100 starts", [[*hadolint, small]] * 100, [[*lint, small]] * 100),
            ("20 RUNs of 40 lines, 10 times", [[*hadolint, long]] * 10, [[*lint, long]] * 10),
            (f"{len(files)} files, one by one", [[*hadolint, it] for it in files], [[*lint, it] for it in files]),
            (f"{len(files)} files in one call", [[*hadolint, *files]], [[*lint, *files]]),
            ("the same, without looking into scripts", [[*hadolint, *files]], [[*no_scripts, *files]]),
        ]
        print(f"{'':<40} {'processor':>27} {'clock':>27} {'memory':>17}")
        for title, theirs, ours in cases:
            theirs, ours = measure(theirs), measure(ours)
            times = "".join(f" {a:8.3f} s {b:7.3f} s {a / b:5.1f} x" for a, b in zip(theirs[:2], ours[:2]))
            print(f"{title:<40}{times} {theirs[2]:5.0f} {ours[2]:4.0f} MiB")
    print(f"dfcheck has {dfcheck.stat().st_size / 1e6:.1f} MB")


main()
