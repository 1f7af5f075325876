#!/usr/bin/env python3
"""Trains Word2Vec with nnlab and gensim in turn on the same text with the same settings (100 numbers, window 5, 5 negative
samples, 2 threads) and prints the ratios of their speeds and, with --quality, how good both programs' vectors are.

    cargo bench --bench word2vec --no-run
    venv/bin/python benches/peers/compare_word2vec.py TEXT [--rounds 3] [--quality] [--program PATH]

Speed is the median over the rounds of each run's median epoch. gensim loads the vectors that nnlab saves: that is the test
of the file, too. Quality is judged on what the text itself tells, since no list of similar words comes with the program:

neighbours  how many of the 10 nearest of a word are among its 10 nearest by PPMI and a truncated SVD to 100 dimensions
            (Levy, Goldberg and Dagan 2015) of the same text; the 2,000 most frequent words with at least 4 letters
plurals     analogies made by rule: a word, the same with -s (-es after a consonant), another such pair; a question is
            right when the fourth word is the nearest to the sum among all words with at least 20 occurrences
genders     the same with words in -o and -a
likelihood  AUC of the cosine between pairs of words that stand within 2 words of each other in the text much more often
            than by chance (PMI > 3, at least 10 times) and pairs of the same words shuffled
"""
import argparse
import collections
import glob
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
HERE = pathlib.Path(__file__).resolve().parent
MODELS = {"skip-gram": (1, 3.0), "cbow": (0, 1.3)}


def last_line(command):
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}: exit code {done.returncode}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def run(program, options, sg, epochs, seed, save=None):
    extra = ["--save", save] if save else []
    if program == "gensim":
        script = [sys.executable, HERE / "word2vec.py", options.text, "--workers", options.workers]
        return last_line([*script, "--sg", sg, "--epochs", epochs, "--seed", seed, *extra])
    settings = [f"sg={sg}", f"workers={options.workers}", f"epochs={epochs}", f"seed={seed}"]
    return last_line([options.program, options.text, *settings, *extra])


def built():
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", HERE.parent.parent / "target"))
    found = [path for path in glob.glob(str(target / "release" / "deps" / "word2vec-*")) if not path.endswith(".d")]
    if not found:
        sys.exit("expected a built benchmark: cargo bench --bench word2vec --no-run")
    return max(found, key=os.path.getmtime)


class Judge:
    """What the text says of its words."""

    def __init__(self, path):
        import numpy as np
        import scipy.sparse as sparse

        word = re.compile(r"\w+")
        with open(path, encoding="utf-8") as text:
            sentences = [word.findall(line) for line in dict.fromkeys(line.lower() for line in text)]
        counts = collections.Counter(word for sentence in sentences for word in sentence)
        self.words = [word for word, count in counts.most_common() if count >= 20]
        ids = {word: i for i, word in enumerate(self.words)}
        known = [[ids[word] for word in sentence if word in ids] for sentence in sentences]
        tokens = np.concatenate([np.array(sentence, dtype=np.int32) for sentence in known])
        owner = np.repeat(np.arange(len(known)), [len(sentence) for sentence in known])
        size = (len(self.words), len(self.words))
        at = []
        for distance in range(1, 6):
            a, b = tokens[:-distance], tokens[distance:]
            good = (owner[:-distance] == owner[distance:]) & (a != b)
            one = sparse.coo_matrix((np.ones(good.sum()), (a[good], b[good])), shape=size).tocsr()
            at.append(one + one.T)
        near = self.pmi(np, at[0] + at[1])
        counts = (at[0] + at[1]).tocoo()
        often = (counts.data >= 10) & (counts.row < counts.col)
        rows, columns = counts.row[often], counts.col[often]
        bound = np.asarray(near[rows, columns]).ravel() > 3
        self.bound = np.stack([rows[bound], columns[bound]], axis=1)
        wide = self.pmi(np, sum(one * ((6 - distance) / 5) for distance, one in enumerate(at, 1)))
        wide.data = np.maximum(wide.data, 0)
        # A truncated SVD of a symmetric matrix by subspace iteration.
        basis = np.random.default_rng(0).standard_normal((size[0], 120))
        for _ in range(8):
            basis, _ = np.linalg.qr(wide @ basis)
        values, vectors = np.linalg.eigh(basis.T @ (wide @ basis))
        largest = np.argsort(-np.abs(values))[:100]
        table = (basis @ vectors[:, largest]) * np.sqrt(np.abs(values[largest]))
        self.frequent = [i for i, word in enumerate(self.words) if len(word) >= 4 and word.isalpha()][:2000]
        self.by_counts = self.nearest(np, table)
        self.plurals = self.pairs(lambda w: w + ("s" if w[-1] in "aeiou" else "es"), lambda w: len(w) >= 4)
        self.genders = self.pairs(lambda w: w[:-1] + "a", lambda w: len(w) >= 5 and w[-1] == "o")

    @staticmethod
    def pmi(np, counts):
        """ln(p(a, b) / p(a) p(b)) of the pairs that occur."""
        sums = np.asarray(counts.sum(axis=1)).ravel()
        pairs = counts.tocoo()
        pairs.data = np.log(pairs.data * sums.sum() / sums[pairs.row] / sums[pairs.col])
        return pairs.tocsr()

    def pairs(self, other, fits):
        known = set(self.words)
        return [(w, other(w)) for w in self.words if w.isalpha() and fits(w) and other(w) in known][:300]

    def nearest(self, np, table):
        unit = table / np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-9)
        cosines = unit[self.frequent] @ unit.T
        cosines[np.arange(len(self.frequent)), self.frequent] = -1
        return np.argpartition(-cosines, 10, axis=1)[:, :10]

    def __call__(self, path):
        import numpy as np
        from gensim.models import KeyedVectors

        vectors = KeyedVectors.load_word2vec_format(path, binary=True)
        table = np.stack([vectors[word] for word in self.words])
        unit = table / np.linalg.norm(table, axis=1, keepdims=True)
        ids = {word: i for i, word in enumerate(self.words)}
        own = self.nearest(np, table)
        shared = [len(set(a) & set(b)) / 10 for a, b in zip(own, self.by_counts)]
        scores = {"neighbours": float(np.mean(shared))}
        for name, pairs in (("plurals", self.plurals), ("genders", self.genders)):
            quads = [(*pairs[i], *pairs[(i + step) % len(pairs)]) for step in (1, 7, 31) for i in range(len(pairs))]
            a, b, c, d = (np.array([ids[quad[k]] for quad in quads]) for k in range(4))
            cosines = (unit[b] - unit[a] + unit[c]) @ unit.T
            for used in (a, b, c):
                cosines[np.arange(len(quads)), used] = -9
            scores[name] = float(np.mean(cosines.argmax(axis=1) == d))
        pairs = self.bound
        shuffled = np.random.default_rng(0).permutation(pairs[:, 1])
        true = (unit[pairs[:, 0]] * unit[pairs[:, 1]]).sum(1)
        false = np.sort((unit[pairs[:, 0]] * unit[shuffled]).sum(1))
        scores["likelihood"] = float(np.searchsorted(false, true).mean() / len(false))
        return scores


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=2, help="of each run whose speed is taken")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--quality", action="store_true")
    parser.add_argument("--quality-epochs", type=int, default=5)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--program", help="the built benchmark; else the newest in the target folder")
    options = parser.parse_args()
    options.program = options.program or built()
    for model, (sg, wanted) in MODELS.items():
        speeds = {"nnlab": [], "gensim": []}
        for _ in range(options.rounds):
            for program, values in speeds.items():
                values.append(run(program, options, sg, options.epochs, 1)["words_per_second"])
        if options.rounds:
            ours, theirs = (statistics.median(values) for values in speeds.values())
            print(f"{model}: {ours / theirs:.1f} times gensim (wanted: {wanted})")
            for program, values in speeds.items():
                middle = statistics.median(values)
                print(f"    {program:8} {middle:12,.0f} words/s   ({min(values):,.0f} to {max(values):,.0f})", flush=True)
    if not options.quality:
        return
    judge = Judge(options.text)
    for model, (sg, _) in MODELS.items():
        for program in ("nnlab", "gensim"):
            with tempfile.TemporaryDirectory() as folder:
                scores = []
                for seed in range(1, options.seeds + 1):
                    path = os.path.join(folder, f"{seed}.bin")
                    run(program, options, sg, options.quality_epochs, seed, path)
                    scores.append(judge(path))
            line = ", ".join(f"{k} {' '.join(f'{score[k]:.3f}' for score in scores)}" for k in scores[0])
            print(f"{model:10} {program:7} {line}", flush=True)


if __name__ == "__main__":
    main()
