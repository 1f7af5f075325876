#!/usr/bin/env python3
"""Runs nnlab, Keras and PyTorch in turn on the same forecasters and prints the ratios of their speeds.

    cargo build --release
    python3 -m venv venv && venv/bin/pip install -r benches/peers/requirements.txt
    venv/bin/python benches/peers/compare.py [--rounds 5] [--models rnn1,lstm20] [--frameworks torch]

One round runs each program once, so that a machine that grows slower does so for all; what counts is the median over the
rounds. A framework is measured with one thread and with two, and its better one is compared. Run nothing beside it.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
VECTOR = ["task=sequence-to-vector", "horizon=1"]
SEQUENCE = ["task=sequence-to-sequence", "horizon=10"]
# What makes nnlab's forecaster the model of that name in forecaster.py, and how many times faster it should be.
OURS = {
    "rnn1": (["model=simple-rnn", "layers=1", "units=1", "head=none", *VECTOR], 25.0),
    "rnn20": (["model=simple-rnn", "layers=2", "units=20", *VECTOR], 15.0),
    "lstm20": (["model=lstm", "layers=2", "units=20", *SEQUENCE], 4.5),
    "gru20": (["model=gru", "layers=2", "units=20", *SEQUENCE], 4.5),
}


def last_line(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}: exit code {done.returncode}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def ours(program, model, options):
    settings = [*OURS[model][0], "data=sine", "window=50", "batch=32", "learning-rate=0.001"]
    settings.append(f"epochs={options.our_epochs}")
    arguments = [word for setting in settings for word in ("--set", setting)]
    return last_line([program, "train", "forecaster", "--json", "--threads", "2", *arguments])["examples_per_second"]


def theirs(framework, model, threads, options):
    script = [sys.executable, HERE / "forecaster.py", framework, model]
    return last_line([*script, "--threads", str(threads), "--epochs", str(options.epochs)])["examples_per_second"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--models", default=",".join(OURS))
    parser.add_argument("--frameworks", default="keras,torch")
    parser.add_argument("--epochs", type=int, default=4, help="of Keras and PyTorch in each run")
    parser.add_argument("--our-epochs", type=int, default=20)
    parser.add_argument("--program", help="nnlab; else the release build")
    options = parser.parse_args()
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", HERE.parent.parent / "target"))
    program = options.program or target / "release" / "nnlab"
    frameworks = options.frameworks.split(",")
    for model in options.models.split(","):
        speeds = {}
        for _ in range(options.rounds):
            speeds.setdefault("nnlab", []).append(ours(program, model, options))
            for framework in frameworks:
                for threads in (1, 2):
                    speed = theirs(framework, model, threads, options)
                    speeds.setdefault(f"{framework}, {threads} thread{'s' * (threads > 1)}", []).append(speed)
        medians = {name: statistics.median(values) for name, values in speeds.items()}
        best = max((name for name in medians if name != "nnlab"), key=medians.get)
        print(f"{model}: {medians['nnlab'] / medians[best]:.1f} times {best} (wanted: {OURS[model][1]})")
        for name, values in speeds.items():
            print(f"    {name:18} {medians[name]:12,.0f} series/s   ({min(values):,.0f} to {max(values):,.0f})")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
