/* SPDX-License-Identifier: EUPL-1.2 */
/* What follows each event: what is due by the box's clock, the picture, the speech, the timer, and those who wait for a screen. */
#pragma once

struct daemon;

/* Why the box is out of order now: a word, static; NULL: it works. */
const char *daemon_trouble(const struct daemon *daemon);

/* Brings screen, speech, timer and waiting clients up to date. */
void daemon_settle(struct daemon *daemon);
