#!/usr/bin/env python3
"""Trains Word2Vec with gensim on a text, a line a sentence, and prints one JSON line with its speed.

    venv/bin/python benches/peers/word2vec.py TEXT --sg 1 --workers 2 --epochs 3 [--save vectors.bin]

Words are those of `\\w+` in lower case; the speed is raw words over the wall time of an epoch, sentences in memory.
"""
import argparse
import json
import os
import re
import statistics
import time

os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text")
    parser.add_argument("--sg", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--save")
    options = parser.parse_args()
    from gensim.models import Word2Vec
    from gensim.models.callbacks import CallbackAny2Vec

    class Clock(CallbackAny2Vec):
        def __init__(self):
            self.seconds = []

        def on_epoch_begin(self, _):
            self.start = time.perf_counter()

        def on_epoch_end(self, _):
            self.seconds.append(time.perf_counter() - self.start)

    word = re.compile(r"\w+")
    with open(options.text, encoding="utf-8") as text:
        sentences = [word.findall(line.lower()) for line in text]
    words = sum(map(len, sentences))
    model = Word2Vec(vector_size=100, window=5, min_count=5, negative=5, sg=options.sg, workers=options.workers,
                     epochs=options.epochs, seed=options.seed)
    model.build_vocab(sentences)
    clock = Clock()
    model.train(sentences, total_examples=model.corpus_count, epochs=options.epochs, callbacks=[clock])
    if options.save:
        model.wv.save_word2vec_format(options.save, binary=True)
    print(json.dumps({
        "program": "gensim", "sg": bool(options.sg), "workers": options.workers, "epochs": options.epochs,
        "words": words, "vocabulary": len(model.wv),
        "words_per_second": words / statistics.median(clock.seconds),
        "best_words_per_second": words / min(clock.seconds),
    }))


if __name__ == "__main__":
    main()
