#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The points of docs/access.md from outside: the real daemon on simulated hardware, used by keys and heard, not seen.

usage: test_access.py PICKUPBOX PICKUPBOXD
"""

import os
import pathlib
import re
import sys
import tempfile
import unittest

from simulated import BORN_KEYS, LOW, WRONG_KEYS, Box, Place

PLACE = None


class Case(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="pickupbox-access-")
        self.folder = PLACE.copy(pathlib.Path(self.temporary.name) / "box")
        self.box = None

    def tearDown(self):
        if self.box:
            self.box.end()
        self.temporary.cleanup()

    def start(self, headset=True, config=""):
        path = self.folder / "pickupboxd.conf"
        text = path.read_text()
        for line in config.split("\n"):
            text = re.sub(f"^#?{line.split(' =')[0]} = .*$", line, text, flags=re.M) if line else text
        path.write_text(text)
        self.box = Box(PLACE.program, self.folder)
        if headset:
            self.box.headset()
        return self.box

    def heard(self, *wanted):
        words = self.box.words()
        for text in wanted:
            self.assertIn(text, words)
        return words

    def only_in_headset(self):
        """Everything said so far in this test went to the headset."""
        self.box.hear()
        loud = [sound["text"] for sound in self.box.sounds if "text" in sound and not sound["headset"]]
        self.assertEqual(loud, [])

    def collect(self, name="passport"):
        self.box.scan(PLACE.code(name))
        self.box.wait("birth")
        self.box.type(BORN_KEYS)
        self.box.wait("door")


class Flow(Case):
    """Point 1: every way through, by keys, told by what is heard."""

    def test_by_code_with_help_language_a_wrong_answer_and_a_receipt(self):
        box = self.start()
        self.heard("Ausweis abholen", "QR-Code")
        box.keys("5")
        self.heard("Scanner")
        box.keys("help")
        self.heard("So liest der Scanner Ihren Code")
        box.keys("back")
        self.heard("Scanner")
        box.activate("language")
        self.heard("Welche Sprache")
        box.activate("language_en")
        self.heard("Hold your QR code to the scanner")
        box.scan(PLACE.code("passport"))
        self.heard("Date of birth of the person")
        box.type(WRONG_KEYS)
        box.wait("wrong")
        self.heard("That is not right. 4 tries left.", "date of birth does not match")
        box.keys("ok")
        box.wait("birth")
        self.heard("Date of birth")
        box.type(BORN_KEYS)
        box.wait("door")
        self.heard(f"Compartment {PLACE.where['passport']} is open", "Close the door")
        box.close_door()
        box.wait("done")
        self.heard("Done.", "I have not taken anything")
        box.activate("receipt")
        box.wait("receipt")
        self.heard("Your receipt")
        box.keys("ok")
        box.wait("idle")
        self.heard("Ausweis abholen")
        self.only_in_headset()

    def test_by_number_pin_and_birth_date(self):
        box = self.start()
        issued = PLACE.issued["second"]
        box.keys("ok")
        box.wait("code")
        box.activate("typed")
        box.wait("number")
        self.heard("Nummer")
        box.type(issued["reference"])
        box.wait("pin")
        self.heard("PIN")
        box.type(issued["pin"][::-1] if issued["pin"][::-1] != issued["pin"] else "000000")
        box.wait("birth")
        box.type(BORN_KEYS)
        box.wait("wrong")
        self.heard("PIN oder Geburtsdatum")
        box.keys("ok")
        box.wait("pin")  # the number stays
        box.type(issued["pin"])
        box.wait("birth")
        self.heard("Geburtsdatum der Person")
        box.type(BORN_KEYS)
        if box.screen() == "wait":  # slowed after a wrong answer: time passes
            box.pass_time(200)
        box.wait("door")
        self.assertEqual(box.close_door(), PLACE.where["second"])
        box.wait("done")
        box.keys("ok")
        box.wait("idle")
        self.only_in_headset()

    def test_old_papers_come_back(self):
        box = self.start()
        box.scan(PLACE.code("old"))
        box.type(BORN_KEYS)
        box.wait("old_ready")
        self.heard("altes Dokument bereit")
        box.keys("ok")
        box.wait("door")
        self.heard("Neues Dokument nehmen. Tür offen lassen.")
        box.keys("ok")
        box.wait("old_papers")
        self.heard("altes Dokument in das leere Fach")
        box.close_door()
        box.wait("old_ask")
        self.heard("Haben Sie")
        box.activate("yes")
        box.wait("done")
        self.only_in_headset()

    def test_two_deliveries_to_choose_from(self):
        box = self.start()
        box.scan(PLACE.code("card"))
        box.type(BORN_KEYS)
        box.wait("choose")
        self.heard("zwei Sendungen", "Personalausweis", "Aufenthaltstitel")
        box.focus("choose_1")
        self.heard("Aufenthaltstitel")
        box.keys("ok")
        box.wait("door")
        self.assertEqual(box.close_door(), PLACE.where["residence"])
        box.wait("between")
        self.heard("Noch")
        box.activate("next")
        box.wait("door")
        self.assertEqual(box.close_door(), PLACE.where["card"])
        self.only_in_headset()

    def test_a_door_that_jams(self):
        box = self.start()
        where = PLACE.where["jam"]
        box.hand(where, "jam")
        box.scan(PLACE.code("jam"))
        box.type(BORN_KEYS)
        box.wait("jam_ask")
        self.heard(f"Ist Fach {where} offen?")
        box.keys("ok")
        self.assertEqual(box.screen(), "jam_ask")  # "yes" issues a document: never without the focus
        box.activate("no")
        box.wait("jam")
        self.heard("öffnet nicht", "Ihr Dokument ist sicher")
        box.keys("ok")
        box.wait("idle")
        self.only_in_headset()

    def test_nothing_taken_opens_once_more(self):
        box = self.start()
        self.collect()
        box.close_door()
        box.wait("done")
        self.heard("Ich habe nichts entnommen")
        box.activate("not_taken")
        box.wait("door")
        self.assertEqual(box.close_door(), PLACE.where["passport"])
        box.wait("done")
        self.assertNotIn("not_taken", [target["name"] for target in box.targets()])


class Speech(Case):
    """Points 2 to 9."""

    def test_headphones_start_it_and_end_it(self):
        box = self.start(headset=False)
        box.keys("5")
        self.assertEqual(box.words(), "")
        box.headset()
        self.heard("Halten Sie Ihren QR-Code")
        box.headset(False)
        box.keys("help")
        self.assertEqual(box.words(), "")
        self.assertFalse(box.speaking)

    def test_the_speech_key_starts_and_then_repeats_it(self):
        box = self.start(headset=False)
        box.keys("speech")
        first = self.heard("Halten Sie Ihren QR-Code")
        box.keys("speech")
        again = box.words()
        self.assertIn("Halten Sie Ihren QR-Code", again)
        self.assertTrue(first.endswith(again), (first, again))  # but for how the keys are used

    def test_any_action_interrupts_it(self):
        box = self.start()
        box.keys("5")
        for key in ("0", "5", "9"):  # they do nothing here but that
            box.keys("speech")
            self.assertTrue(box.words() and box.speaking)
            box.keys(key)
            self.assertEqual(box.words(), "")
            self.assertFalse(box.speaking)
        box.keys("speech")
        box.words()
        box.keys("down")
        self.assertNotIn("Halten Sie", box.words())  # what comes next is said instead
        box.keys("speech")
        box.hear()
        self.assertTrue(box.speaking)
        box.ask("touch", x=1, y=400)
        box.hear()
        self.assertFalse(box.speaking)

    def test_it_speaks_the_language_of_the_screen(self):
        box = self.start()
        box.keys("5")
        box.activate("language")
        box.activate("language_en")
        box.keys("help")
        for sound in box.hear():
            if "text" in sound and "Hold your" in sound["text"]:
                self.assertEqual(sound["language"], "en")
        self.assertEqual({s["language"] for s in box.sounds if "text" in s}, {"de", "en"})
        self.assertEqual(box.state()["language"], "en")
        box.keys("speech")
        self.assertEqual([s["language"] for s in box.hear() if "text" in s], ["en"])

    def test_digits_are_tones_over_the_loudspeaker_shown_or_not(self):
        box = self.start(headset=False)
        box.keys("speech")
        box.activate("typed")
        box.words()
        for number, digit in enumerate(PLACE.issued["second"]["reference"], 1):
            box.keys(digit)
            count = f"{number} von 8 Ziffern." + (" Weiter" if number == 8 else "")
            self.assertEqual([s.get("tone") or s["text"] for s in box.hear()], ["key", count])
        box.keys("ok")
        box.wait("pin")
        box.activate("show")
        box.hear()
        for number, digit in enumerate("4711", 1):
            box.keys(digit)
            self.assertEqual([s.get("tone") or s["text"] for s in box.hear()], ["key", f"{number} von 6 Ziffern."])
        for _ in box.targets():  # nor does the focus name a key of the keypad
            box.keys("down")
            sounds = box.hear()
            if box.focused().startswith("key_"):
                self.assertEqual([s.get("tone") for s in sounds], ["key"])

    def test_digits_are_said_to_the_headset_when_the_person_asked_to_show_them(self):
        box = self.start()
        box.keys("ok")
        box.activate("typed")
        box.words()
        box.keys("4")
        self.assertEqual(box.words(), "•. 1 von 8 Ziffern.")  # the number is no secret; what leaves the box is its length all the same
        box.keys("back")
        box.type(PLACE.issued["second"]["reference"])
        box.wait("pin")
        box.words()
        box.keys("4", "7")
        self.assertEqual(box.words(), "1 von 6 Ziffern. 2 von 6 Ziffern.")
        box.focus("show")
        box.words()
        box.keys("ok")
        self.assertEqual(box.words(), "• •. 2 von 6 Ziffern.")
        box.keys("1")
        self.assertEqual(box.words(), "•. 3 von 6 Ziffern.")
        self.only_in_headset()

    def test_what_is_personal_never_comes_over_the_loudspeaker(self):
        box = self.start(headset=False)
        box.keys("speech")
        box.scan(PLACE.code("card"))
        box.type(BORN_KEYS)
        box.wait("choose")
        self.heard("Kopfhörer")
        box.focus("choose_1")
        box.keys("ok")
        box.wait("door")
        self.heard("Kopfhörer")
        where = box.close_door()
        box.wait("between")
        box.hear()
        said = " ".join(s["text"] for s in box.sounds if "text" in s)
        for secret in ("Personalausweis", "Aufenthaltstitel", f"Fach\u00a0{where}", f"Fach {where}", "Reihe"):
            self.assertNotIn(secret, said)
        self.assertEqual([s for s in box.sounds if s.get("headset")], [])

    def test_headphones_plugged_in_at_a_personal_screen_say_it(self):
        box = self.start(headset=False)
        box.keys("speech")
        self.collect()
        self.heard("Kopfhörer")
        box.headset()
        self.heard("ist offen", "Reihe")
        self.assertTrue(all(s["headset"] for s in box.sounds if "text" in s and "Reihe" in s["text"]))

    def test_volume_by_keys_and_back_for_the_next_person(self):
        box = self.start()
        box.keys("5")
        box.activate("access")
        box.focus("louder")
        self.heard("Lauter")
        for volume in ("4", "5"):
            box.keys("ok")
            sounds = box.hear()
            self.assertEqual([s["text"] for s in sounds if "text" in s], [f"Lautstärke: {volume} von 5."])
            self.assertEqual([s["volume"] for s in sounds if "text" in s], [int(volume)])
        box.keys("ok")
        self.assertEqual(box.hear()[-1]["volume"], 5)
        box.activate("quieter")
        self.heard("Lautstärke: 4 von 5.")
        box.activate("cancel")
        box.wait("idle")
        box.hear()
        box.keys("5")
        self.assertEqual({s["volume"] for s in box.hear()}, {3})

    def test_the_rate_by_keys_and_back_for_the_next_person(self):
        box = self.start()
        box.keys("5")
        box.activate("access")
        box.focus("faster")
        self.heard("Schneller")
        for rate in (175, 200, 225, 250, 275, 300):
            box.keys("ok")
            sounds = [s for s in box.hear() if "text" in s]
            self.assertEqual([(s["text"], s["rate"]) for s in sounds], [(f"Tempo: {rate} Wörter pro Minute.", rate)])
        box.keys("ok")  # no faster than that
        box.activate("slower")
        box.words()
        for _ in range(12):
            box.keys("ok")
        self.assertEqual([s["rate"] for s in box.hear() if "text" in s][-1], 100)
        box.activate("cancel")
        box.wait("idle")
        box.hear()
        box.keys("5")
        self.assertEqual({s["rate"] for s in box.hear() if "text" in s}, {150})

    def test_nobody_reads_along_with_the_screen_off(self):
        box = self.start()
        box.keys("5")
        box.activate("access")
        box.focus("toggle_screen")
        self.heard("Bildschirm: An.")
        box.keys("ok")
        self.heard("Bildschirm: Aus.")
        box.keys("down")
        box.activate("next")
        box.scan(PLACE.code("passport"))
        box.type(BORN_KEYS)
        box.wait("door")
        self.heard(f"Fach {PLACE.where['passport']} ist offen", "von links")  # said as ever
        self.assertEqual([text["name"] for text in box.state()["texts"]], ["dark"])
        box.ask("touch", x=500, y=500)
        self.assertGreater(len(box.state()["texts"]), 3)  # a touch only brings the picture back
        self.assertEqual(box.screen(), "door")
        box.close_door()
        box.wait("done")

    def test_switches_say_how_they_stand(self):
        box = self.start()
        box.keys("5")
        box.activate("access")
        box.focus("toggle_large")
        self.heard("Große Schrift: Aus.")
        box.keys("ok")
        self.assertEqual(box.words(), "Große Schrift: An.")

    def test_errors_that_stay_on_their_screen_are_said(self):
        box = self.start()
        box.keys("ok")
        box.activate("typed")
        box.words()
        box.type("12345678" if PLACE.issued["second"]["reference"] != "12345678" else "12345679")
        self.assertEqual(box.screen(), "number")
        self.heard("Diese Nummer gibt es nicht", "8 Ziffern")
        box.activate("cancel")
        box.scan(PLACE.code("passport"))
        box.words()
        box.type("31021985")
        self.assertEqual(box.screen(), "birth")
        self.heard("Dieses Datum gibt es nicht")

    def test_ok_and_back_never_lead_nowhere_in_silence(self):
        box = self.start()
        box.keys("ok")
        self.assertEqual(box.screen(), "code")
        box.words()
        box.keys("ok")
        self.assertEqual(box.words(), "Zur Wahl: Ich habe nur Nummer und PIN.")
        box.activate("typed")
        box.keys("4", "7")
        box.words()
        box.keys("ok")
        self.assertEqual((box.screen(), box.words()), ("number", "2 von 8 Ziffern."))
        box.activate("cancel")
        box.scan("nothing")
        box.wait("refused")
        self.assertRegex(box.words(), r"die Nummer \d \d \d \d\.")  # as it is noted down and typed
        box.keys("back")
        self.assertEqual((box.screen(), box.words()), ("refused", "Zur Wahl: Noch einmal scannen; Nummer und PIN; Beenden."))
        box.keys("help")
        self.assertIn("Im Bürgerbüro hilft man Ihnen. ", box.words())  # no colon, where nothing follows

    def test_what_is_half_typed_is_told_to_who_comes_back_to_it(self):
        box = self.start()
        box.keys("ok")
        box.activate("typed")
        box.keys("4", "7")
        box.pass_time(26)
        box.wait("more_time")
        box.words()
        box.keys("ok")
        self.heard("Geben Sie Ihre Nummer ein.", "2 von 8 Ziffern.")

    def test_who_cannot_find_it_hears_the_place_again(self):
        box = self.start()
        self.collect()
        said = self.heard("Acht Ziffern.", "von links")
        place = re.search(r"Fach \d+ ist offen\. .* von links\.", said)[0]
        box.activate("cannot_find")
        self.heard(place, "Hilfe gibt es im Bürgerbüro.", "Zur Wahl: Zurück.")
        box.keys("back")
        self.heard(place, "Dokument herausnehmen.")

    def test_the_result_says_compartment_and_place(self):
        self.start()
        self.collect()
        words = self.heard(f"Fach {PLACE.where['passport']} ist offen")
        self.assertRegex(words, "(Links|Rechts), .* Reihe von (oben|unten)")
        self.assertIn("von links", words)


class Follow(Case):
    """A person who has a headset, the keys and the letter, and does what is said and nothing else, finds the compartment."""

    SAID = {
        "de": {
            "keys": "Mit den Pfeiltasten wählen Sie, mit OK bestätigen Sie.", "start": "Taste OK drücken", "typed": "Ich habe nur Nummer und PIN",
            "number": "Geben Sie Ihre Nummer ein.", "pin": "Geben Sie Ihre PIN ein.", "birth": "Geburtsdatum der Person", "of": "von",
            "digits": "Ziffern", "next": "Weiter", "wrong": "PIN oder Geburtsdatum ist falsch.", "again": "Noch einmal eingeben", "left": "Links",
            "done": "Fertig.", "end": "Beenden", "bottom": "von unten", "choice": "Zur Wahl: ",
            "place": r"Fach (\d+) ist offen\. (Links|Rechts), (\w+) Reihe (von oben|von unten)\. Das (\w+) Fach von links",
            "ordinals": ["erste", "zweite", "dritte", "vierte"],
        },
        "en": {
            "keys": "Choose with the arrow keys, confirm with OK.", "start": "Press OK", "typed": "I only have number and PIN",
            "number": "Enter your number.", "pin": "Enter your PIN.", "birth": "Date of birth of the person", "of": "of",
            "digits": "digits", "next": "Next", "wrong": "PIN or date of birth is wrong.", "again": "Enter it again", "left": "Left",
            "done": "Done.", "end": "Finish", "bottom": "from the bottom", "choice": "You can choose: ",
            "place": r"Compartment (\d+) is open\. (Left|Right), (\w+) row (from the top|from the bottom)\. It is the (\w+) from the left",
            "ordinals": ["first", "second", "third", "fourth"],
        },
    }

    def hears(self, key):
        heard = self.box.words()
        self.assertIn(self.said[key], heard)
        return heard

    def types(self, digits):
        for number, digit in enumerate(digits, 1):
            self.box.keys(digit)
            heard = self.box.words()
            self.assertIn(f"{number} {self.said['of']} {len(digits)} {self.said['digits']}.", heard)
        self.assertTrue(heard.endswith(self.said["next"]), heard)  # that is where OK leads now
        self.box.keys("ok")

    def chooses(self, option, heard):
        """One of those that were said, by the arrows, until it is said again."""
        self.assertIn(option, heard.split(self.said["choice"])[1].rstrip(".").split("; "))
        for _ in range(20):
            self.box.keys("down")
            if self.box.words() == option:
                self.box.keys("ok")
                return
        self.fail(f"{option} is not said")

    def compartment(self, heard):
        """By its place, not its number: two blocks of four columns and three rows, counted along the rows."""
        _, side, row, edge, column = re.search(self.said["place"], heard).groups()
        rows = self.said["ordinals"].index(row)
        rows = 2 - rows if edge == self.said["bottom"] else rows
        return 8 * rows + (0 if side == self.said["left"] else 4) + self.said["ordinals"].index(column) + 1

    def follow(self, language):
        self.said, issued = self.SAID[language], PLACE.issued["second"]
        box = self.start(config=f"language = {language}")
        self.assertTrue(box.words().startswith(self.said["keys"]))
        box.keys("speech")
        self.hears("start")
        box.keys("ok")
        self.chooses(self.said["typed"], box.words())
        self.hears("number")
        self.types(issued["reference"])
        self.hears("pin")
        self.types("000000" if issued["pin"] != "000000" else "000001")
        self.hears("birth")
        self.types(BORN_KEYS)
        self.chooses(self.said["again"], self.hears("wrong"))
        self.hears("pin")  # the number is not asked for again
        self.types(issued["pin"])
        self.hears("birth")
        self.types(BORN_KEYS)
        self.assertIsNotNone(box.await_door(True))  # which takes its time
        where = self.compartment(box.words())
        self.assertEqual(where, PLACE.where["second"])
        box.hand(where, "close")
        box.await_door(False)
        self.chooses(self.said["end"], self.hears("done"))
        self.hears("start")
        self.only_in_headset()

    def test_in_german(self):
        self.follow("de")

    def test_in_english(self):
        self.follow("en")

    def test_an_open_door_and_the_end_are_warned_of_in_words(self):
        box = self.start()
        self.collect()
        box.words()
        box.pass_time(21)
        self.heard("Bitte schließen Sie die Tür.")
        box.close_door()
        box.wait("done")
        box.words()
        box.pass_time(41)
        self.heard("Die Abholung endet gleich von selbst.")


class Keys(Case):
    """Point 12: the focus is on every screen, leaves every target, and passes all."""

    def walk(self):
        names = [target["name"] for target in self.box.targets()]
        for key, order in (("down", 1), ("up", -1), ("right", 1), ("left", -1)):
            seen = []
            for _ in names:
                self.box.keys(key)
                seen.append(self.box.focused())
            self.assertNotIn(None, seen, self.box.screen())
            self.assertEqual(sorted(seen), sorted(names), self.box.screen())
            self.box.keys(key)
            self.assertEqual(self.box.focused(), seen[0], "it does not come round")
        self.walked.add(self.box.screen())

    def test_the_focus_reaches_every_target_of_every_screen(self):
        box = self.start(headset=False)
        self.walked = set()
        self.walk()
        box.keys("help")
        self.walk()
        box.keys("back")
        box.activate("language")
        self.walk()
        box.keys("back")
        box.activate("access")
        self.walk()
        box.activate("next")
        box.wait("code")
        self.walk()
        box.activate("typed")
        self.walk()
        box.keys(*PLACE.issued["second"]["reference"])
        box.activate("next")
        box.wait("pin")
        self.walk()
        box.activate("cancel")
        box.scan("nothing")
        box.wait("refused")
        self.walk()
        box.activate("end")
        box.scan(PLACE.code("old"))
        self.walk()
        box.keys(*WRONG_KEYS)
        box.activate("next")
        box.wait("wrong")
        self.walk()
        box.pass_time(30)
        box.wait("more_time")
        box.keys("down")  # any key is a sign of life, so an arrow is a yes; "back" is the no
        self.assertEqual(box.screen(), "wrong")
        box.pass_time(30)
        box.wait("more_time")
        box.keys("back")
        box.wait("idle")
        box.scan(PLACE.code("old"))
        box.keys(*BORN_KEYS)
        box.activate("next")
        box.wait("old_ready")
        self.walk()
        box.activate("next")
        box.wait("door")
        self.walk()
        box.activate("next")
        box.wait("old_papers")
        self.walk()
        box.pass_time(25)
        self.walk()
        box.close_door()
        box.wait("old_ask")
        self.walk()
        box.activate("yes")
        box.wait("done")
        self.walk()
        box.activate("receipt")
        box.wait("receipt")
        self.walk()
        box.activate("end")
        box.scan(PLACE.code("card"))
        box.keys(*BORN_KEYS)
        box.activate("next")
        box.wait("choose")
        self.walk()
        box.activate("choose_0")
        box.wait("door")
        box.close_door()
        box.wait("between")
        self.walk()
        box.activate("end")
        box.hand(PLACE.where["jam"], "jam")
        box.scan(PLACE.code("jam"))
        box.keys(*BORN_KEYS)
        box.activate("next")
        box.wait("jam_ask")
        self.walk()
        box.activate("no")
        box.wait("jam")
        self.walk()
        self.assertEqual(self.walked, {"idle", "help", "language", "access", "code", "number", "pin", "refused", "birth", "wrong",
                                       "old_ready", "door", "old_papers", "old_ask", "done", "between", "receipt", "choose", "jam_ask", "jam"})

    def test_double_strikes_are_filtered_where_configured(self):
        box = self.start(headset=False, config="filter_double = yes")
        box.keys("5")
        box.wait("code")
        self.slowly_to("typed")
        box.pass_time(1)
        box.socket.sendall(b'{"request":"key","key":"4"}\n' * 2)
        box.lines.readline()
        box.lines.readline()
        text = next(t["text"] for t in box.state()["texts"] if t["name"] == "field_number")
        self.assertEqual(text, "4")
        box.pass_time(1)
        box.keys("4")
        text = next(t["text"] for t in box.state()["texts"] if t["name"] == "field_number")
        self.assertEqual(text, "44")
        box.socket.sendall(b'{"request":"key","key":"down"}\n' * 2)  # an arrow means another target each time
        box.lines.readline()
        box.lines.readline()
        self.assertEqual(box.focused(), box.targets()[0]["name"])

    def slowly_to(self, target):
        for _ in self.box.targets():
            self.box.pass_time(1)
            self.box.keys("down")
            if self.box.focused() == target:
                break
        self.box.pass_time(1)
        self.box.keys("ok")


class Time(Case):
    """Points 15 and 16."""

    def test_the_end_is_seen_heard_and_put_off_without_limit(self):
        box = self.start(headset=False)
        box.keys("5")
        box.hear()
        for _ in range(5):
            box.pass_time(24)
            self.assertEqual(box.screen(), "code")
            box.pass_time(2)
            self.assertEqual(box.screen(), "more_time")
            self.assertIn("reminder", [s.get("tone") for s in box.hear()])
            box.keys("ok")
            self.assertEqual(box.screen(), "code")

    def test_the_question_for_more_time_is_said_once_and_not_every_second(self):
        box = self.start()
        box.keys("5")
        box.pass_time(26)
        self.heard("Brauchen Sie mehr Zeit?")
        for _ in range(5):
            box.pass_time(1)
        self.assertEqual(box.words(), "")

    def test_a_countdown_is_said_once(self):
        box = self.start()
        for name in ("second", "passport"):  # the first five wrong answers slow the next one down
            issued = PLACE.issued[name]
            box.keys("ok")
            box.activate("typed")
            box.type(issued["reference"])
            for _ in range(3):
                box.type("000000" if issued["pin"] != "000000" else "000001")
                box.words()
                box.type(WRONG_KEYS)
                if box.screen() == "wait":
                    break
                box.keys("ok")
            else:
                box.activate("cancel")
        box.wait("wait")
        self.heard("Sekunde")
        left = box.state()["speech"]
        box.pass_time(1)
        self.assertNotEqual(box.state()["speech"], left)  # it counts
        self.assertEqual(box.words(), "")

    def test_nothing_of_a_person_stays(self):
        box = self.start(headset=False)
        before = {key: box.state()[key] for key in ("screen", "language", "texts", "targets", "speech")}
        box.keys("5")
        box.activate("access")
        for target in ("toggle_large", "toggle_contrast", "toggle_speech", "louder"):
            box.activate(target)
        box.activate("language")
        box.activate("language_en")
        box.hear()
        box.pass_time(30)
        box.pass_time(30)
        box.wait("idle")
        after = box.state()
        texts = [text for text in after["texts"] if text["name"] != "header"]
        self.assertEqual(texts, [text for text in before["texts"] if text["name"] != "header"])
        for key in ("screen", "language", "targets", "speech"):
            self.assertEqual(after[key], before[key], key)
        box.hear()
        box.keys("5")
        sounds = box.hear()
        self.assertEqual([s for s in sounds if "text" in s], [])
        self.assertEqual({s["volume"] for s in sounds}, {3})


class Cabinet(Case):
    """Point 17."""

    def test_who_wishes_a_low_compartment_gets_one_and_others_leave_them(self):
        self.assertIn(PLACE.where["low"], LOW)
        others = {name: where for name, where in PLACE.where.items() if name != "low"}
        self.assertEqual({name: where for name, where in others.items() if where in LOW}, {})


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="pickupbox-access-") as made:
        PLACE = Place(pathlib.Path(made), *(os.path.abspath(path) for path in sys.argv[1:3]))
        unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
