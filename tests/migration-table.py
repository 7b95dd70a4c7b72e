#!/usr/bin/env python3
"""Prints what becomes of package installs and of shell commands when the Dockerfiles of a folder are migrated.

    tests/migration-table.py FOLDER [--dfcheck PROGRAM] [--unknown N]

Every file counts that `dfcheck migrate` accepts, wherever it is below the folder; those that BuildKit refuses and those
for Windows are not counted, but named. A package counts as often as it is installed.

docs/migration.md records the two tables that are printed.
"""
import argparse
import collections
import concurrent.futures
import json
import os
import shlex
import subprocess
import sys

OUTCOMES = ["translated", "not-needed", "approximated", "manual"]
CLASSES = ["mapped", "plumbing", "no counterpart", "unknown"]
# Package files, which have no name that a table could know.
FILES = (".deb", ".rpm", ".apk", ".whl", ".gem", ".tgz", ".tar.gz", ".zip")
# Commands with fewer occurrences are one line.
FEWEST = 20


def run(program, *arguments):
    answer = subprocess.run([program, *arguments], capture_output=True, text=True)
    return answer.returncode, answer.stdout, answer.stderr


def migrate(program, path):
    """The ledger of a file and the packages that its stages install, or why there is none."""
    code, plan, said = run(program, "migrate", "--quiet", "--format", "json", path)
    if code == 2:
        return path, None, None, said.strip()
    _, view, _ = run(program, "inspect", "--format", "json", path)
    installs = [
        (install["manager"], name.split(" ")[0])
        for file in json.loads(view)
        for stage in file["build"]
        if stage["reachable"]
        for install in stage["packages"]
        if install["action"] == "install"
        for name in install["packages"]
    ]
    return path, json.loads(plan)["ledger"]["entries"], installs, None


def is_named(manager, name):
    """Whether it is a package by its name: no file, no address, no folder, and nothing that only a shell knows."""
    slashes = manager in ("go", "npm", "composer", "brew")
    return not (name.endswith(FILES) or name in (".", "-", "") or "$" in name or ":" in name
                or name.startswith((".", "/")) or ("/" in name and not slashes))


def classes(program, manager, names):
    """What dfcheck's tables say of each name."""
    _, answer, _ = run(program, "packages", "--format", "json", "--manager", manager, "--", *names)
    found = {}
    for view in json.loads(answer):
        if not view["packages"]:
            found[view["name"]] = "unknown"
            continue
        package = view["packages"][0]
        if package["kind"] == "unsupported":
            found[view["name"]] = "no counterpart"
        elif package["kind"] == "package-manager" or not package["attributes"]:
            found[view["name"]] = "plumbing"
        else:
            found[view["name"]] = "mapped"
    return found


def command(text):
    """The program of a command, without assignments and folders."""
    try:
        words = shlex.split(text)
    except ValueError:
        words = text.split()
    for word in words:
        if not word.split("=")[0].isidentifier() or "=" not in word:
            return os.path.basename(word) or word
    return "(assignment)"


def table(title, columns, rows):
    widths = [max(len(str(row[number])) for row in [columns, *rows]) for number in range(len(columns))]
    print(f"\n{title}\n")

    def line(cells, ends=" "):
        padded = [str(cells[0]).ljust(widths[0])] + [str(c).rjust(w) for c, w in zip(cells[1:], widths[1:])]
        print("| " + " | ".join(padded) + " |")

    line(columns)
    print("|" + "-" * (widths[0] + 2) + "|" + "|".join("-" * (w + 1) + ":" for w in widths[1:]) + "|")
    for row in rows:
        line(row)


def percent(part, whole):
    return f"{100 * part / whole:.1f} %" if whole else "-"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--dfcheck", default="target/debug/dfcheck", help="the program")
    parser.add_argument("--unknown", type=int, default=0, metavar="N", help="name the N most frequent unknown packages")
    options = parser.parse_args()
    paths = sorted(os.path.join(at, name) for at, _, names in os.walk(options.folder) for name in names
                   if "dockerfile" in name.lower() and not name.endswith(".dockerignore"))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        answers = list(pool.map(lambda path: migrate(options.dfcheck, path), paths))

    commands = collections.defaultdict(collections.Counter)
    installs = collections.defaultdict(collections.Counter)
    refused = 0
    for path, entries, packages, reason in answers:
        if reason:
            refused += 1
            print(f"{os.path.relpath(path, options.folder)}: {reason.splitlines()[0]}", file=sys.stderr)
            continue
        for manager, name in packages:
            installs[manager][name] += 1
        for entry in entries:
            if entry["command"] is not None:
                commands[command(entry["text"])][entry["outcome"]["outcome"]] += 1

    print(f"{len(paths)} files, {refused} of them refused.")
    rows, missing = [], collections.Counter()
    unnamed = {manager: sum(count for name, count in names.items() if not is_named(manager, name))
               for manager, names in installs.items()}
    installs = {manager: {name: count for name, count in names.items() if is_named(manager, name)}
                for manager, names in installs.items()}
    installs = {manager: names for manager, names in installs.items() if names}
    for manager, names in sorted(installs.items(), key=lambda item: -sum(item[1].values())):
        kinds, known = collections.Counter(), classes(options.dfcheck, manager, sorted(names))
        for name, count in names.items():
            kinds[known[name]] += count
            if known[name] == "unknown":
                missing[f"{manager} {name}"] += count
        total = sum(kinds.values())
        said = total - kinds["unknown"]
        rows.append([manager, total, *(kinds[kind] for kind in CLASSES), percent(said, total), unnamed[manager]])
    columns = ["manager", "by name", *CLASSES, "known", "by file or variable"]
    table("Package installs by manager:", columns, rows)

    rows, rest = [], collections.Counter()
    for name, outcomes in sorted(commands.items(), key=lambda item: (-sum(item[1].values()), item[0])):
        if sum(outcomes.values()) < FEWEST:
            rest.update(outcomes)
        else:
            rows.append((name, outcomes))
    every = sum((outcomes for _, outcomes in rows), rest.copy())
    rows = [*rows, (f"others, each fewer than {FEWEST}", rest), ("all", every)]
    shown = [[name, sum(outcomes.values()), *(outcomes[outcome] for outcome in OUTCOMES),
              percent(outcomes["manual"], sum(outcomes.values()))] for name, outcomes in rows]
    table("Shell commands by outcome:", ["command", "uses", *(o.replace("-", " ") for o in OUTCOMES), "share of manual"], shown)

    for name, count in missing.most_common(options.unknown):
        print(f"{count:5} {name}", file=sys.stderr)


if __name__ == "__main__":
    main()
