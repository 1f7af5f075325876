"""Makes tables.json: CSV files in the manner of csv-spectrum, and lines of JSON as JSONTestSuite sorts them.

    python tests/conformance/make_tables.py

What a CSV file holds is what Python's csv module reads, what a line of JSON holds is what its json module reads; lines that
RFC 8259 forbids are listed by hand. Bytes are written as Latin-1 characters, one for each.
"""

import codecs
import csv
import io
import json
import pathlib

BOM = codecs.BOM_UTF8

CSV = {
    "simple.csv": b"text,label\nuno,a\ndos,b\n",
    "simple-crlf.csv": b"text,label\r\nuno,a\r\ndos,b\r\n",
    "no-last-line-end.csv": b"text,label\nuno,a\ndos,b",
    "comma-in-quotes.csv": b'text,label\n"uno, dos",a\n"tres, ""cuatro"", cinco",b\n',
    "escaped-quotes.csv": b'text,label\n"ha ""ha"" ha",a\n"""todo""",b\n',
    "newlines.csv": b'text,label\n"uno\ndos\n\ntres",a\ncuatro,b\n',
    "newlines-crlf.csv": b'text,label\r\n"uno\r\ndos",a\r\ncuatro,b\r\n',
    "quotes-and-newlines.csv": b'text,label\n"ha \n""ha"" \nha",a\n"\n""",b\n',
    "json-in-a-cell.csv": b'text,label\n"{""type"": ""Point"", ""at"": [102.0, 0.5]}",a\n',
    "all-quoted.csv": b'"text","label"\n"uno","a"\n"dos","b"\n',
    "columns-turned.csv": b"id,label,text\n1,a,uno\n2,b,dos\n",
    "utf8.csv": "text,label\nñandú ʤ 字 🙂,á\n".encode(),
    "byte-order-mark.csv": BOM + b"text,label\nuno,a\n",
    "byte-order-mark-quoted.csv": BOM + b'"text",label\n"uno, dos",a\n',
    "other-columns-empty.csv": b"id,text,label,note\n,uno,a,\n,dos,b,\n",
    "apostrophes.csv": b"text,label\nl'eau d'ici,a\n'uno' y 'dos',b\n",
    "tabs-in-cells.csv": b"text,label\nuno\tdos,a\ntres,b\n",
    "simple.tsv": b"text\tlabel\nuno, dos\ta\ntres\tb\n",
    "crlf.tsv": b"text\tlabel\r\nuno\ta\r\ndos\tb\r\n",
    "byte-order-mark.tsv": BOM + b"text\tlabel\nuno\ta\n",
}


def read_csv(name, data):
    text = data.decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter="\t" if name.endswith("tsv") else ",")
    return [[row["text"], row["label"]] for row in rows]


# The object's other members; its text and label come from here as well where they are what is tried.
VALID = {
    "plain": rb'{"text":"uno","label":"a"}',
    "blanks": b' \t{ "text" :\t"uno" , "label" : "a" } \t',
    "carriage-return": b'{"text":"uno","label":"a"}\r',
    "escapes": rb'{"text":"\"\\\/\b\f\n\r\t.","label":"a"}',
    "unicode-escapes": rb'{"text":"\u00f1\u5B57\u0041","label":"\u00e1"}',
    "surrogate-pair": rb'{"text":"\ud83d\ude00\uD834\uDD1E","label":"a"}',
    "null-escape": rb'{"text":"a\u0000b","label":"a"}',
    "line-separators": '{"text":"a\u2028b\u2029c","label":"a"}'.encode(),
    "noncharacter": rb'{"text":"\uFFFF\uFDD0","label":"a"}',
    "delete-unescaped": b'{"text":"a\x7fb","label":"a"}',
    "utf8": '{"text":"ñ字🙂€","label":"á"}'.encode(),
    "escaped-names": rb'{"\u0074ext":"uno","l\u0061bel":"a"}',
    "other-order": rb'{"label":"a","text":"uno"}',
    "other-members": rb'{"id":-0,"text":"uno","x":[1,[],{"text":"no"}],"y":{"label":"no"},"label":"a","z":null}',
    "numbers": rb'{"n":[0,-0,1e5,1E-2,1.5e+3,123123e20,-1,0.1],"text":"uno","label":"a"}',
    "large-numbers": b'{"n":' + b"9" * 60 + rb',"text":"uno","label":"a"}',
    "number-as-label": rb'{"text":"uno","label":7}',
    "boolean-as-label": rb'{"text":"uno","label":true}',
    "empty-names": rb'{"":0,"text":"uno","label":"a"}',
    "nested": b'{"n":' + b"[" * 60 + b"]" * 60 + rb',"text":"uno","label":"a"}',
}

INVALID = {
    "cut": rb'{"text":"uno","label":"a"',
    "cut-in-text": rb'{"text":"uno","label":"a',
    "trailing-comma": rb'{"text":"uno","label":"a",}',
    "two-commas": rb'{"text":"uno",,"label":"a"}',
    "no-comma": rb'{"text":"uno" "label":"a"}',
    "no-colon": rb'{"text" "uno","label":"a"}',
    "two-colons": rb'{"text"::"uno","label":"a"}',
    "single-quotes": rb"{'text':'uno','label':'a'}",
    "no-quotes": rb'{text:"uno",label:"a"}',
    "comment": rb'{"text":"uno","label":"a"} // two',
    "comment-within": rb'{"text":"uno",/**/"label":"a"}',
    "something-after": rb'{"text":"uno","label":"a"} x',
    "two-objects": rb'{"text":"uno","label":"a"}{"text":"dos","label":"b"}',
    "closed-twice": rb'{"text":"uno","label":"a"}}',
    "wrong-closing": rb'{"text":"uno","label":"a"]',
    "tab-unescaped": b'{"text":"a\tb","label":"a"}',
    "null-unescaped": b'{"text":"a\0b","label":"a"}',
    "bad-escape": rb'{"text":"\x41","label":"a"}',
    "bad-unicode-escape": rb'{"text":"\u00g1","label":"a"}',
    "short-unicode-escape": rb'{"text":"\u00e","label":"a"}',
    "lone-surrogate": rb'{"text":"\ud800","label":"a"}',
    "not-utf8": b'{"text":"a\xffb","label":"a"}',
    "overlong-utf8": b'{"text":"\xc0\xaf","label":"a"}',
    "surrogate-in-utf8": b'{"text":"\xed\xa0\x80","label":"a"}',
    "latin-1": b'{"text":"a\xf1o","label":"a"}',
    "nan": rb'{"n":NaN,"text":"uno","label":"a"}',
    "infinity": rb'{"n":-Infinity,"text":"uno","label":"a"}',
    "leading-zero": rb'{"n":012,"text":"uno","label":"a"}',
    "plus": rb'{"n":+1,"text":"uno","label":"a"}',
    "no-digit-after-point": rb'{"n":1.,"text":"uno","label":"a"}',
    "no-digit-before-point": rb'{"n":.5,"text":"uno","label":"a"}',
    "hexadecimal": rb'{"n":0x1F,"text":"uno","label":"a"}',
    "empty-exponent": rb'{"n":1e,"text":"uno","label":"a"}',
    "capital-true": rb'{"n":True,"text":"uno","label":"a"}',
    "name-without-value": rb'{"text":"uno","label":"a","n"}',
    "number-as-name": rb'{1:1,"text":"uno","label":"a"}',
    "a-text": rb'"uno"',
    "a-number": rb"7",
    "null": rb"null",
    "blank-of-another-kind": b'{"text":\xc2\xa0"uno","label":"a"}',
    "byte-order-mark-within": BOM + rb'{"text":"uno","label":"a"}',
    "very-deep": b'{"n":' + b"[" * 100_000,
    "text-is-an-object": rb'{"text":{"a":1},"label":"a"}',
    "label-is-null": rb'{"text":"uno","label":null}',
    "no-label": rb'{"text":"uno"}',
}


def read_json(line):
    object = json.loads(line.decode())
    label = object["label"]
    return [object["text"], label if isinstance(label, str) else json.dumps(label)]


def refused(line):
    """Whether Python refuses it too, with what it lets through beyond the standard put back."""

    def no(_):
        raise ValueError

    try:
        object = json.loads(line.decode(), parse_constant=no)
        "".join(object["text"]).encode()
        return not (isinstance(object["label"], str) and isinstance(object["text"], str))
    except (ValueError, TypeError, KeyError, RecursionError):
        return True


for name, line in INVALID.items():
    assert refused(line), name

latin = lambda data: data.decode("latin-1")  # noqa: E731
cases = {
    "csv": {name: {"file": latin(data), "rows": read_csv(name, data)} for name, data in CSV.items()},
    "valid": {name: {"line": latin(line), "row": read_json(line)} for name, line in VALID.items()},
    # What only repeats one character is written as how often.
    "invalid": {name: latin(line) if len(line) < 1000 else {"start": '{"n":', "repeat": "[", "times": 100_000} for name, line in INVALID.items()},
}
(pathlib.Path(__file__).parent / "tables.json").write_text(json.dumps(cases, indent=1) + "\n")
