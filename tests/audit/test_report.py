#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""`pickupbox report`: the same figures in every form, counted anew from entries.jsonl by other code; what may be published;
what is refused.

usage: test_report.py PICKUPBOX MAKE_TOWN
"""

import csv
import datetime
import io
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import zoneinfo

PICKUPBOX, MAKE_TOWN = sys.argv[1:3]
BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
LETTER = 5


def report(*arguments, status=0):
    done = subprocess.run([PICKUPBOX, "report", *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode == status, (arguments, done.returncode, done.stdout[-500:], done.stderr)
    for line in done.stderr.splitlines():
        assert line.startswith("pickupbox: "), line
    return done


def told(*arguments):
    return json.loads(report(*arguments, "--json").stdout)


def counted_anew(*outs):
    """What the entries themselves say."""
    sums = {"loaded": 0, "issued": 0, "issued_documents": 0, "expired": 0, "removed": 0, "refused": 0, "faults": 0}
    held, waits, days, hours = {}, [], {}, [0] * 24
    for out in outs:
        for line in (out / "entries.jsonl").read_text().splitlines():
            entry = json.loads(line)
            event = entry["e"]
            local = datetime.datetime.fromtimestamp(entry["t"] / 1000, BERLIN)
            if event == "loaded":
                held[entry["cti"]] = entry
                sums["loaded"] += 1
            elif event == "issued":
                was = held.pop(entry["cti"])
                documents = sum(int(item) != LETTER for item in was["items"].split(","))
                sums["issued"] += 1
                sums["issued_documents"] += documents
                waits.append((entry["t"] - was["t"]) // 1000)
                days[f"{local:%Y-%m-%d}"] = days.get(f"{local:%Y-%m-%d}", 0) + documents
                hours[local.hour] += 1
            elif event == "removed":
                held.pop(entry["cti"])
                sums["removed"] += 1
            elif event == "expired":
                sums["expired"] += 1
            elif event.startswith("refused"):
                sums["refused"] += entry.get("count", 1)
            elif event in ("open_failed", "left_open", "forced_open", "switch_faulty", "quarantined"):
                sums["faults"] += 1
    return sums, held, sorted(waits), days, hours


def counted_of_the_day(*outs):
    """How people fared, and reconciliation."""
    incidents, seconds, ends, under_way = dict.fromkeys(("refused", "locked_out", "open_failed"), 0), [], [], {}
    for out in outs:
        released, visited = {}, set()
        for entry in map(json.loads, (out / "entries.jsonl").read_text().splitlines()):
            event = entry["e"]
            if event in incidents:
                incidents[event] += 1
            elif event == "release":
                released[entry["cti"]] = entry["t"]
            elif event == "closed":
                seconds.append((entry["t"] - released.pop(entry["cti"])) // 1000)
            elif event == "service_open" and entry.get("why") == "reconcile":
                visited.add(entry["c"])
            elif event == "reconciled":
                ends.append(entry)
                visited = set()
        if visited:
            under_way[entry["box"]] = len(visited)
    return incidents, sorted(seconds), ends, under_way


def the_day_is_that_of_the_entries(outs, folder):
    incidents, seconds, ends, under_way = counted_of_the_day(*outs)
    assert incidents["refused"] and incidents["open_failed"] and len(set(seconds)) > 5 and ends
    figures, named = told(*outs), told(*outs, "--staff")
    assert list(figures["incidents"].values()) == list(incidents.values()), (figures["incidents"], incidents)
    pickups = figures["pickups"]
    assert pickups == {"count": len(seconds), "median_s": seconds[(len(seconds) + 1) // 2 - 1], "longest_s": seconds[-1],
                       "percentile_95_s": seconds[-(-19 * len(seconds) // 20) - 1]}, (pickups, seconds)
    reconciliation = figures["reconciliation"]
    assert reconciliation["count"] == len(ends) == len(reconciliation["ended"])
    for name in ("there", "empty", "else"):
        assert reconciliation[name] == sum(end[name] for end in ends) == sum(end[name] for end in reconciliation["ended"])
    assert {box["box"]: box["visited"] for box in reconciliation["under_way"]} == under_way
    assert {end["by"] for end in reconciliation["ended"]} == {None} and {end["by"] for end in named["reconciliation"]["ended"]} == {"b.weber"}
    report(*outs, "-o", folder / "day.csv")
    text, table = report(*outs, "--language", "en").stdout, (folder / "day.csv").read_text()
    for said in (text, table, report(*outs, "--language", "de").stdout):
        assert "b.weber" not in said
    assert f"pickups,percentile_95,seconds,{pickups['percentile_95_s']}\n" in table and "reconciliations" in text
    assert f"incidents,turned_away,count,{incidents['refused']}\n" in table and re.search(rf"^turned away +{incidents['refused']}$", text, re.MULTILINE)
    gave_up = {}
    for line in "".join((out / "entries.jsonl").read_text() for out in outs).splitlines():
        entry = json.loads(line)
        if entry["e"] == "gave_up":
            gave_up[entry["what"]] = gave_up.get(entry["what"], 0) + entry["count"]
    assert len(gave_up) == 2 and {row["screen"]: row["count"] for row in figures["gave_up"]} == gave_up
    assert f"gave_up,birth,count,{gave_up['birth']}\n" in table
    listed = sum('"e":"listed"' in line for out in outs for line in (out / "entries.jsonl").read_text().splitlines())
    assert listed > 0 and figures["events"]["listed"] == listed and f"events,listed,count,{listed}\n" in table
    first = reconciliation["ended"][0]
    assert f"reconciliations,{first['box']} {first['ended']},there,{first['there']}\n" in table
    assert f"{first['box']} {first['ended']} b.weber" in report(*outs, "--staff").stdout
    german = report(*outs, "--language", "de").stdout
    for words in ("Dauer der Abholung", "neunzehn von zwanzig höchstens", "Abgleiche", "Vorfälle mit Nummer", "Geburtsdatum eingeben", "Tür ging nicht auf"):
        assert words in german, words
    return under_way


def the_figures_are_those_of_the_entries(outs):
    figures = told(*outs)
    sums, held, waits, days, hours = counted_anew(*outs)
    for name, value in sums.items():
        assert figures["total"][name] == value, (name, figures["total"][name], value)
        assert sum(box[name] for box in figures["boxes"]) == value
        assert sum(day[name] for day in figures["days"]) == value
        assert sum(entry[name] for entry in figures["series"]["bins"]) == value
    assert figures["held"] == len(held) and figures["hours"] == hours
    assert {day["from"]: day["issued_documents"] for day in figures["days"] if day["issued_documents"]} == days
    waiting = figures["waiting"]
    assert waiting["count"] == len(waits) and waiting["longest_s"] == waits[-1]
    assert waiting["median_s"] == waits[(len(waits) + 1) // 2 - 1]
    assert sum(waiting["days"]) == len(waits) and sum(why["count"] for why in figures["refusals"]) == sums["refused"]
    return figures


def csv_and_text_say_the_same(outs, figures, folder):
    report(*outs, "-o", folder / "r.csv")
    rows = list(csv.reader(io.StringIO((folder / "r.csv").read_text(), newline="")))
    assert rows[0] == ["table", "name", "measure", "value"] and all(len(row) == 4 for row in rows)
    values = {tuple(row[:3]): int(row[3]) for row in rows[1:]}
    assert len(values) == len(rows) - 1
    for name, value in figures["total"].items():
        assert values["total", "all", name] == value
    for day in figures["days"]:
        assert values["days", day["from"], "issued"] == day["issued"]
    for week in figures["weeks"]:
        within = [day for day in figures["days"] if f"{datetime.date.fromisoformat(day['from']):%G-W%V}" == week["week"]]
        assert values["weeks", week["week"], "issued"] == week["issued"] == sum(day["issued"] for day in within)
        assert values["weeks", week["week"], "days_over"] == week["days_over"]
    assert sum(week["loaded"] for week in figures["weeks"]) == figures["total"]["loaded"]
    assert figures["weeks"][-1]["days_over"] < 7 and figures["weeks"][1]["days_over"] == 7  # the last one is running
    for box in figures["compartments"]:
        assert values["compartments", f"{box['box']} {box['compartment']}", "issued"] == box["issued"]
    for item in figures["items"]:
        assert values["items", item["item"], "issued"] == item["issued"]
    text = report(*outs).stdout
    assert re.search(rf"^all +{figures['total']['loaded']} ", text, re.MULTILINE), text[:2000]


def every_number(figures):
    """All that may stand on paper, as it is written there."""
    found = set()

    def walk(value):
        if isinstance(value, dict):
            for part in value.values():
                walk(part)
        elif isinstance(value, list):
            for part in value:
                walk(part)
        elif isinstance(value, int):
            found.add(value)

    walk(figures)
    return found


def paper(outs, folder, *options):
    pdf = folder / "r.pdf"
    report(*outs, "-o", pdf, *options)
    pages = subprocess.run(["pdfinfo", pdf], check=True, capture_output=True, text=True).stdout
    assert re.search(r"^Pages: +2$", pages, re.MULTILINE) and "595" in pages, pages
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout
    assert "\ufffd" not in text
    return text.replace("\u202f", "")


def axis_numbers(most):
    """The marks of an axis that reaches `most`: at most five steps of 1, 2 or 5 times a power of ten."""
    for power in range(20):
        for factor in (1, 2, 5):
            step = factor * 10 ** power
            if -(-most // step) <= 5:
                return set(range(0, most + step, step))
    raise AssertionError


def paper_says_only_what_json_says(outs, figures, folder):
    for language, unit, point in (("de", "Tage", ","), ("en", "days", ".")):
        text = paper(outs, folder, "--language", language)
        in_days = rf"(\d+)\{point}(\d) {unit}"
        waits = [int(whole) * 10 + int(tenth) for whole, tenth in re.findall(in_days, text)]
        assert waits == [figures["waiting"][name] * 10 // 86400 for name in ("median_s", "lower_quartile_s", "upper_quartile_s",
                                                                              "longest_s")], (waits, text[:1000])
        plain = re.sub(in_days, "", text)
        for ledger in figures["ledgers"]:  # names, roots, dates and clock marks are no figures
            plain = plain.replace(ledger["origin"], "").replace(ledger["root"], "").replace(ledger["box"], "")
        plain = re.sub(r"\d\d\.\d\d\.\d{4}|\d{4}-\d\d-\d\d|14\+|(Seite|Page) \d \w+ 2|(Fach|no\.) \d+", "", plain)
        allowed = every_number(figures) | set(range(24))
        series = max(entry["issued_documents"] for entry in figures["series"]["bins"])
        for most in (series, max(i["issued"] for i in figures["items"]), max(figures["hours"]), max(figures["waiting"]["days"])):
            allowed |= axis_numbers(most)
        strange = [number for number in re.findall(r"(?<![\w./])\d+", plain) if int(number) not in allowed]
        assert not strange, (strange, plain)
        for name in ("issued_documents", "issued", "loaded", "expired"):
            assert re.search(rf"(?<!\d){figures['total'][name]}(?!\d)", text), name
        for entry in figures["items"]:
            assert re.search(rf"(?<!\d){entry['issued']}(?!\d)", text), entry
        words = {"de": "Listen mitgenommen", "en": "lists taken along"}[language]
        assert re.search(rf"{words} +{figures['events']['listed']}\b", text) and figures["events"]["listed"] > 0, text
        for hour in filter(None, figures["hours"]):
            assert re.search(rf"(?<!\d){hour}(?!\d)", text), hour


def a_period_is_whole_local_days(out):
    whole = told(out)
    first, last = told(out, "--to", "2026-01-31"), told(out, "--from", "2026-02-01")
    for name, value in whole["total"].items():
        assert first["total"][name] + last["total"][name] == value, name
    assert first["days"][-1]["from"] <= "2026-01-31" and last["days"][0]["from"] >= "2026-02-01"
    assert told(out, "--from", "2030-01-01")["entries"] == 0
    paper([out], out.parent, "--from", "2030-01-01")
    assert told(out, "--zone", "UTC")["hours"] != whole["hours"]


def months_and_weeks_are_periods_too(out):
    def same(given, dates):
        periods = [told(out, *options) for options in (given, dates)]
        for period in periods:
            del period["period"]
        assert periods[0] == periods[1], (given, dates)

    same(("--from", "2026-02"), ("--from", "2026-02-01"))
    same(("--to", "2026-01"), ("--to", "2026-01-31"))
    same(("--from", "2026-02", "--to", "2026-02"), ("--from", "2026-02-01", "--to", "2026-02-28"))
    same(("--from", "2026-W06"), ("--from", "2026-02-02"))
    same(("--to", "2026-W05"), ("--to", "2026-02-01"))
    same(("--from", "2026-W01", "--to", "2026-W53"), ("--from", "2025-12-29", "--to", "2027-01-03"))
    for wrong in ("2026-13", "2026-00", "2026-1", "2026", "2025-W53", "2026-W54", "2026-W00", "2026-W6", "2026-W06-1", "2026-02-", "x"):
        assert wrong in report(out, "--from", wrong, status=2).stderr


def the_period_before_is_told_beside(out, folder):
    """As long before; a month's is the month before, a quarter's the quarter. It is what one gets who asks for that period itself."""
    for given, before in ((("2026-02", "2026-02"), ("2026-01-01", "2026-01-31")), (("2026-01", "2026-01"), ("2025-12-01", "2025-12-31")),
                          (("2026-03", "2026-04"), ("2026-01-01", "2026-02-28")), (("2026-W06", "2026-W06"), ("2026-01-26", "2026-02-01")),
                          (("2026-04-05", "2026-04-14"), ("2026-03-26", "2026-04-04")), (("2026-03-30", "2026-03-30"), ("2026-03-29",) * 2)):
        period = ("--from", given[0], "--to", given[1])
        figures = told(out, *period)
        asked = told(out, "--from", before[0], "--to", before[1])
        assert figures["previous"] == {"from": before[0], "to": before[1], **asked["total"]}, (given, figures["previous"])
        report(out, "-o", folder / "r.csv", *period)
        assert f"previous,{before[0]}/{before[1]},issued,{asked['total']['issued']}\r\n" in (folder / "r.csv").read_bytes().decode()
        assert f"{before[0]}/{before[1]}" in report(out, *period).stdout
        text = paper([out], folder, *period)
        for name in ("issued_documents", "loaded"):
            assert f"(davor: {asked['total'][name]})" in text, (given, text[:1500])
    for options in ((), ("--from", "2026-02"), ("--to", "2026-02")):
        assert told(out, *options)["previous"] is None and "davor" not in paper([out], folder, *options)


def what_is_not_over_is_marked(out, folder):
    """Of months: the last, in which the ledger may still grow; and both ends of a period that cuts them."""
    def marked(*options):
        series = told(out, *options)["series"]
        return series["step"], [entry["from"] for entry in series["bins"] if not entry["whole"]], [entry["from"] for entry in series["bins"]]

    step, part, bins = marked()
    assert step == "week" and part == bins[-1:], (step, part, bins)
    step, part, bins = marked("--from", "2026-02-04", "--to", "2026-04-16")
    assert step == "week" and part == ["2026-02-02", "2026-04-13"], (step, part, bins)
    assert marked("--from", "2026-W06", "--to", "2026-W16")[1] == []
    step, part, bins = marked("--from", "2026-02", "--to", "2026-02")
    assert step == "day" and part == [], (step, part)
    assert "helle Balken" in paper([out], folder) and "pale bars" in paper([out], folder, "--language", "en")
    assert "helle Balken" not in paper([out], folder, "--from", "2026-W06", "--to", "2026-W16")


def staff_are_named_on_request_only(out, folder):
    assert told(out)["loaders"] == [] and told(out, "--staff")["loaders"]
    name = told(out, "--staff")["loaders"][0]["by"]
    for options, there in (((), False), (("--staff",), True)):
        report(out, "-o", folder / "staff.csv", *options)
        assert (f"loaders,{name}," in (folder / "staff.csv").read_text()) == there
        assert (name in report(out, *options).stdout) == there
        assert (name in paper([out], folder, *options)) == there
        assert ("named on request only (--staff)" in paper([out], folder, "--language", "en", *options)) != there


def like_things_on_paper_have_one_size(out, folder):
    for language in ("de", "en"):
        paper([out], folder, "--language", language)
        pages = subprocess.run(["pdftotext", "-bbox", folder / "r.pdf", "-"], check=True, capture_output=True, text=True).stdout.split("<page ")[1:]
        places = [[(float(y), round(float(bottom) - float(y), 1), word) for y, bottom, word in
                   re.findall(r'yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">(.*?)<', page)] for page in pages]
        labels = {height for y, height, _ in places[0] if 128 < y < 265 and height < 20}
        titles = {height for y, height, _ in places[1] if 505 < y < 780 and height > 13}
        rows = {height for y, height, _ in places[1] if 505 < y < 780 and height < 13}
        assert len(labels) == len(titles) == len(rows) == 1, (language, labels, titles, rows)


def no_machine_s_name_is_printed(out, folder):
    """Whatever the CSV has for programs is said in words of the language, to read and in its sheet; names of boxes, days and people stay."""
    names = folder / "machine.csv"
    report(out, "-o", names)
    machine = set()
    for row in csv.DictReader(names.open()):
        machine |= {row["table"], row["measure"]} | ({row["name"]} if row["table"] in ("events", "alarms", "gave_up", "incidents", "refusals", "items", "waiting") else set())
    machine = {name for name in machine if "_" in name or ":" in name}
    assert {"gave_up", "left_open", "loaded_documents", "lower_quartile"} <= machine, machine
    assert any(name.startswith("alarms,") for name in names.read_text().splitlines()), "the town has alarms"
    for language in ("de", "en"):
        sheet = folder / f"{language}.csv"
        if language == "de":
            report(out, "-o", sheet, "--language", language)
        for text in [report(out, "--language", language).stdout] + ([sheet.read_text()] if language == "de" else []):
            words = set(re.split(r"[\s;\"]+", text))
            assert not machine & words, (language, machine & words)
            assert not [word for word in words if re.fullmatch(r"[a-z]+(_[a-z0-9]+)+(:\S+)?", word)], (language, text)


def closed(*outs):
    """The groups that may be published, from the entries: months that are over in each ledger, together until there are five."""
    months, ends = {}, []
    for out in outs:
        last = max(json.loads(line)["t"] for line in (out / "entries.jsonl").read_text().splitlines())
        ends.append(f"{datetime.datetime.fromtimestamp(last / 1000, BERLIN):%Y-%m}")
    _, _, _, days, _ = counted_anew(*outs)
    for day, documents in days.items():
        months[day[:7]] = months.get(day[:7], 0) + documents
    groups, group = [], None
    for month in sorted(month for month in months if month < min(ends)):
        group = group or {"from": month, "documents": 0}
        group["to"], group["documents"] = month, group["documents"] + months[month]
        if group["documents"] >= 5:
            groups.append(group)
            group = None
    return groups


def what_is_published_is_documents_by_month(outs, figures, folder):
    data, table = folder / "p.json", folder / "p.csv"
    url = "https://daten.musterstadt.example/ausgabe"
    about = ("--publisher", "Stadt Musterstadt", "--url", url)
    for given in (outs[:1], outs):
        report(*given, "--public", "-o", data, *about)
        published = json.loads(data.read_text())
        assert published["groups"] == closed(*given) and all(group["documents"] >= 5 for group in published["groups"])
        assert set(published) == {"documents", "until", "groups"} and published["until"] == published["groups"][-1]["to"]
        assert sum(group["documents"] for group in published["groups"]) == published["documents"] < figures["total"]["issued_documents"]
    assert len(closed(*outs)) < len(closed(*outs[:1])) > 3  # the ledger that ends first decides which months are over
    report(*outs, "--public", "-o", table, *about)
    rows = list(csv.DictReader(io.StringIO(table.read_text(), newline="")))
    assert [row["kind"] for row in rows] == ["months"] * (len(rows) - 1) + ["total"]
    assert sum(int(row["documents"]) for row in rows[:-1]) == int(rows[-1]["documents"]) == published["documents"]
    for file, media in ((data, "application/json"), (table, "text/csv")):
        metadata = json.loads(pathlib.Path(f"{file}.jsonld").read_text())
        assert metadata["@type"] == "dcat:Dataset" and metadata["dct:publisher"]["foaf:name"] == "Stadt Musterstadt"
        assert metadata["@id"] == metadata["dct:identifier"] == url + "#dataset"
        assert metadata["dcat:distribution"]["@id"] == f"{url}#{file.suffix[1:]}"
        assert metadata["dcat:distribution"]["dcat:mediaType"]["@id"].endswith(media)
        assert metadata["dcat:distribution"]["dct:license"]["@id"].startswith("http://dcat-ap.de/def/licenses/")
    assert "fewer than 5" in report(outs[0], "--public", "--to", "2026-01-05").stdout


def two_publications_differ_by_whole_groups(out):
    """Whatever day the figures are made: an earlier publication is the beginning of each later one."""
    first, before = datetime.date.fromisoformat(told(out)["days"][0]["from"]), []
    for days in range(0, 150, 7):
        groups = json.loads(report(out, "--public", "--json", "--to", first + datetime.timedelta(days)).stdout)["groups"]
        assert groups[:len(before)] == before, (days, before, groups)
        before = groups
    assert before == closed(out)[:len(before)] and len(before) > 2


def wrong_questions_and_wrong_exports_are_refused(out, folder):
    report(status=2)
    report(folder / "none", status=2)
    report(out, "--from", "2026-02-30", status=2)
    report(out, "--from", "2026-03-01", "--to", "2026-02-01", status=2)
    report(out, "--zone", "Nowhere", status=2)
    report(out, "--language", "fr", status=2)
    report(out, "-o", folder / "r.txt", status=2)
    report(out, "-o", folder / "none" / "r.pdf", status=2)
    report(out, "--public", "-o", folder / "r.pdf", status=2)
    report(out, "--public", "-o", folder / "r.csv", status=2)
    report(out, "--url", "https://example.org", status=2)
    public = (out, "--public", "-o", folder / "r.csv", "--publisher", "Stadt")
    for url in ("daten.example", "ftp://daten.example", "https://", "https://daten.example/a b", "https://daten.example/#a", "https://ä.example",
                'https://daten.example/"'):
        assert "https://" in report(*public, "--url", url, status=2).stderr
    licences = "http://dcat-ap.de/def/licenses/"
    for licence in ("dl-zero-de/2.0", f"{licences}dl-zero-de/3.0", f"{licences}cc-by/4.0/", licences, f"{licences}a b", "https://example.org/licence"):
        assert "dcat-ap.de" in report(*public, "--url", "https://daten.example", "--licence", licence, status=2).stderr
    assert "--from" in report(out, "--public", "--from", "2026-02-01", status=2).stderr
    assert "same ledger" in report(out, out, status=1).stderr
    other = folder / "other.vkey"
    other.write_text("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\n")
    report(out, "--vkey", other, status=1)
    assert "key not pinned" in report(out).stderr and report(out, "--vkey", out / "vkey").stderr == ""
    bundle = out / "tile" / "entries" / "000"
    good = bundle.read_bytes()
    bundle.write_bytes(good.replace(b'"e":"issued"', b'"e":"closed"', 1))
    assert report(out, "--json", status=1).stdout == ""
    bundle.write_bytes(good)


def a_german_locale_reads_german_and_data_stay_as_they_are(out, folder):
    def german(*arguments):
        return subprocess.run([PICKUPBOX, "report", *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              env={**os.environ, "LC_ALL": "de_DE.UTF-8"})

    done, english = german(out), report(out)
    assert done.returncode == 0 and "Zeitraum: Anfang bis Ende" in done.stdout and "Schlüssel nicht geprüft" in done.stderr, done
    numbers = [[re.findall(r"\b\d+\b", line) for line in text.splitlines()[3:]] for text in (done.stdout, english.stdout)]
    assert numbers[0] == numbers[1]
    # A language that is named goes before that of the locale.
    assert report(out, "--language", "de").stdout == done.stdout and german(out, "--language", "en").stdout == english.stdout
    assert "kein Datum" in german(out, "--from", "x").stderr
    # Made at another moment.
    data = [re.sub(r'"created": *"[^"]*"', "", text) for text in (german(out, "--json").stdout, report(out, "--json").stdout)]
    assert data[0] == data[1]
    german(out, "-o", folder / "german.csv")
    report(out, "-o", folder / "english.csv")
    assert (folder / "german.csv").read_bytes() == (folder / "english.csv").read_bytes()


def a_spreadsheet_opens_the_german_table(outs, figures, folder):
    """What Excel under a German locale makes of it: the mark names the encoding, semicolons separate, numbers are numbers."""
    sheet, plain = folder / "sheet.csv", folder / "plain.csv"
    report(*outs, "--language", "de", "-o", sheet)
    report(*outs, "-o", plain)
    raw = sheet.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") and raw.count(b"\r\n") == raw.count(b"\n")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows[0] == ["Tabelle", "Name", "Maß", "Wert"] and all(len(row) == 4 for row in rows)
    assert [row[3] for row in rows[1:]] == [row["value"] for row in csv.DictReader(io.StringIO(plain.read_text(), newline=""))]
    assert any(row[1] == "Reisepass" for row in rows) or any("pass" in row[1].lower() for row in rows)
    assert not any(row[0] == "items" for row in rows)
    report(*outs, "--language", "en", "-o", sheet)
    assert sheet.read_bytes() == plain.read_bytes()


def main():
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        outs = [folder / "K017", folder / "K018"]
        subprocess.run([MAKE_TOWN, outs[0], "K017", "150", "1"], check=True)
        subprocess.run([MAKE_TOWN, outs[1], "K018", "45", "2"], check=True)
        figures = the_figures_are_those_of_the_entries(outs)
        csv_and_text_say_the_same(outs, figures, folder)
        paper_says_only_what_json_says(outs, figures, folder)
        assert the_day_is_that_of_the_entries(outs, folder)  # one is under way
        one = the_figures_are_those_of_the_entries(outs[1:])
        assert one["series"]["step"] == "day"
        paper_says_only_what_json_says(outs[1:], one, folder)
        a_period_is_whole_local_days(outs[0])
        months_and_weeks_are_periods_too(outs[0])
        the_period_before_is_told_beside(outs[0], folder)
        what_is_not_over_is_marked(outs[0], folder)
        a_spreadsheet_opens_the_german_table(outs, figures, folder)
        staff_are_named_on_request_only(outs[0], folder)
        like_things_on_paper_have_one_size(outs[0], folder)
        no_machine_s_name_is_printed(outs[0], folder)
        what_is_published_is_documents_by_month(outs, figures, folder)
        two_publications_differ_by_whole_groups(outs[0])
        a_german_locale_reads_german_and_data_stay_as_they_are(outs[0], folder)
        wrong_questions_and_wrong_exports_are_refused(outs[0], folder)


main()
