#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Every sentence that a person reads or hears stands in ui/po.

In the rooms that speak to people no string literal is a sentence: two words with a space between. Journal lines for
administrators, SQL, formats and our own assertions are told apart by where they stand. Every entry of the catalogues is used
by some source, and where a sentence is filled, the names are those of its places. What has a name is called by it alone, and
names in German stand in German quotes; on the screens, English has its apostrophes and keeps "QR code" in one line. The checker is itself checked on planted breaches first.
"""

import pathlib
import re
import sys
import tempfile

import house

ROOMS = ("ui", "controller/office", "controller/audit", "controller/box")
USERS = ("ui", "controller")  # whose sources may use entries
LITERAL = re.compile(r'(?:u8)?"(?:[^"\\\n]|\\.)*"')
WORDS = re.compile(r"[A-Za-zÄÖÜäöüß]{2,}[,.:;!?]? [A-Za-zÄÖÜäöüß]{2,}")
GERMAN = re.compile(r"[ÄÖÜäöüß]|\b(?:der|die|das|und|ist|nicht|bitte|Bitte|liegt|bis|von)\b", re.ASCII)
KEY = re.compile(r"\bTEXT_[A-Z0-9_]+\b")
FAMILY = re.compile(r"\b(TEXT_[A-Z0-9_]+?_)\d+ *\+")  # TEXT_ITEM_1 + item
PASTED = re.compile(r"\b(TEXT_[A-Z0-9_]*)##")  # TEXT_STAFF_##member
FILLED = re.compile(r"\b(?:build_say|catalogue_say|command_say|command_complain|problems_\w+|fill|put_line|say)\(")

# What may be words in the code, in English: (files, the call it stands in, what it looks like, why).
ALLOWED = (
    (r".*", r"static_assert|_Static_assert|assert", r"", "for whoever builds it"),
    (r"ui/.*", r".*", r"^Noto Sans", "the name of a font"),
    (r"controller/box/session/.*", r"(?:box|recorder)_(?:log|fault|refuse|alarm)|fault_if|granted", r"", "the journal, for administrators"),
    (r"controller/box/store/.*", r".*", r"", "SQL, and faults of the database for the journal"),
    (r"controller/office/registry/.*", r".*", r"", "SQL, and what a database says of itself"),
    (r"controller/box/daemon/.*", r".*", r"", "journal, configuration, wiring and control socket, for administrators"),
    (r"controller/audit/(reading|figures)\.c", r"finding_set|\{|", r"", "findings about an export, worded as those of the ledger are"),
    (r"controller/audit/inspect\.c", r".*", r"", "`code inspect`, which is English as all that speaks of codes and ledgers"),
    (r"controller/audit/report_rows\.c", r".*", r"^%u or more$", "a name in the CSV"),
)

# In German, what must not be said and what is said instead; \xad is a soft hyphen.
NAMES = (
    (r"Lade\xad?schein", "Ticket"),
    (r"Haupt\xad?schlüssel", "Wurzelschlüssel"),
    (r"Badge|Ausweis(?= von \{sub\}|: |schlüssel)|neue[nm] Ausweis\b", "Ausweiskarte"),
    (r"Bundle", "Freigabe"),
    (r"Paket(?! [a-z])", "Umschlag"),
    (r"Steuer\xad?baustein", "Steuerung"),
    (r'\\"(?:policy\.[a-z_]+|\{part\}|Restore)\\"', "the name in „…“"),
)

# The same of English on the screens; what else is printed, in a terminal or on paper, begins with one of the others.
ENGLISH = ((r"[A-Za-z]'(?:[a-z]| [a-z])", "’"), (r"QR code", "QR\\u00a0code"), (r"(?i)team lead", "Manager"))
NOT_ON_SCREENS = ("problem.", "office.", "help_", "help.office", "command.", "report.", "table.", "public.", "import.", "change.", "pack.",
                  "sync.", "continue.", "label.", "letter.", "message.")


def without_comments(text):
    """The text with comments blanked, lines kept."""
    pattern = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'', re.DOTALL)
    return pattern.sub(lambda m: re.sub(r"[^\n]", " ", m[0]) if m[0].startswith("/") else m[0], text)


def literals(text):
    """(offset, text) of each string, adjacent ones joined as the compiler does."""
    at = 0
    while match := LITERAL.search(text, at):
        parts, end = [match[0]], match.end()
        while more := re.compile(r"\s*(" + LITERAL.pattern + ")").match(text, end):
            parts.append(more[1])
            end = more.end()
        yield match.start(), "".join(part[part.index('"') + 1:-1] for part in parts)
        at = end


def callee(text, at):
    """The name of the innermost call that the offset is an argument of, or ''."""
    depth = 0
    for i in range(at - 1, max(0, at - 2000), -1):
        if text[i] in ")]}":
            depth += 1
        elif text[i] in "([{":
            if depth == 0:
                return re.search(r"([A-Za-z_][A-Za-z0-9_]*)?\s*$", text[:i])[1] or "" if text[i] == "(" else "{"
            depth -= 1
        elif text[i] == ";" and depth == 0:
            return ""
    return ""


def places(path):
    """Entry -> names at its places."""
    found = {}
    for key, text in re.findall(r'^msgid "([a-z0-9_.]+)"\n((?:(?:msgid_plural|msgstr|").*\n?)+)', path.read_text(), re.MULTILINE):
        found["TEXT_" + re.sub(r"[._]", "_", key).upper()] = set(re.findall(r"\{([a-z_]+)\}", text))
    return found


def is_allowed(name, call, text):
    return any(re.fullmatch(files, name) and re.fullmatch(calls, call) and re.search(texts, text) for files, calls, texts, _ in ALLOWED)


def sentences(name, text):
    for at, literal in literals(text):
        if WORDS.search(literal) and (GERMAN.search(literal) or not is_allowed(name, callee(text, at), literal)):
            yield f"{name}:{text.count(chr(10), 0, at) + 1}: a sentence outside ui/po: \"{literal[:60]}\""


def arguments(text, at):
    """The arguments of the call whose parenthesis stands before the offset."""
    parts, depth, start = [], 1, at
    for match in re.compile(LITERAL.pattern + r"|'(?:[^'\\]|\\.)+'|[()\[\]{},]").finditer(text, at):
        sign = match[0]
        depth += (sign in "([{") - (sign in ")]}") if len(sign) == 1 else 0
        if depth == 0 or (sign == "," and depth == 1):
            parts.append(text[start:match.start()].strip())
            start = match.end()
        if depth == 0:
            return parts
    return []


def fillings(name, text, entries):
    """Sentences that are filled with other names than their places have."""
    for match in FILLED.finditer(text):
        parts = arguments(text, match.end())
        at = next((i for i, part in enumerate(parts) if KEY.search(part)), None)
        if at is None or parts[-1] != "NULL" or any(not re.fullmatch(r'"\w+"', part) for part in parts[at + 1:-1:2]):
            continue
        given = {part.strip('"') for part in parts[at + 1:-1:2]}
        used = [entries[key] for key in KEY.findall(parts[at]) if key in entries]
        if any(one - given for one in used) or given - set().union(*used):
            yield f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {parts[at]} is not filled with the names of its places"


def misnamed(name, text, names, others=()):
    """Entries that call by another name what has one, but for those whose keys begin as one of the others."""
    key = ""
    for number, line in enumerate(text.splitlines(), 1):
        key = line[7:-1] if line.startswith('msgid "') else key
        for pattern, instead in names:
            if not line.startswith(("#", "msgid")) and not (others and key.startswith(others)) and (match := re.search(pattern, line)):
                yield f"{name}:{number}: {match[0]}; say {instead}"


def faults(root):
    """Every breach of the rules under root, as "file: what"."""
    entries, used, found = places(root / "ui/po/en.po"), set(), []
    words = "".join(path.read_text() for path in (root / "base/words").glob("*.h"))
    for path in sorted(path for room in USERS for path in (root / room).rglob("*.[ch]")):
        name = path.relative_to(root).as_posix()
        text = without_comments(path.read_text())
        used |= set(KEY.findall(text)) | {key for first in FAMILY.findall(text) for key in entries if re.fullmatch(first + r"\d+", key)}
        used |= {first + word for first in PASTED.findall(text) for word in re.findall(r"\b[A-Z][A-Z0-9_]+\b", words)}
        if name.startswith(tuple(room + "/" for room in ROOMS)):
            found += sentences(name, text)
        found += fillings(name, text, entries)
    found += misnamed("ui/po/de.po", (root / "ui/po/de.po").read_text(), NAMES)
    found += misnamed("ui/po/en.po", (root / "ui/po/en.po").read_text(), ENGLISH, NOT_ON_SCREENS)
    found += [f"ui/po: no source uses {key}" for key in sorted(entries.keys() - used)]
    return found


def check_the_checker():
    head = "/* SPDX-License-Identifier: EUPL-1.2 */\n/* A comment is no sentence. */\n"
    clean = head + 'static const char *name = "door_open"; int f(void) { return say(TEXT_A_B, "n", x, NULL); }\n'
    breaches = {
        "ui/screens/x.c": ('t.text = "Please close the door.";', 'build_write(b, "Bitte die Tür schließen.");', 'a("Too"\n " many tries");'),
        "controller/office/x.c": ('problems_add(p, "the file is empty");', 'snprintf(t, n, "Ihr Dokument liegt bereit bis %s", x);'),
        "controller/audit/x.c": ('t = "Dokumente ausgegeben";', 'f("documents issued");'),
        "controller/box/session/x.c": ('text("Mo bis Fr, %s", x);', 'screen->title = "Box is closed";'),
        "controller/box/daemon/x.c": ('journal_log(2, "Die Box ist nicht bereit");',),
        "controller/command/x.c": ('command_say(TEXT_A_B, NULL);', 'command_say(TEXT_A_B, "m", x, NULL);'),
    }
    allowed = {
        "controller/box/session/y.c": 'box_log(box, "the clock is in doubt"); static_assert(A == B, "each has a name");',
        "controller/box/store/y.c": 'database_run(d, "DELETE FROM consignment");',
        "controller/box/daemon/y.c": 'journal_log(2, "the box is not ready");',
        "controller/audit/reading.c": 'finding_set(f, "the entries were changed");',
    }
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        german = 'msgid ""\nmsgstr ""\n\nmsgid "a.b"\nmsgstr "{n}: Ausweiskarte von {sub}, „policy.boxes“ wie \\"K017\\" (Paket tzdata)."\n'
        for name, text in {"ui/po/de.po": german, **dict.fromkeys(breaches, clean), **{name: head + line for name, line in allowed.items()},
                           "ui/po/en.po": 'msgid ""\nmsgstr ""\n\nmsgid "a.b"\nmsgstr "One {n}."\n'}.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        assert faults(root) == [], f"a clean tree is blamed: {faults(root)}"
        for name, lines in breaches.items():
            for line in lines:
                (root / name).write_text(clean + line + "\n")
                assert len(faults(root)) == 1, f"the breach in {name} is not found: {line}"
            (root / name).write_text(clean)
        for text in ("der Ladeschein", "ein Hauptschlüssel", "der Ausweis von {sub}", "Bundle {n}", "das Paket", '\\"policy.boxes\\" fehlt'):
            (root / "ui/po/de.po").write_text(f'{german}\nmsgid "c.d"\nmsgstr "{text}"\n')
            assert len(faults(root)) == 1, f"the wrong name is not found: {text}"
        (root / "ui/po/de.po").write_text(german)
        english = (root / "ui/po/en.po").read_text()
        for text in ("the box's clock", "the boxes' clocks", "Show your QR code.", "Team lead"):
            (root / "ui/po/en.po").write_text(english.replace("One {n}.", f"{{n}} {text}"))
            assert len(faults(root)) == 1, f"the wrong name is not found: {text}"
        (root / "ui/po/en.po").write_text(english)
        with (root / "ui/po/en.po").open("a") as catalogue:
            catalogue.write('\nmsgid "c"\nmsgstr "Nobody says this."\n')
        assert len(faults(root)) == 1, "an entry that nobody uses is not found"


if __name__ == "__main__":
    sys.exit(house.main(check_the_checker, faults,
                        lambda root, found: f"{len(places(root / 'ui/po/en.po'))} entries, {len(found)} breaches"))
