#!/usr/bin/env python3
"""Makes the bundled series again from the Python packages that carry them.

    python3 samples/make_series.py            writes samples/series/*.csv
    python3 samples/make_series.py --check    compares with the files that are there, writes nothing

Needs Python 3.9 or later with pip, and a network. The wheels are read as zip files; nothing is installed.
"""

import argparse
import csv
import hashlib
import io
import pathlib
import subprocess
import sys
import tempfile
import zipfile

HERE = pathlib.Path(__file__).resolve().parent / "series"
PACKAGES = ("vega_datasets==0.9.0", "statsmodels==0.15.0")


def download(folder):
    """The wheels of PACKAGES, as open zip files, by the package's name."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
    subprocess.run(command + ["--dest", folder, *PACKAGES], check=True)
    return {wheel.name.split("-")[0]: zipfile.ZipFile(wheel) for wheel in pathlib.Path(folder).glob("*.whl")}


def rows(wheel, path):
    """The rows of a CSV file in a wheel, each a dictionary by column name."""
    return csv.DictReader(io.StringIO(wheel.read(path).decode("utf-8")))


def iso(date):
    """2012/01/02 or 20120102 as 2012-01-02."""
    digits = date.replace("/", "")
    assert len(digits) == 8 and digits.isdigit(), date
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"


def seattle(wheels):
    """Daily weather; the column of words is left out, and the maximum temperature comes first."""
    names = ["temp_max", "temp_min", "precipitation", "wind"]
    yield ["date", *names]
    for row in rows(wheels["vega_datasets"], "vega_datasets/_data/seattle-weather.csv"):
        yield [iso(row["date"]), *(row[name] for name in names)]


def sunspots(wheels):
    """Yearly counts."""
    yield ["year", "sunspots"]
    for row in rows(wheels["statsmodels"], "statsmodels/datasets/sunspots/sunspots.csv"):
        yield [row["YEAR"], row["SUNACTIVITY"]]


def co2(wheels):
    """Weekly concentrations; the weeks without a measurement stay as empty cells."""
    yield ["date", "co2"]
    for row in rows(wheels["statsmodels"], "statsmodels/datasets/co2/co2.csv"):
        yield [iso(row["date"]), row["co2"]]


def nile(wheels):
    """Yearly flows."""
    yield ["year", "volume"]
    for row in rows(wheels["statsmodels"], "statsmodels/datasets/nile/nile.csv"):
        yield [row["year"], row["volume"]]


def elnino(wheels):
    """Monthly temperatures: one row a year with twelve columns becomes twelve rows."""
    yield ["month", "temperature"]
    for row in rows(wheels["statsmodels"], "statsmodels/datasets/elnino/elnino.csv"):
        year, *months = row.values()
        assert len(months) == 12, row
        for number, value in enumerate(months, start=1):
            yield [f"{year}-{number:02}", value]


def text(table):
    """The table as the bytes of a CSV file with plain line feeds."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(table)
    return out.getvalue().encode("utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare with the files that are there, write nothing")
    arguments = parser.parse_args()
    differs = False
    with tempfile.TemporaryDirectory() as folder:
        wheels = download(folder)
        for make in (seattle, sunspots, co2, nile, elnino):
            path, made = HERE / f"{make.__name__}.csv", text(make(wheels))
            state = "made"
            if arguments.check:
                same = path.exists() and path.read_bytes() == made
                differs |= not same
                state = "same" if same else "DIFFERS"
            else:
                HERE.mkdir(exist_ok=True)
                path.write_bytes(made)
            print(f"{hashlib.sha256(made).hexdigest()}  {path.name}  {state}")
        for wheel in wheels.values():
            wheel.close()
    return 1 if differs else 0


if __name__ == "__main__":
    sys.exit(main())
