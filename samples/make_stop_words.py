#!/usr/bin/env python3
"""Makes samples/stop-words/nltk.tsv from the crate `stop-words` 0.10.1, which holds both lists but builds one at a time.

A line a language: its two-letter code, then its words in the order of the source, between tabs. Nothing is altered.
"""
import hashlib
import io
import pathlib
import tarfile
import urllib.request

URL = "https://static.crates.io/crates/stop-words/stop-words-0.10.1.crate"
# The languages of the stemmer.
NAMES = {
    "ar": "arabic", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish", "fi": "finnish",
    "fr": "french", "hu": "hungarian", "it": "italian", "nl": "dutch", "no": "norwegian", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}
TARGET = pathlib.Path(__file__).resolve().parent / "stop-words" / "nltk.tsv"


def main():
    with urllib.request.urlopen(URL) as response:
        crate = response.read()
    with tarfile.open(fileobj=io.BytesIO(crate)) as archive:
        def words(name):
            text = archive.extractfile(f"stop-words-0.10.1/src/nltk/{name}").read().decode("utf-8")
            return [line for line in text.splitlines() if line]

        rows = ["\t".join([code, *words(name)]) for code, name in sorted(NAMES.items())]
    text = "\n".join(rows) + "\n"
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(text, "utf-8")
    print(hashlib.sha256(text.encode()).hexdigest(), TARGET)


if __name__ == "__main__":
    main()
