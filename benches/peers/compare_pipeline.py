#!/usr/bin/env python3
"""Measures `nnlab pipeline` against NLTK and scikit-learn on the same text in turn, and prints how many times faster it is.

    python3 -m venv venv && venv/bin/pip install nltk==3.10.4 scikit-learn==1.9.1
    cargo build --release && venv/bin/python benches/peers/compare_pipeline.py text.txt

Both go from the file to TF-IDF by the same steps. nnlab's clock is the whole command's, from start to exit, with the
matrix written out as text; the peer's leaves imports and writing out. Medians count, ranges are printed. At least 20 MB
of Spanish, a document a line, give the program something to do; one thread and all cores are measured.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
STEPS = "lower+punct+stop(list=nltk)+stem+fold"


def ours(program, text, threads):
    command = [program, "pipeline", text, "--steps", STEPS, "--vectorizer", "tf-idf"]
    if threads:
        command += ["--threads", str(threads)]
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return os.path.getsize(text) / 1e6 / (time.perf_counter() - start)


def theirs(text):
    done = subprocess.run([sys.executable, HERE / "pipeline.py", text], check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout.splitlines()[-1])["mb_per_second"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--program", help="nnlab; else the release build")
    options = parser.parse_args()
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", HERE.parent.parent / "target"))
    program = options.program or target / "release" / "nnlab"
    speeds = {"nnlab, 1 thread": [], "nnlab, all cores": [], "NLTK and scikit-learn, stems cached": []}
    for _ in range(options.rounds):
        speeds["nnlab, 1 thread"].append(ours(program, options.text, 1))
        speeds["nnlab, all cores"].append(ours(program, options.text, 0))
        speeds["NLTK and scikit-learn, stems cached"].append(theirs(options.text))
    medians = {name: statistics.median(values) for name, values in speeds.items()}
    peer = medians["NLTK and scikit-learn, stems cached"]
    for name, values in speeds.items():
        spread = f"({min(values):.1f} to {max(values):.1f})"
        print(f"{name:38} {medians[name]:8.1f} MB/s  {spread:20} {medians[name] / peer:6.1f} times the peer")


if __name__ == "__main__":
    main()
