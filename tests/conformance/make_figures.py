"""Makes figures/: what Unicode, Snowball, scikit-learn, numpy and gensim say of small inputs.

    pip install scikit-learn==1.9.1 gensim==4.4.0 nltk==3.10.4 PyStemmer==3.1.0 numpy==2.4.6
    cargo fetch
    python tests/conformance/make_figures.py

The rows for Unicode's boundaries are the official ones (WordBreakTest, GraphemeBreakTest), as the crate
unicode-segmentation has them in its own tests (Unicode License v3).
"""

import glob
import json
import pathlib
import re

import numpy as np
import Stemmer
from gensim.models import KeyedVectors
from nltk.stem.snowball import SnowballStemmer
from sklearn.decomposition import PCA
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, confusion_matrix, precision_recall_fscore_support
from sklearn.naive_bayes import MultinomialNB

FIGURES = pathlib.Path(__file__).parent / "figures"


def save(name, value):
    FIGURES.mkdir(exist_ok=True)
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    # One case a line, so that a change can be read.
    text = re.sub(r"(?<=[\]}]),(?=[\[{])", ",\n", text)
    (FIGURES / name).write_text(text + "\n")


def breaks():
    found = glob.glob(str(pathlib.Path.home() / ".cargo/registry/src/*/unicode-segmentation-1.13.*/tests/testdata/mod.rs"))
    source = pathlib.Path(sorted(found)[-1]).read_text()

    def pieces(text):
        return [
            "".join(chr(int(code, 16)) for code in re.findall(r"\\u\{([0-9a-f]+)\}", piece))
            for piece in re.findall(r'"((?:\\u\{[0-9a-f]+\})*)"', text)
        ]

    def table(name, lists):
        body = re.search(rf"pub const {name}: .*?= &\[\n(.*?)\n    \];", source, re.S).group(1)
        entry = r'\("(?:[^"]*)"' + r",\s*&\[([^\[\]]*)\]" * lists + r"\)"
        rows = [m.group(1) for m in re.finditer(entry, body)]
        assert len(rows) == len(re.findall(r'\(\s*"', body)), name
        return [pieces(row) for row in rows]

    words, graphemes = table("TEST_WORD", 1), table("TEST_SAME", 1) + table("TEST_DIFF", 2)
    version = re.search(r"Public/([\d.]+)/", source).group(1)
    save("breaks.json", {"unicode": version, "words": words, "graphemes": graphemes})


WORDS = {
    "ar": "الكتاب كتابهم يكتبون المدرسة مدارس والبيت بيوت سيارات السيارة يلعبون",
    "da": "husene huset bøgerne læreren skolerne arbejdede venlighed børnene gader regeringen",
    "de": "Häuser Häusern Bücher Kindern Freundlichkeit schönsten Straßen gehen spielten Lehrerin Zeitungen arbeitet",
    "el": "βιβλια σπιτια δασκαλος παιδια δρομος",
    "en": "running runner easily fairly houses generously universities argued skies dying relational hopefulness happy flies",
    "es": "corriendo casas rápidamente canción canciones jugábamos hablaríamos perezosos universidades nacionalidad lluvias árboles",
    "fi": "taloissa kirjojen opettajat kouluun ystävyys kaduilla lapsilla juoksivat kauniita maailmassa",
    "fr": "maisons rapidement chantaient continuellement heureuses universités jouerons livres nationalité amicalement",
    "hu": "házakban könyveket iskolában gyerekeknek barátság városok tanítónak utcákon",
    "it": "velocemente case canzoni giocavamo parlerebbero nazionalità università libri abbandonata piogge",
    "nl": "huizen boeken kinderen vriendelijkheid lopende scholen straten werkten mogelijkheden lichamelijk",
    "no": "husene bøkene lærerne skolene vennligheten barna gatene regjeringen arbeidet",
    "pt": "rapidamente casas canções jogávamos falaríamos universidades nacionalidade livros chuvas árvores",
    "ro": "casele copiilor abandonat frumoase oameni universitate repede cartea drumurile vorbesc",
    "ru": "книгами домов учителя быстро красивая дети говорили улицами университеты дождливый",
    "sv": "husen böckerna läraren skolorna vänlighet barnen gatorna regeringen arbetade",
    "ta": "புத்தகங்கள் வீடுகள் பள்ளியில் குழந்தைகள்",
    "tr": "kitaplar evlerimizde okuldan çocukların güzellik sokaklarda öğretmenler arkadaşlarım",
}
NAMES = {
    "ar": "arabic", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish", "fi": "finnish",
    "fr": "french", "hu": "hungarian", "it": "italian", "nl": "dutch", "no": "norwegian", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip
# NLTK has another Arabic stemmer, and none of these three.
ONLY_SNOWBALL = {"ar", "el", "ta", "tr"}


def stems():
    """Pairs in which Snowball of today (PyStemmer) and of 2010 (NLTK) agree: what no version has changed."""
    out = {}
    for code, words in WORDS.items():
        today = Stemmer.Stemmer("dutch_porter" if code == "nl" else NAMES[code])
        then = None if code in ONLY_SNOWBALL else SnowballStemmer(NAMES[code])
        pairs = [(word, today.stemWord(word)) for word in words.lower().split()]
        out[code] = [[word, stem] for word, stem in pairs if then is None or then.stem(word) == stem]
        print(code, f"{len(out[code])} of {len(pairs)} pairs agree")
    save("stems.json", out)


DOCUMENTS = [
    "la casa de la sierra tiene un patio y un limonero",
    "el limonero del patio da limones amargos",
    "la sierra de noche y el patio de día",
    "un día la casa ardió",
    "limones limones limones",
    "el día da noche la noche da día y día da",
    "patio",
]
UNSEEN = "la noche en la casa nueva da limones y limones"


def vectorizers():
    cases = []

    def case(words, vectorizer):
        matrix = vectorizer.fit_transform(DOCUMENTS).toarray()
        cases.append({
            "vectorizer": words,
            "terms": list(vectorizer.get_feature_names_out()),
            "rows": np.round(matrix, 12).tolist(),
            "unseen": np.round(vectorizer.transform([UNSEEN]).toarray()[0], 12).tolist(),
        })  # fmt: skip

    case("count", CountVectorizer(analyzer=str.split))
    case("one-hot", CountVectorizer(analyzer=str.split, binary=True))
    for sublinear in (False, True):
        for smooth in (True, False):
            for norm in ("l2", "l1", None):
                options = ["sublinear"] * sublinear + ["smooth=off"] * (not smooth)
                options += {"l2": [], "l1": ["norm=l1"], None: ["norm=none"]}[norm]
                words = "tf-idf" + (f"({','.join(options)})" if options else "")
                case(words, TfidfVectorizer(analyzer=str.split, sublinear_tf=sublinear, smooth_idf=smooth, norm=norm))
    grams = []
    for analyzer, low, high in [("word", 1, 2), ("word", 2, 3), ("char_wb", 2, 2), ("char_wb", 3, 5)]:
        vectorizer = CountVectorizer(analyzer=analyzer, ngram_range=(low, high), token_pattern=r"\S+")
        rows = [
            sorted([term, int(count)] for term, count in zip(vectorizer.get_feature_names_out(), row) if count)
            for row in vectorizer.fit_transform(DOCUMENTS).toarray()
        ]
        of = {"word": "words", "char_wb": "characters"}[analyzer]
        grams.append({"tokens": f"ngrams(of={of},n={low}-{high})" if low < high else f"ngrams(of={of},n={low})", "rows": rows})
    save("vectorizers.json", {"documents": DOCUMENTS, "unseen": UNSEEN, "cases": cases, "grams": grams})


def classifiers():
    """Documents of ids: each class prefers its own words."""
    rng = np.random.default_rng(7)
    vocabulary = 30
    cases = []
    for classes, alpha, c in [(2, 1.0, 1.0), (2, 0.1, 10.0), (3, 1.0, 1.0), (4, 0.5, 0.3)]:
        prefers = rng.dirichlet(np.full(vocabulary, 0.5), classes)
        shares = rng.dirichlet(np.full(classes, 4.0))

        def sample(count):
            labels = [int(v) for v in rng.choice(classes, count, p=shares)]
            documents = [[int(v) for v in rng.choice(vocabulary, rng.integers(1, 12), p=0.6 * prefers[l] + 0.4 / vocabulary)] for l in labels]
            return documents, labels

        def counts(documents):
            return np.array([np.bincount(d, minlength=vocabulary) for d in documents])

        train, labels = sample(80)
        test, truth = sample(60)
        bayes = MultinomialNB(alpha=alpha).fit(counts(train), labels)
        joint = bayes.predict_joint_log_proba(counts(test))
        case = {
            "classes": classes, "vocabulary": vocabulary, "alpha": alpha, "c": c,
            "train": train, "labels": labels, "test": test, "truth": truth,
            "bayes_scores": np.round(joint, 10).tolist(),
            "bayes": [int(v) for v in bayes.predict(counts(test))],
            "bayes_train_accuracy": accuracy_score(labels, bayes.predict(counts(train))),
        }  # fmt: skip
        rest = range(classes) if classes > 2 else [1]
        margins = []
        for one in rest:
            model = LogisticRegression(C=c, tol=1e-10, max_iter=10_000)
            model.fit(counts(train), [int(l == one) for l in labels])
            margins.append(model.decision_function(counts(test)))
        margins = np.array(margins).T
        predicted = margins.argmax(axis=1) if classes > 2 else (margins[:, 0] > 0).astype(int)
        case["logistic_scores"] = np.round(margins, 6).tolist()
        case["logistic"] = [int(v) for v in predicted]
        for name in ("bayes", "logistic"):
            case[f"{name}_metrics"] = metrics(classes, truth, case[name])
        cases.append(case)
    # Classes that are never found, never there, or neither.
    odd = [(3, [0, 0, 1, 1, 2], [0, 0, 0, 1, 1]), (3, [0, 0, 1], [0, 2, 1]), (4, [0, 1, 1], [0, 1, 1]), (2, [1, 1], [0, 0])]
    save("classifiers.json", {"cases": cases, "metrics": [
        {"classes": n, "truth": t, "predicted": p} | metrics(n, t, p) for n, t, p in odd
    ]})  # fmt: skip


def metrics(classes, truth, predicted):
    labels = list(range(classes))
    out = {"accuracy": accuracy_score(truth, predicted), "confusion": confusion_matrix(truth, predicted, labels=labels).tolist()}
    for average in ("macro", "weighted", None):
        of = precision_recall_fscore_support(truth, predicted, labels=labels, average=average, zero_division=0)
        out[str(average).lower()] = np.array(of[:3], dtype=float).round(12).tolist()
    return out


def pca():
    rng = np.random.default_rng(11)
    rows = (rng.normal(size=(40, 3)) @ rng.normal(size=(3, 7)) + 0.1 * rng.normal(size=(40, 7)) + rng.normal(size=7)).astype(np.float32)
    fresh = (rng.normal(size=(12, 3)) @ rng.normal(size=(3, 7))).astype(np.float32)
    full = PCA(svd_solver="full").fit(rows.astype(float))
    mse = []
    for k in range(8):
        part = full.components_[:k]
        centred = fresh - full.mean_
        mse.append(float(np.mean((centred - centred @ part.T @ part) ** 2)))
    save("pca.json", {
        "rows": rows.tolist(), "fresh": fresh.tolist(),
        "variances": (full.explained_variance_ * 39 / 40).tolist(),
        "projected": np.abs(full.transform(fresh.astype(float))[:, :3]).tolist(),
        "mse_by_components": mse,
    })  # fmt: skip


def vectors():
    """Files as gensim writes them, and what it says of them."""
    rng = np.random.default_rng(5)
    words = ("casa perro gato rey reina hombre mujer niño niña año sol luna mar río él straße naïve 字 данные a.b C++ "
             "co-op don't 3,14 ¿ 🙂 été").split()  # fmt: skip
    model = KeyedVectors(vector_size=12)
    base = rng.normal(size=(len(words), 12))
    royal, woman = rng.normal(size=12) * 2, rng.normal(size=12) * 2
    for word, parts in {"rey": [royal], "reina": [royal, woman], "mujer": [woman], "niña": [woman]}.items():
        base[words.index(word)] = base[words.index("hombre")] * 0.9 + sum(parts) + 0.2 * rng.normal(size=12)
    model.add_vectors(words, base.astype(np.float32))
    for i, word in enumerate(words):
        model.set_vecattr(word, "count", len(words) - i)
    FIGURES.mkdir(exist_ok=True)
    model.save_word2vec_format(str(FIGURES / "vectors.bin"), binary=True)
    model.save_word2vec_format(str(FIGURES / "vectors.txt"), binary=False)
    model.save_word2vec_format(str(FIGURES / "vectors.glove"), binary=False, write_header=False)
    near = {word: [[w, float(s)] for w, s in model.most_similar(word, topn=5)] for word in words}
    analogies = []
    for a, b, c in [("hombre", "rey", "mujer"), ("rey", "reina", "hombre"), ("rey", "hombre", "reina"), ("casa", "sol", "mar"), ("año", "字", "C++")]:
        found = model.most_similar(positive=[b, c], negative=[a], topn=3)
        analogies.append({"words": [a, b, c], "near": [[w, float(s)] for w, s in found]})
    values = {word: [float(v) for v in model[word]] for word in words}
    similar = [[a, b, float(model.similarity(a, b))] for a, b in [("rey", "reina"), ("casa", "mar"), ("字", "字")]]
    save("vectors.json", {"near": near, "analogies": analogies, "values": values, "similar": similar})


breaks()
stems()
vectorizers()
classifiers()
pca()
vectors()
