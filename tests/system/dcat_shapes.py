#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The metadata of `pickupbox report --public`, read as linked data and judged by npm's rdf-validate-shacl: by shapes of our own
(npm-shacl/shapes.ttl), and by those of DCAT-AP.de 3.0 with the DCAT-AP 3.0.0 that they stand on, where checkouts of
GovDataOfficial/DCAT-AP.de-SHACL-Validation and SEMICeu/DCAT-AP lie in the folder of `meson setup -Doutside=FOLDER`. Either must find what is
spoiled on purpose. Whether a code is in its list is told by npm-shacl/facts.ttl: the lists are on the web.

usage: dcat_shapes.py PICKUPBOX MAKE_TOWN
"""

import copy
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import npm_program

PICKUPBOX, MAKE_TOWN = sys.argv[1:3]
HERE = pathlib.Path(__file__).parent / "npm-shacl"
GERMAN = "*/validator/resources/v3.0/shapes/dcat-ap-*.ttl"
EUROPEAN = "*/releases/3.0.0/shacl/dcat-ap-SHACL.ttl"


def spoiled(good):
    """What is wrong, and the metadata with it."""
    def changed(words, change):
        wrong = copy.deepcopy(good)
        change(wrong, wrong["dcat:distribution"])
        return words, wrong

    codes = "http://publications.europa.eu/resource/authority/"
    yield changed("title", lambda dataset, _: dataset.pop("dct:title"))
    yield changed("description", lambda dataset, _: dataset.pop("dct:description"))
    yield changed("publisher", lambda dataset, _: dataset.pop("dct:publisher"))
    yield changed("publisher", lambda dataset, _: dataset.update({"dct:publisher": "Stadt Musterstadt"}))
    yield changed("name", lambda dataset, _: dataset["dct:publisher"].pop("foaf:name"))
    yield changed("theme", lambda dataset, _: dataset.update({"dcat:theme": {"@id": codes + "data-theme/GOVERNMENT"}}))
    yield changed("accrualPeriodicity", lambda dataset, _: dataset.update({"dct:accrualPeriodicity": {"@id": codes + "frequency/NOW"}}))
    yield changed("modified", lambda dataset, _: dataset.update({"dct:modified": [dataset["dct:modified"], "today"]}))
    yield changed("temporal", lambda dataset, _: (dataset["dct:temporal"].pop("dcat:startDate"), dataset["dct:temporal"].pop("dcat:endDate")))
    yield changed("accessURL", lambda _, files: files.pop("dcat:accessURL"))
    yield changed("license", lambda _, files: files.pop("dct:license"))
    yield changed("license", lambda _, files: files.update({"dct:license": {"@id": "http://dcat-ap.de/def/licenses/dl-nil-de/2.0"}}))
    yield changed("format", lambda _, files: files.update({"dct:format": {"@id": codes + "file-type/CVS"}}))
    yield changed("mediaType", lambda _, files: files.update({"dcat:mediaType": {"@id": "https://example.org/media-types/text/csv"}}))


class Judge:
    def __init__(self, shapes):
        self.npm, self.shapes, self.count = npm_program.installed("npm-shacl"), shapes, 0

    def judge(self, paths):
        done = subprocess.run(["node", "validate.mjs", HERE / "facts.ttl", *self.shapes], cwd=self.npm, capture_output=True, text=True,
                              input="".join(f"{path}\n" for path in paths))
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    def check(self, files, folder):
        """Each of the files is right, and each way of spoiling them is found."""
        for told in self.judge(files):
            assert told["triples"] >= 17 and told["results"] == [], told
        wrong = list(spoiled(json.loads(files[0].read_text())))
        for i, (_, metadata) in enumerate(wrong):
            (folder / str(i)).write_text(json.dumps(metadata))
        for (words, metadata), told in zip(wrong, self.judge([folder / str(i) for i in range(len(wrong))]), strict=True):
            assert told["results"], (words, metadata)
        return len(wrong)


def published(folder):
    """As CSV and JSON, with the licence unsaid and said, and before any group is closed."""
    files = []
    for name, consignments in (("K017", "150"), ("K018", "1")):
        subprocess.run([MAKE_TOWN, folder / name, name, consignments, "1"], check=True)
        for form, more in (("csv", ()), ("json", ("--licence", "http://dcat-ap.de/def/licenses/cc-by/4.0"))):
            out = folder / f"{name}.{form}"
            subprocess.run([PICKUPBOX, "report", folder / name, "--vkey", folder / name / "vkey", "--public", "--publisher", "Stadt Musterstadt",
                            "--url", f"https://daten.example/pfad?a=b&c=d/{out.name}", *more, "-o", out], check=True)
            files.append(folder / f"{out.name}.jsonld")
    return files


def official():
    """The shapes of DCAT-AP.de 3.0 and those that they stand on; none without both checkouts. What only imports is on the web."""
    outside = os.environ.get("PICKUPBOX_OUTSIDE", "")
    german, european = ([path for path in pathlib.Path(outside).glob(pattern) if outside] for pattern in (GERMAN, EUROPEAN))
    return [*(path for path in german if "imports" not in path.name), *european] if german and european else []


def main():
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        files = published(folder)
        found = Judge([HERE / "shapes.ttl"]).check(files, folder)
        print(f"our own shapes: {len(files)} publications conform; each of {found} that were spoiled does not")
        shapes = official()
        if shapes:
            found = Judge(shapes).check(files, folder)
            print(f"DCAT-AP.de 3.0, {len(shapes)} files of shapes: {len(files)} publications conform; each of {found} that were spoiled does not")
        else:
            print("DCAT-AP.de's own shapes are not there (meson setup -Doutside=FOLDER)")


main()
