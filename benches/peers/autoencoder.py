#!/usr/bin/env python3
"""Trains one autoencoder with Keras or PyTorch as a notebook would, and prints one JSON line with its speed.

The data are nnlab's bundled 8,000 digits; SELU, a linear code, sigmoid with binary cross-entropy, Adam. `sweep` trains the
dense model with codes 2, 4, 8, 16, 32, 64 one after the other and tells the seconds of them all.
"""
import argparse
import gzip
import json
import os
import pathlib
import statistics
import time

DIGITS = pathlib.Path(__file__).resolve().parent.parent.parent / "samples" / "mnist" / "train-images-idx3-ubyte.gz"
MODELS = ("dense", "convolutional", "recurrent", "sweep")
HIDDEN = 100
SWEEP = (2, 4, 8, 16, 32, 64)


def digits(np):
    """Images [N, 28, 28] in [0, 1]."""
    with gzip.open(DIGITS) as file:
        data = file.read()
    count = int.from_bytes(data[4:8], "big")
    return np.frombuffer(data, np.uint8, offset=16).reshape(count, 28, 28).astype(np.float32) / 255


def keras_layers(model, code):
    from keras import Input, layers

    def up(filters, padding, activation="selu"):
        return layers.Conv2DTranspose(filters, 3, strides=2, padding=padding, activation=activation)

    image = [Input((28, 28))]
    if model == "dense":
        return [*image, layers.Flatten(), layers.Dense(HIDDEN, activation="selu"), layers.Dense(code),
                layers.Dense(HIDDEN, activation="selu"), layers.Dense(784, activation="sigmoid"),
                layers.Reshape((28, 28))]
    if model == "convolutional":
        encoder = [layers.Reshape((28, 28, 1))]
        for filters in (16, 32, 64):
            encoder += [layers.Conv2D(filters, 3, padding="same", activation="selu"), layers.MaxPool2D(2)]
        return [*image, *encoder, layers.Flatten(), layers.Dense(code), layers.Dense(576, activation="selu"),
                layers.Reshape((3, 3, 64)), up(32, "valid"), up(16, "same"), up(1, "same", "sigmoid"),
                layers.Reshape((28, 28))]
    return [*image, layers.LSTM(HIDDEN, return_sequences=True), layers.LSTM(code), layers.RepeatVector(28),
            layers.LSTM(HIDDEN, return_sequences=True), layers.Dense(28, activation="sigmoid")]


def with_keras(np, model, code, x, options):
    import keras
    import tensorflow as tf

    if not hasattr(with_keras, "is_set"):
        tf.config.threading.set_intra_op_parallelism_threads(options.threads)
        tf.config.threading.set_inter_op_parallelism_threads(options.threads)
        with_keras.is_set = True
    keras.utils.set_random_seed(options.seed)
    network = keras.Sequential(keras_layers(model, code))
    network.compile(loss="binary_crossentropy", optimizer=keras.optimizers.Adam(options.rate))
    seconds = []
    for _ in range(options.epochs):
        start = time.perf_counter()
        network.fit(x, x, batch_size=options.batch, epochs=1, verbose=0)
        seconds.append(time.perf_counter() - start)
    rebuilt = network.predict(x, batch_size=500, verbose=0)
    return seconds, float(np.mean((rebuilt - x) ** 2)), keras.__version__


def torch_network(model, code):
    import torch
    from torch import nn

    if model == "dense":
        return nn.Sequential(nn.Flatten(), nn.Linear(784, HIDDEN), nn.SELU(), nn.Linear(HIDDEN, code),
                             nn.Linear(code, HIDDEN), nn.SELU(), nn.Linear(HIDDEN, 784), nn.Sigmoid(),
                             nn.Unflatten(1, (28, 28)))
    if model == "convolutional":
        encoder, channels = [nn.Unflatten(1, (1, 28))], 1
        for filters in (16, 32, 64):
            encoder += [nn.Conv2d(channels, filters, 3, padding=1), nn.SELU(), nn.MaxPool2d(2)]
            channels = filters
        same = {"stride": 2, "padding": 1, "output_padding": 1}
        return nn.Sequential(*encoder, nn.Flatten(), nn.Linear(576, code), nn.Linear(code, 576), nn.SELU(),
                             nn.Unflatten(1, (64, 3, 3)), nn.ConvTranspose2d(64, 32, 3, stride=2), nn.SELU(),
                             nn.ConvTranspose2d(32, 16, 3, **same), nn.SELU(),
                             nn.ConvTranspose2d(16, 1, 3, **same), nn.Sigmoid(), nn.Flatten(1, 2))

    class Recurrent(nn.Module):
        def __init__(self):
            super().__init__()
            self.reader = nn.LSTM(28, HIDDEN, batch_first=True)
            self.coder = nn.LSTM(HIDDEN, code, batch_first=True)
            self.writer = nn.LSTM(code, HIDDEN, batch_first=True)
            self.head = nn.Linear(HIDDEN, 28)

        def forward(self, x):
            _, (last, _) = self.coder(self.reader(x)[0])
            repeated = last[-1].unsqueeze(1).expand(-1, x.shape[1], -1)
            return torch.sigmoid(self.head(self.writer(repeated)[0]))

    return Recurrent()


def with_torch(np, model, code, x, options):
    import torch

    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    network, loss_of = torch_network(model, code), torch.nn.functional.binary_cross_entropy
    optimizer = torch.optim.Adam(network.parameters(), lr=options.rate)
    images = torch.from_numpy(x)
    seconds = []
    for _ in range(options.epochs):
        start = time.perf_counter()
        order, total = torch.randperm(len(images)), 0.0
        for first in range(0, len(images), options.batch):
            batch = images[order[first:first + options.batch]]
            optimizer.zero_grad()
            loss = loss_of(network(batch), batch)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(batch)
        seconds.append(time.perf_counter() - start)
    with torch.no_grad():
        rebuilt = network(images).numpy()
    return seconds, float(np.mean((rebuilt - x) ** 2)), torch.__version__


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("framework", choices=["keras", "torch"])
    parser.add_argument("model", choices=MODELS)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--code", type=int, default=30)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    # Before numpy and the framework are loaded.
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = str(options.threads)
    os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", KERAS_BACKEND="tensorflow", CUDA_VISIBLE_DEVICES="-1")
    import numpy as np

    x = digits(np)
    train = {"keras": with_keras, "torch": with_torch}[options.framework]
    result = {"program": options.framework, "model": options.model, "threads": options.threads}
    if options.model == "sweep":
        runs = [train(np, "dense", code, x, options) for code in SWEEP]
        result["version"] = runs[0][2]
        result["seconds"] = sum(sum(seconds) for seconds, _, _ in runs)
        result["train_mse"] = [mse for _, mse, _ in runs]
    else:
        seconds, mse, result["version"] = train(np, options.model, options.code, x, options)
        # The first epoch has the building of the graph in it.
        epoch = statistics.median(seconds[1:] or seconds)
        result.update(examples_per_second=len(x) / epoch, first_epoch_seconds=seconds[0], train_mse=mse)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
