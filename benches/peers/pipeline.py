#!/usr/bin/env python3
"""Takes a text through lower case, tokens, stop-words, stems and accents to TF-IDF with NLTK and scikit-learn, as a
notebook would, and prints one JSON line with its speed.

The steps are those of `nnlab pipeline --steps lower+punct+stop(list=nltk)+stem+fold --vectorizer tf-idf`. Stems are kept
by word in a dictionary, which makes NLTK several times quicker than it is out of the box. A line is a document; MB are
10^6 bytes of UTF-8. The clock runs from the open file to the matrix in memory; imports are left out.
"""
import argparse
import json
import os
import time
import unicodedata


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", help="a file in UTF-8, a document a line")
    parser.add_argument("--plain-stems", action="store_true", help="stem every token anew")
    parser.add_argument("--matrix", help="writes the matrix to this file, in Matrix Market form")
    options = parser.parse_args()
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = "1"
    import nltk
    import sklearn
    from nltk.stem import SnowballStemmer
    from nltk.tokenize import WordPunctTokenizer
    from sklearn.feature_extraction.text import TfidfVectorizer

    # NLTK's own list, from the file that nnlab bundles: no download.
    lists = os.path.join(os.path.dirname(__file__), "..", "..", "samples", "stop-words", "nltk.tsv")
    with open(lists, encoding="utf-8") as rows:
        stop = {word for row in rows if row.startswith("es\t") for word in row.rstrip("\n").split("\t")[1:]}
    stem_of, cut, known = SnowballStemmer("spanish").stem, WordPunctTokenizer().tokenize, {}

    def fold(word):
        return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))

    def stem(word):
        if options.plain_stems:
            return fold(stem_of(word))
        found = known.get(word)
        if found is None:
            found = known[word] = fold(stem_of(word))
        return found

    start = time.perf_counter()
    with open(options.text, encoding="utf-8") as file:
        documents = [
            [stem(word) for word in cut(line.lower()) if word not in stop and any(map(str.isalnum, word))]
            for line in file
        ]
    vectorizer = TfidfVectorizer(analyzer=lambda document: document)
    matrix = vectorizer.fit_transform(documents)
    seconds = time.perf_counter() - start
    if options.matrix:
        from scipy.io import mmwrite

        mmwrite(options.matrix, matrix)
    size = os.path.getsize(options.text) / 1e6
    print(json.dumps({
        "program": "nltk+scikit-learn", "version": f"{nltk.__version__} / {sklearn.__version__}",
        "stems": "plain" if options.plain_stems else "cached", "documents": len(documents),
        "tokens": sum(map(len, documents)), "terms": matrix.shape[1], "entries": int(matrix.nnz),
        "mb": size, "seconds": seconds, "mb_per_second": size / seconds,
    }))


if __name__ == "__main__":
    main()
