#!/usr/bin/env python3
"""Runs nnlab, Keras and PyTorch in turn on the same models and prints the ratios of their speeds.

    cargo build --release
    python3 -m venv venv && venv/bin/pip install -r benches/peers/requirements.txt
    venv/bin/python benches/peers/compare.py [--rounds 5] [--models lstm20,dense] [--frameworks torch]

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
SERIES = ["data=sine", "window=50", "batch=32"]
VECTOR = [*SERIES, "task=sequence-to-vector", "horizon=1"]
SEQUENCE = [*SERIES, "task=sequence-to-sequence", "horizon=10"]
DIGITS = ["data=mnist", "code=30", "activation=selu", "code-activation=linear", "loss=bce", "classifier-epochs=0"]
SWEEP = (2, 4, 8, 16, 32, 64)
# The lab, what makes it the model of that name in the peers' script, the arguments of that script, our epochs, and how many
# times faster nnlab should be.
MODELS = {
    "rnn1": ("forecaster", ["model=simple-rnn", "layers=1", "units=1", "head=none", *VECTOR], ["rnn1"], 20, 25.0),
    "rnn20": ("forecaster", ["model=simple-rnn", "layers=2", "units=20", *VECTOR], ["rnn20"], 20, 15.0),
    "lstm20": ("forecaster", ["model=lstm", "layers=2", "units=20", *SEQUENCE], ["lstm20"], 20, 4.5),
    "gru20": ("forecaster", ["model=gru", "layers=2", "units=20", *SEQUENCE], ["gru20"], 20, 4.5),
    "dense": ("autoencoder", ["model=dense", "hidden=100", "batch=32", *DIGITS], ["dense"], 10, 1.8),
    "dense256": ("autoencoder", ["model=dense", "hidden=100", "batch=256", *DIGITS], ["dense", "--batch", "256"], 20, 1.6),
    "convolutional": ("autoencoder", ["model=convolutional", "batch=32", *DIGITS], ["convolutional"], 3, 2.0),
    "recurrent": ("autoencoder", ["model=recurrent", "hidden=100", "batch=32", *DIGITS], ["recurrent"], 3, 2.0),
    "sweep": ("autoencoder", ["model=dense", "hidden=100", "batch=32", *DIGITS], ["sweep"], 5, 2.0),
}


def last_line(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}: exit code {done.returncode}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def train(program, lab, settings):
    arguments = [word for setting in settings for word in ("--set", setting)]
    return last_line([program, "train", lab, "--json", "--threads", "2", *arguments])


def speed_of(result):
    """Examples a second, or sweeps a second."""
    return result["examples_per_second"] if "examples_per_second" in result else 1 / result["seconds"]


def ours(program, model, options):
    lab, settings, _, epochs, _ = MODELS[model]
    settings = [*settings, "learning-rate=0.001", f"epochs={epochs}"]
    if model == "sweep":
        runs = [train(program, lab, [*settings, f"code={code}"]) for code in SWEEP]
        return 1 / sum(run["training_seconds"] for run in runs)
    return speed_of(train(program, lab, settings))


def theirs(framework, model, threads, options):
    lab, _, arguments, _, _ = MODELS[model]
    epochs = 5 if model == "sweep" else options.epochs
    script = [sys.executable, HERE / f"{lab}.py", framework, *arguments]
    return speed_of(last_line([*script, "--threads", str(threads), "--epochs", str(epochs)]))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--models", default=",".join(MODELS))
    parser.add_argument("--frameworks", default="keras,torch")
    parser.add_argument("--epochs", type=int, default=4, help="of Keras and PyTorch in each run (a sweep has 5 always)")
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
        print(f"{model}: {medians['nnlab'] / medians[best]:.1f} times {best} (wanted: {MODELS[model][-1]})")
        for name, values in speeds.items():
            if model == "sweep":
                print(f"    {name:18} {1 / medians[name]:12,.2f} s   ({1 / max(values):,.2f} to {1 / min(values):,.2f})")
            else:
                unit = "images" if MODELS[model][0] == "autoencoder" else "series"
                low, high = min(values), max(values)
                print(f"    {name:18} {medians[name]:12,.0f} {unit}/s   ({low:,.0f} to {high:,.0f})")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
