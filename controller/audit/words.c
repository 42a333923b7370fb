/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/audit/words.h"

static const struct words german = {
        .title = "Dokumentenausgabe",
        .boxes = "Ausgabebox",
        .from_to = "{1} bis {2} (Zeitzone {3})",
        .from_beginning = "von Anfang an",
        .to_end = "Ende des Protokolls",
        .pinned = "Protokoll {1}: {2} Einträge, geprüft mit dem Schlüssel des Amtes.",
        .not_pinned = "Protokoll {1}: {2} Einträge, in sich stimmig; der Schlüssel wurde nicht geprüft.",
        .foot = "Wurzel {1}",
        .page = "Seite {1} von 2",
        .documents = "Dokumente ausgegeben",
        .handovers = "Abholungen",
        .loaded = "Sendungen eingelegt",
        .held = "Sendungen am Ende in der Box",
        .median = "Liegezeit, mittlerer Wert (Median)",
        .expired = "Abholfrist abgelaufen",
        .days_unit = "{1} Tage",
        .decimal = ',',
        .per_step = { "Ausgegebene Dokumente je Tag", "Ausgegebene Dokumente je Woche", "Ausgegebene Dokumente je Monat",
                      "Ausgegebene Dokumente über die Jahre" },
        .step_names = { "Tag", "Woche ab", "Monat ab", "ab" },
        .by_item = "Was ausgegeben wurde",
        .item = "Art",
        .issued_items = "Stück ausgegeben",
        .by_waiting = "Wie lange Sendungen bis zur Abholung lagen",
        .quarters = "ein Viertel bis {1}, drei Viertel bis {2}, längste {3}",
        .whole_days = "volle Tage vom Einlegen bis zur Ausgabe",
        .by_hour = "Wann abgeholt wird",
        .hour = "Stunde des Tages",
        .items = { [ITEM_PASSPORT] = "Reisepass", [ITEM_IDENTITY_CARD] = "Personalausweis",
                   [ITEM_RESIDENCE_CARD] = "Aufenthaltstitel", [ITEM_TRAVEL_DOCUMENT] = "Reiseausweis", [ITEM_LETTER] = "Brief",
                   [ITEM_OTHER] = "anderes" },
        .refusals_title = "Abgewiesen",
        .faults_title = "Störungen an Türen",
        .loaders_title = "Eingelegt von",
        .boxes_title = "Abholungen je Box",
        .compartments_title = "Meistgenutzte Fächer",
        .trouble_title = "Fächer mit Störungen",
        .refusals = { [REFUSAL_MALFORMED] = "nicht lesbar", [REFUSAL_TOO_LONG] = "zu lang", [REFUSAL_UNKNOWN_KEY] = "fremder Schlüssel",
                      [REFUSAL_WRONG_USE] = "kein Abholcode", [REFUSAL_BAD_SIGNATURE] = "Signatur falsch",
                      [REFUSAL_WRONG_BOX] = "andere Box", [REFUSAL_EXPIRED] = "abgelaufen", [REFUSAL_NOT_YET] = "noch nicht gültig",
                      [REFUSAL_VALIDITY] = "zu lange gültig", [REFUSAL_REVOKED] = "widerrufen", [REFUSAL_NOT_HERE] = "nicht in der Box",
                      [REFUSAL_ALREADY_ISSUED] = "schon abgeholt", [REFUSAL_WRONG_ANSWER] = "Antwort falsch",
                      [REFUSAL_LOCKED] = "zeitweise gesperrt", [REFUSAL_VOID] = "nach Fehlversuchen ungültig",
                      [REFUSAL_CLOCK] = "Uhr der Box unsicher" },
        .open_failed = "nicht aufgegangen",
        .left_open = "offen gelassen",
        .forced_open = "ohne Freigabe geöffnet",
        .quarantined = "aus dem Betrieb genommen",
        .unsure = "Stromausfall bei der Ausgabe",
        .reopened = "noch einmal geöffnet",
        .compartment = "{1}, Fach {2}",
        .none = "keine",
        .the_box = "die Box selbst",
        .date = "{3}.{2}.{1}",
};

static const struct words english = {
        .title = "Document handover",
        .boxes = "Pickup box",
        .from_to = "{1} to {2} (time zone {3})",
        .from_beginning = "from the beginning",
        .to_end = "end of the ledger",
        .pinned = "Ledger {1}: {2} entries, verified with the office's key.",
        .not_pinned = "Ledger {1}: {2} entries, consistent in itself; the key was not checked.",
        .foot = "Root {1}",
        .page = "Page {1} of 2",
        .documents = "documents issued",
        .handovers = "pickups",
        .loaded = "consignments loaded",
        .held = "consignments in the box at the end",
        .median = "time in the box, median",
        .expired = "not collected in time",
        .days_unit = "{1} days",
        .decimal = '.',
        .per_step = { "Documents issued by day", "Documents issued by week", "Documents issued by month",
                      "Documents issued over the years" },
        .step_names = { "day", "week from", "month from", "from" },
        .by_item = "What was issued",
        .item = "kind",
        .issued_items = "pieces issued",
        .by_waiting = "How long consignments lay before pickup",
        .quarters = "a quarter within {1}, three quarters within {2}, longest {3}",
        .whole_days = "whole days from loading to issue",
        .by_hour = "When people come",
        .hour = "hour of the day",
        .items = { [ITEM_PASSPORT] = "passport", [ITEM_IDENTITY_CARD] = "identity card", [ITEM_RESIDENCE_CARD] = "residence card",
                   [ITEM_TRAVEL_DOCUMENT] = "travel document", [ITEM_LETTER] = "letter", [ITEM_OTHER] = "other" },
        .refusals_title = "Refused",
        .faults_title = "Trouble with doors",
        .loaders_title = "Loaded by",
        .boxes_title = "Pickups by box",
        .compartments_title = "Compartments most used",
        .trouble_title = "Compartments with trouble",
        .refusals = { [REFUSAL_MALFORMED] = "not readable", [REFUSAL_TOO_LONG] = "too long", [REFUSAL_UNKNOWN_KEY] = "unknown key",
                      [REFUSAL_WRONG_USE] = "not a pickup code", [REFUSAL_BAD_SIGNATURE] = "signature wrong",
                      [REFUSAL_WRONG_BOX] = "another box", [REFUSAL_EXPIRED] = "expired", [REFUSAL_NOT_YET] = "not valid yet",
                      [REFUSAL_VALIDITY] = "valid for too long", [REFUSAL_REVOKED] = "revoked", [REFUSAL_NOT_HERE] = "not in the box",
                      [REFUSAL_ALREADY_ISSUED] = "already collected", [REFUSAL_WRONG_ANSWER] = "wrong answer",
                      [REFUSAL_LOCKED] = "locked for a while", [REFUSAL_VOID] = "void after wrong answers",
                      [REFUSAL_CLOCK] = "clock of the box in doubt" },
        .open_failed = "did not open",
        .left_open = "left open",
        .forced_open = "opened without release",
        .quarantined = "taken out of service",
        .unsure = "power cut at a release",
        .reopened = "opened once more",
        .compartment = "{1}, no. {2}",
        .none = "none",
        .the_box = "the box itself",
        .date = "{1}-{2}-{3}",
};

void words_fill(const char *pattern, const char *const values[WORDS_VALUES], char *ret_text, size_t size) {
        size_t len = 0;

        for (const char *at = pattern; *at && len + 1 < size; at++) {
                const char *value = NULL;

                if (at[0] == '{' && at[1] >= '1' && at[1] < '1' + WORDS_VALUES && at[2] == '}')
                        value = values[at[1] - '1'];
                if (!value) {
                        ret_text[len++] = *at;
                        continue;
                }
                at += 2;
                while (*value && len + 1 < size)
                        ret_text[len++] = *value++;
        }
        ret_text[len] = '\0';
}

const struct words *words_in(enum report_language language) {
        return language == REPORT_GERMAN ? &german : &english;
}
