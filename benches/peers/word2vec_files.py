#!/usr/bin/env python3
"""Passes word vectors from gensim to nnlab and back, in word2vec's text and binary formats, and compares every bit.

    cargo bench --bench word2vec --no-run
    venv/bin/python benches/peers/word2vec_files.py [--program PATH]
"""
import argparse
import os
import subprocess
import tempfile

from compare_word2vec import built


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", help="the built benchmark; else the newest in the target folder")
    options = parser.parse_args()
    program = options.program or built()
    import numpy as np
    from gensim.models import KeyedVectors

    vectors = KeyedVectors(33)
    words = [f"palabra{i}" for i in range(500)] + ["año", "ñandú", "¿", "10", "日本", "e\u0301"]
    numbers = np.random.default_rng(1).standard_normal((len(words), 33)).astype("f4")
    vectors.add_vectors(words, numbers)
    with tempfile.TemporaryDirectory() as folder:
        for binary in (False, True):
            theirs = os.path.join(folder, "theirs")
            vectors.save_word2vec_format(theirs, binary=binary)
            for ending in ("txt", "bin"):
                ours = os.path.join(folder, f"ours.{ending}")
                subprocess.run([program, "--open", theirs, "--save", ours], check=True, stdout=subprocess.DEVNULL)
                back = KeyedVectors.load_word2vec_format(ours, binary=ending == "bin")
                same = back.index_to_key == words and (back.vectors == numbers).all()
                print(f"gensim {'binary' if binary else 'text'} -> nnlab -> {ending} -> gensim:", "same" if same else "DIFFERS")
                if not same:
                    raise SystemExit(1)


if __name__ == "__main__":
    main()
