#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The points of docs/access.md on speech, from outside: the real daemon on simulated hardware, used by keys and heard.

usage: test_speech.py PICKUPBOX PICKUPBOXD
"""

import re

from case import Case, main
from simulated import BORN_KEYS


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
        for number, digit in enumerate(self.place.issued["second"]["reference"], 1):
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
        box.type(self.place.issued["second"]["reference"])
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
        box.scan(self.place.code("card"))
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
        box.scan(self.place.code("passport"))
        box.type(BORN_KEYS)
        box.wait("door")
        self.heard(f"Fach {self.place.where['passport']} ist offen", "von links")  # said as ever
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
        box.type("12345678" if self.place.issued["second"]["reference"] != "12345678" else "12345679")
        self.assertEqual(box.screen(), "number")
        self.heard("Diese Nummer gibt es nicht", "8 Ziffern")
        box.activate("cancel")
        box.scan(self.place.code("passport"))
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
        words = self.heard(f"Fach {self.place.where['passport']} ist offen")
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
        self.said, issued = self.SAID[language], self.place.issued["second"]
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
        self.assertEqual(where, self.place.where["second"])
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


if __name__ == "__main__":
    main()
