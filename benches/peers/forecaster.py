#!/usr/bin/env python3
"""Trains one forecaster with Keras or PyTorch as a notebook would, and prints one JSON line with its speed.

The data are nnlab's default: 7,000 series of 50 values of two sines and noise, batches of 32, Adam.
"""
import argparse
import json
import os
import statistics
import time

WINDOW, SERIES, BATCH = 50, 7000, 32
# Layers of units, outputs of the dense head (0: none), a target at every step or at the last one.
MODELS = {
    "rnn1": ("SimpleRNN", [1], 0, False),
    "rnn20": ("SimpleRNN", [20, 20], 1, False),
    "lstm20": ("LSTM", [20, 20], 10, True),
    "gru20": ("GRU", [20, 20], 10, True),
}


def sines(np, horizon, seed):
    """Inputs [N, 50, 1], targets [N, 50, horizon] and [N, horizon]."""
    rng = np.random.default_rng(seed)
    f1, f2, o1, o2 = rng.random((4, SERIES, 1))
    t = np.linspace(0, 1, WINDOW + horizon)
    values = 0.5 * np.sin((t - o1) * (10 * f1 + 10)) + 0.2 * np.sin((t - o2) * (20 * f2 + 20))
    values = (values + 0.1 * (rng.random(values.shape) - 0.5)).astype(np.float32)
    by_step = np.stack([values[:, k:k + WINDOW] for k in range(1, horizon + 1)], axis=-1)
    return values[:, :WINDOW, None], by_step, by_step[:, -1]


def with_keras(cell, units, head, sequence, x, y, options):
    import keras
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(options.threads)
    tf.config.threading.set_inter_op_parallelism_threads(options.threads)
    keras.utils.set_random_seed(options.seed)
    layers = [keras.Input((None, 1))]
    for i, n in enumerate(units):
        layers.append(getattr(keras.layers, cell)(n, return_sequences=sequence or i + 1 < len(units)))
    if head:
        layers.append(keras.layers.Dense(head))
    model = keras.Sequential(layers)
    model.compile(loss="mse", optimizer=keras.optimizers.Adam(options.rate))
    seconds = []
    for _ in range(options.epochs):
        start = time.perf_counter()
        history = model.fit(x, y, batch_size=BATCH, epochs=1, verbose=0)
        seconds.append(time.perf_counter() - start)
    return seconds, history.history["loss"][-1], keras.__version__


def with_torch(cell, units, head, sequence, x, y, options):
    import torch

    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    kind = {"SimpleRNN": torch.nn.RNN}.get(cell) or getattr(torch.nn, cell)

    class Model(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = kind(1, units[0], num_layers=len(units), batch_first=True)
            self.head = torch.nn.Linear(units[-1], head) if head else torch.nn.Identity()

        def forward(self, x):
            hidden = self.layers(x)[0]
            return self.head(hidden if sequence else hidden[:, -1])

    model, loss_of = Model(), torch.nn.functional.mse_loss
    optimizer = torch.optim.Adam(model.parameters(), lr=options.rate)
    x, y = torch.from_numpy(x), torch.from_numpy(y)
    seconds = []
    for _ in range(options.epochs):
        start = time.perf_counter()
        order, total = torch.randperm(len(x)), 0.0
        for first in range(0, len(x), BATCH):
            rows = order[first:first + BATCH]
            optimizer.zero_grad()
            loss = loss_of(model(x[rows]), y[rows])
            loss.backward()
            optimizer.step()
            total += loss.item() * len(rows)
        seconds.append(time.perf_counter() - start)
    return seconds, total / len(x), torch.__version__


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("framework", choices=["keras", "torch"])
    parser.add_argument("model", choices=MODELS)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    # Before numpy and the framework are loaded.
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = str(options.threads)
    os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", KERAS_BACKEND="tensorflow", CUDA_VISIBLE_DEVICES="-1")
    import numpy as np

    cell, units, head, sequence = MODELS[options.model]
    x, by_step, last = sines(np, head or 1, options.seed)
    train = {"keras": with_keras, "torch": with_torch}[options.framework]
    y = np.ascontiguousarray(by_step if sequence else last)
    seconds, loss, version = train(cell, units, head, sequence, x, y, options)
    # The first epoch has the building of the graph in it.
    epoch = statistics.median(seconds[1:] or seconds)
    print(json.dumps({
        "program": options.framework, "version": version, "model": options.model, "threads": options.threads,
        "examples_per_second": SERIES / epoch, "first_epoch_seconds": seconds[0], "train_mse": float(loss),
    }))


if __name__ == "__main__":
    main()
