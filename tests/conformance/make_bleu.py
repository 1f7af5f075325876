#!/usr/bin/env python3
"""Writes bleu.json: texts, settings, and the figures that sacrebleu gives for them (pip install sacrebleu==2.6.0).

With --check BINARY it writes nothing, and compares the program's own command with sacrebleu and scikit-learn on 200
generated cases instead (pip install scikit-learn).
"""
import json, os, random, subprocess, sys, tempfile

from sacrebleu.metrics import BLEU, CHRF

WORDS = """la el los las de del en y que con una un su al niño niña gato perro casa árbol está es son comía corrió
mañana ayer hoy muy más ¿dónde? ¡sí! «hola» "bien" (quizá) 3,5 1.250,50 2024-25 $10 50% a.m. etc. El La No sí; rock'n'roll
e-mail @ana #tema 5€ ½ x² &amp; &quot;fin&quot; — … 日本 ñandú ÁRBOL 10.5 -3 l'home""".split()


def sentence(rng, words=None):
    words = words or rng.choices(WORDS, k=rng.choice([0, 1, 2, 3, 5, 8, 13]))
    changed = []
    for word in words:
        roll = rng.random()
        if roll < .1:
            continue
        changed.append(rng.choice(WORDS) if roll < .25 else word)
        if roll > .95:
            changed.append(rng.choice(WORDS))
    return changed


def case(rng):
    truths = [rng.choices(WORDS, k=rng.choice([1, 2, 4, 7, 11])) for _ in range(rng.choice([1, 1, 2, 5]))]
    references = [[" ".join(sentence(rng, t) if n else t) for t in truths] for n in range(rng.choice([1, 1, 2, 3]))]
    hypotheses = [" ".join(sentence(rng, t)) for t in truths]
    method = rng.choice(["exp", "exp", "floor", "add-k", "none"])
    value = rng.choice([None, .25, 2.0]) if method in ("floor", "add-k") else None
    settings = dict(tokenize=rng.choice(["13a", "13a", "intl", "char", "none"]), smooth_method=method, smooth_value=value,
                    effective_order=rng.random() < .4, lowercase=rng.random() < .3,
                    max_ngram_order=rng.choice([4, 4, 2, 6]))
    return hypotheses, references, settings


def expected(hypotheses, references, settings):
    bleu = BLEU(**settings)
    found = bleu.corpus_score(list(hypotheses), [list(r) for r in references])
    chrf = [CHRF(word_order=n).corpus_score(list(hypotheses), [list(r) for r in references]).score for n in (0, 2)]
    return dict(score=found.score, precisions=found.precisions, bp=found.bp, sys_len=found.sys_len, ref_len=found.ref_len,
                signature=str(bleu.get_signature()), chrf2=chrf[0], chrfpp=chrf[1])


KNOWN = [
    (["la maestra que saluda a los niños está contenta", "mañana el tren de la vecina llegará al pueblo"],
     [["la maestra que saluda a los niños está muy contenta", "mañana llegará al pueblo el tren de la vecina"]], {}),
    (["el gato está en la alfombra"], [["el gato está sobre la alfombra"]], dict(effective_order=True)),
    (["¿Está el niño en casa? ¡Sí!"], [["¿El niño está en casa? ¡Claro que sí!"]], dict(tokenize="intl")),
    (["El pan costó $1,250.50 (un 3,5% más) en 2024-25."], [["El pan costó $1,250.50, un 3,5 % más, en 2024-25."]], {}),
    (["the the the the the the the"], [["the cat is on the mat"], ["there is a cat on the mat"]], {}),
    ([""], [["hola mundo"]], {}), (["hola"], [["hola"]], {}), (["hola"], [["hola"]], dict(effective_order=True)),
]
DEFAULTS = dict(tokenize="13a", smooth_method="exp", smooth_value=None, effective_order=False, lowercase=False,
                max_ngram_order=4)


def check(binary):
    from sklearn.metrics import accuracy_score, f1_score
    rng, worst = random.Random(2), 0.0
    folder = tempfile.mkdtemp()

    def write(name, lines):
        path = os.path.join(folder, name)
        with open(path, "w", encoding="utf-8") as out:
            out.writelines(line + "\n" for line in lines)
        return path

    def run(*words):
        done = subprocess.run([binary, "score", *words, "--json"], capture_output=True, text=True)
        assert done.returncode == 0, (words, done.stderr)
        return json.loads(done.stdout)
    for number in range(200):
        hypotheses, references, settings = case(rng)
        files = [write("hyp", hypotheses)] + [write(f"ref{n}", r) for n, r in enumerate(references)]
        words = ["--tokenizer", settings["tokenize"], "--smooth", settings["smooth_method"], "--max-order",
                 str(settings["max_ngram_order"])]
        words += ["--smooth-value", str(settings["smooth_value"])] if settings["smooth_value"] else []
        words += ["--effective-order"] * settings["effective_order"] + ["--lowercase"] * settings["lowercase"]
        right = expected(hypotheses, references, settings)
        ours = run("bleu", *files, *words)
        assert ours["signature"] == right["signature"], (ours, right)
        gaps = [ours["bleu"] - right["score"], run("chrf", *files)["chrf2"] - right["chrf2"],
                run("chrf", *files, "--word-order", "2")["chrfpp"] - right["chrfpp"]]
        truth = [rng.choice("abc") for _ in range(rng.choice([1, 5, 40]))]
        predicted = [rng.choice("abcd") if rng.random() < .4 else label for label in truth]
        f1 = run("f1", write("truth", truth), write("predicted", predicted))
        gaps += [f1["accuracy"] - accuracy_score(truth, predicted)]
        gaps += [f1[f"f1_{mean}"] - f1_score(truth, predicted, average=mean, zero_division=0)
                 for mean in ("macro", "micro", "weighted")]
        worst = max(worst, *map(abs, gaps))
        assert worst < 1e-4, (number, gaps, settings, hypotheses, references)
    print(f"200 cases as sacrebleu and scikit-learn have them; the largest difference is {worst:.1e}")


if __name__ == "__main__":
    if "--check" in sys.argv:
        check(sys.argv[-1])
    else:
        rng = random.Random(1)
        cases = [(h, r, {**DEFAULTS, **s}) for h, r, s in KNOWN] + [case(rng) for _ in range(80)]
        rows = [dict(hypotheses=h, references=r, settings=s, expected=expected(h, r, s)) for h, r, s in cases]
        path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "bleu.json")
        with open(path, "w", encoding="utf-8") as out:
            out.write("[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]\n")
