/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What no line's end may part: "pickupbox-K017", "6–20 Uhr", "--vkey".
 *
 * The one place that says so for every text that is laid out, wherever it comes from: a catalogue, a bundle, a box's own name.
 */
#pragma once

#include <stdbool.h>

/*
 * The UTF-8 string with invisible joiners (U+2060) and no-break spaces where no line may end: in a word that has a digit, after any
 * hyphen, en dash or slash; in a name or an option, at a hyphen or slash; in other words, at a hyphen that does not stand between two letters; between a
 * number and its unit, or what it counts ("2 × Reisepass"); before a middle dot.
 *
 * Without `hyphenate` soft hyphens are left out, and no line ends at any hyphen nor between a word and the number after it ("Fach 12");
 * with it, for what has no room otherwise, lines may end there. The caller frees it. NULL: no memory.
 */
char *unbroken(const char *string, bool hyphenate);
/*
 * The same with it, and a line may also end after the dots of a long name ("rechnungsamt.musterstadt.de/zeuge"), by zero width spaces: for
 * what is only seen. From paper such a name is copied.
 */
char *unbroken_but_names(const char *string);
