#!/usr/bin/env python3
"""Writes inputs for the fuzzer to begin with: the examples of all checks, what the migrations of the tests are made of and
lead to, and the project's own rules and settings.

    fuzz/seeds.py FOLDER

It needs PyYAML. FOLDER gets a folder for each target.
"""
import hashlib
import pathlib
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
OF_DOCKERFILES = ["parse", "inspect", "lint", "fix", "migrate"]


def texts():
    """Pairs of a target and an input."""
    for path in sorted((ROOT / "rules/checks").glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        yield "rules", text
        examples = yaml.load(text, yaml.BaseLoader).get("examples") or []
        for example in examples:
            for key in ("bad", "good"):
                dockerfile = example.get(key)
                if isinstance(dockerfile, str):
                    yield from ((target, dockerfile) for target in OF_DOCKERFILES)
                elif isinstance(dockerfile, list):
                    yield from ((target, it) for target in OF_DOCKERFILES for it in dockerfile if isinstance(it, str))
    for path in sorted((ROOT / "tests").rglob("*")):
        if path.name.endswith("Dockerfile"):
            yield from ((target, path.read_text(encoding="utf-8")) for target in OF_DOCKERFILES)
        elif path.name.endswith(".dockerignore"):
            yield "dockerignore", path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "snapshots").rglob("*")) + [ROOT / "image.nix", ROOT / "flake.nix"]:
        if path.is_file() and ("buildLayeredImage" in (text := path.read_text(encoding="utf-8"))):
            yield "nix", text.split("\n---\n", 1)[-1]
    for path in sorted((ROOT / "docs").glob("*.md")):
        blocks = path.read_text(encoding="utf-8").split("```")
        for block in blocks[1::2]:
            language, _, text = block.partition("\n")
            if language == "yaml":
                yield "config", text
                yield "rules", text


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    for target, text in texts():
        folder = pathlib.Path(sys.argv[1]) / target
        folder.mkdir(parents=True, exist_ok=True)
        data = text.encode()
        (folder / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)


main()
