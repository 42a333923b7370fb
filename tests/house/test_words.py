#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""A word of the product stands once, in its list in base/words/.

No other file holds it as text (what only looks like one of them is allowed by name, with the reason), no role is a number,
and whoever adds a word is told where it is missing: its sentence, its words in the report, its row in docs/ledger.md.
The checker is itself checked on made-up trees first.
"""

import fnmatch
import pathlib
import re
import sys
import tempfile

import house

FOLDERS = ("base", "crypto", "hal", "ui", "controller")
ROW = re.compile(r'X\((\w+), "(\w+)"\)')
LIST = re.compile(r"#define (\w+)_LIST\(X\)((?:.*\\\n)*.*)")
# Comments, so that they go, and texts.
TOKEN = re.compile(r'/\*.*?\*/|"((?:[^"\\\n]|\\.)*)"', re.DOTALL)
# Keys of JSON and of the fields of an entry, names of options and of parts of a picture: no words of ours.
KEYS = re.compile(r'json_(?:un)?pack\w*\((?:[^;"]|"(?:[^"\\\n]|\\.)*")*;|json_object_\w+\([^,;"]*, "\w+"|\.(?:key|name|group) = "\w+"|\b(?:COLUMN|KEY|text_of|integer_of)\([^;)]*\)')
ROLE_NUMBER = re.compile(r"\brole\s*(?:==|!=|<=|>=|<|>|=)\s*\d")

# File (a pattern of its name) -> what it holds that looks like a word and is none, and what it is.
ALLOWED = {
    "inspect.c": ("code badge expired refused", "kinds of texts and verdicts of `code inspect`"),
    "report_json.c": ("expired loaded issued refused removed", "keys of the report"),
    "report_rows.c": ("else empty expired forced_open gave_up issued left_open listed loaded old_returned open_failed quarantined refused reissued "
                                       "removed reopened screen switch_faulty there unsure waiting", "keys of the report"),
    "command_office_sync.c": ("collected loaded taken_out", "keys of its JSON"),
    "task_overdue.c": ("overdue", "what a round was begun for"),
    "config*.c": ("large letter low scanner screen touch voice", "sections and keys of the configuration"),
    "control.c": ("malformed", "errors of the control socket"),
    "control_request.c": ("bundle doors screen touch", "keys and names of requests"),
    "daemon_control.c": ("refused", "keys and errors of answers"),
    "sim_action.c": ("clock doors screen touch", "what a hand does on a simulated box"),
    "box.c": ("citizen", "a machine's name in the journal"),
    "citizen_session.c": ("code old_papers refused", "states in the journal"),
    "event.c": ("badge closed code not_opened", "events of the machines in the journal"),
    "staff.c": ("refused", "states in the journal"),
    "consignment.c": ("expired issued quarantined removed", "states of a consignment"),
    "schema.c": ("ok", "an answer of SQLite"),
    "command_box.c": ("refused", "options, and errors of the control socket"),
    "command_box_scanner.c": ("badge", "a kind of text"),
    "command_sim.c": ("screen", "what a hand does on a simulated box"),
    "command_status.c": ("bundle", "a line's head"),
    "outside.c": ("seen", "an option"),
    "daemon_sim.c": ("refused touch screen", "errors and keys of answers"),
    "start.c": ("config", "an option"),
    "demo_act.c": ("badge", "a step of the demonstration"),
    "demo_office.c": ("bundle", "a file's name"),
    "family.c": ("bundle clean code scanner wiring", "commands"),
    "demo_play.c": ("badge", "a file's name"),
    "demo_story.c": ("identity_card passport travel_document", "orders as a clerk writes them"),
    "socket.c": ("refused", "errors of the control socket"),
    "state.c": ("badge", "a key of the office's state"),
    "state_keys.c": ("badge code", "keys of the office's state"),
    "door.c": ("closed", "a switch's state"),
    "input.c": ("ok", "a key of the keypad"),
    "voice.c": ("alarm", "a sound"),
    "target.c": ("not_empty typed", "targets of `sim press`"),
    "screen_staff_message.c": ("loaded", "a part of the picture"),
    "screen_staff_state.c": ("badge", "a place in a sentence"),
}

# List -> the tables in which each of its words has its line.
TABLES = {
    "REASON": ("ui/screens/screen_staff_message.c",),
    "REFUSAL": ("ui/screens/screen_refused.c", "ui/screens/screen_staff_message.c", "ui/screens/refusal_text.c"),
    "DEVICE": ("ui/screens/screen_staff_state.c",),
    "CONDITION": ("ui/screens/screen_staff_state.c",),
}
# Lists whose words are explained in docs/ledger.md, for they travel in the ledger.
DOCUMENTED = ("ENTRY", "WAY", "HOW", "FOUND", "REASON", "REFUSAL", "ALARM", "HARDWARE", "KEY_CHANGE", "PURPOSE")
DOCUMENT = "docs/ledger.md"


def read_lists(root):
    """List -> {member: word}"""
    lists = {}
    for path in sorted((root / "base/words").glob("*.h")):
        for name, rows in LIST.findall(path.read_text()):
            if path.name != "word.h":
                lists[name] = dict(ROW.findall(rows))
    return lists


def allowed_in(name):
    base = name.rsplit("/", 1)[-1]
    return {word for pattern, (allowed, _) in ALLOWED.items() if fnmatch.fnmatch(base, pattern) for word in allowed.split()}


def words_in(text, words):
    """Words that a file holds as text, keys apart."""
    kept = TOKEN.sub(lambda match: match[0] if match[0].startswith('"') else " ", text)
    return [match[1] for match in TOKEN.finditer(KEYS.sub(" ", kept)) if match[1] in words]


def held_words(name, text, words):
    """The same, without those it may."""
    allowed = allowed_in(name)
    return [word for word in words_in(text, words) if word not in allowed]


def unused_permissions(root):
    """Permissions that no file needs any more."""
    words = {word for rows in read_lists(root).values() for word in rows.values()}
    held = {}
    for folder in FOLDERS:
        for path in (root / folder).rglob("*.[ch]"):
            held.setdefault(path.name, set()).update(words_in(path.read_text(errors="replace"), words))
    for pattern, (allowed, _) in ALLOWED.items():
        files = [name for name in held if fnmatch.fnmatch(name, pattern)]
        for word in allowed.split():
            if not any(word in held[name] for name in files):
                yield f'{pathlib.Path(__file__).name}: "{word}" is allowed in {pattern} and not there'


def faults(root):
    lists = read_lists(root)
    words = {word: member for rows in lists.values() for member, word in rows.items()}
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.[ch]")):
            name = path.relative_to(root).as_posix()
            if name.startswith("base/words/"):
                continue
            text = path.read_text(errors="replace")
            for word in held_words(name, text, words):
                yield f'{name}: holds "{word}", which is {words[word]} of base/words/'
            for match in ROLE_NUMBER.findall(text):
                yield f"{name}: a role is a number in `{match}`"
    for name, tables in TABLES.items():
        for table in tables:
            text = (root / table).read_text()
            for member, word in lists.get(name, {}).items():
                if f"[{member}] =" not in text:
                    yield f'{table}: "{word}" has no line: [{member}] is missing'
    document = (root / DOCUMENT).read_text()
    for name in DOCUMENTED:
        for word in lists.get(name, {}).values():
            if not re.search(rf"`{word}(?::[A-Z]+)?`", document):
                yield f'{DOCUMENT}: "{word}" is not explained'


def check_the_checker():
    row = '#define REASON_LIST(X) \\\n        X(REASON_LATE, "late") /* x */ \\\n        X(REASON_EMPTY, "not_empty")\n'
    good = {
        "base/words/reason.h": row,
        "ui/screens/screen_staff_message.c": "{ [REASON_LATE] = A, [REASON_EMPTY] = B }\n",
        "ui/screens/screen_refused.c": "", "ui/screens/screen_staff_state.c": "", "ui/screens/refusal_text.c": "",
        "controller/x.c": '/* "late" */ json_pack("{s:s}", "late", x); json_object_set_new(o, "late", json_string(x));\n',
        "ui/view/target.c": '[TARGET_NOT_EMPTY] = "not_empty"\n',
        "docs/ledger.md": "`late` `not_empty`\n",
    }
    breaches = {
        "controller/box/x.c": ('if (strcmp(why, "late") == 0)\n', 'holds "late"'),
        "ui/screens/x.c": ("if (screen->role == 3)\n", "a role is a number"),
        "controller/y.c": ('json_object_set_new(o, "why", json_string("late"));\n', 'holds "late"'),
        "hal/x.c": ('store_quarantine(store, c, "not_empty");\n', 'holds "not_empty"'),
        "ui/screens/screen_staff_message.c": ("{ [REASON_LATE] = A }\n", '"not_empty" has no line'),
        "docs/ledger.md": ("`late`\n", '"not_empty" is not explained'),
        "base/words/reason.h": (row.replace('"not_empty")', '"not_empty") \\\n        X(REASON_NEW, "new_word")'), '"new_word"'),
    }
    for name, (text, expected) in [(None, ("", ""))] + list(breaches.items()):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for path, content in (good | ({name: text} if name else {})).items():
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(content)
            found = list(faults(root))
            if name is None:
                assert found == [], f"a clean tree is blamed: {found}"
            else:
                assert found and all(expected in fault for fault in found), f"the breach in {name} is not found: {found}"


def counted(root, found):
    lists = read_lists(root)
    return f"{len(lists)} lists, {sum(map(len, lists.values()))} words, {len(found)} breaches"


if __name__ == "__main__":
    sys.exit(house.main(check_the_checker, lambda root: [*faults(root), *unused_permissions(root)], counted))
