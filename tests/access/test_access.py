#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The points of docs/access.md from outside: the real daemon on simulated hardware, used by keys and heard, not seen. Those on
speech itself are in test_speech.py.

usage: test_access.py PICKUPBOX PICKUPBOXD
"""

from case import Case, main
from simulated import BORN_KEYS, LOW, WRONG_KEYS


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
        box.scan(self.place.code("passport"))
        self.heard("Date of birth of the person")
        box.type(WRONG_KEYS)
        box.wait("wrong")
        self.heard("That is not right. 4 tries left.", "date of birth does not match")
        box.keys("ok")
        box.wait("birth")
        self.heard("Date of birth")
        box.type(BORN_KEYS)
        box.wait("door")
        self.heard(f"Compartment {self.place.where['passport']} is open", "Close the door")
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
        issued = self.place.issued["second"]
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
        self.assertEqual(box.close_door(), self.place.where["second"])
        box.wait("done")
        box.keys("ok")
        box.wait("idle")
        self.only_in_headset()

    def test_old_papers_come_back(self):
        box = self.start()
        box.scan(self.place.code("old"))
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
        box.scan(self.place.code("card"))
        box.type(BORN_KEYS)
        box.wait("choose")
        self.heard("zwei Sendungen", "Personalausweis", "Aufenthaltstitel")
        box.focus("choose_1")
        self.heard("Aufenthaltstitel")
        box.keys("ok")
        box.wait("door")
        self.assertEqual(box.close_door(), self.place.where["residence"])
        box.wait("between")
        self.heard("Noch")
        box.activate("next")
        box.wait("door")
        self.assertEqual(box.close_door(), self.place.where["card"])
        self.only_in_headset()

    def test_a_door_that_jams(self):
        box = self.start()
        where = self.place.where["jam"]
        box.hand(where, "jam")
        box.scan(self.place.code("jam"))
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
        self.assertEqual(box.close_door(), self.place.where["passport"])
        box.wait("done")
        self.assertNotIn("not_taken", [target["name"] for target in box.targets()])


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
        box.keys(*self.place.issued["second"]["reference"])
        box.activate("next")
        box.wait("pin")
        self.walk()
        box.activate("cancel")
        box.scan("nothing")
        box.wait("refused")
        self.walk()
        box.activate("end")
        box.scan(self.place.code("old"))
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
        box.scan(self.place.code("old"))
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
        box.scan(self.place.code("card"))
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
        box.hand(self.place.where["jam"], "jam")
        box.scan(self.place.code("jam"))
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
            issued = self.place.issued[name]
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
        self.assertIn(self.place.where["low"], LOW)
        others = {name: where for name, where in self.place.where.items() if name != "low"}
        self.assertEqual({name: where for name, where in others.items() if where in LOW}, {})


if __name__ == "__main__":
    main()
