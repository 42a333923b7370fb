/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * When the box speaks: a screen is read as it comes, what changes on it as it
 * changes, a target as it gets the focus, and the screen again on request. Any
 * action silences what is said (EN 301 549, 5.1.3.5).
 *
 * Where a session or speech begins the first sentence tells how the keys are used; after a screen it is said what can be
 * chosen there. How many digits are typed is said after each, to the loudspeaker as well. OK and Back never lead nowhere in silence.
 *
 * What is personal goes to the headset only (5.1.3.9). Without one the
 * loudspeaker asks for headphones instead. Typed digits are tones on the
 * loudspeaker, always (5.1.3.8); the headset says those of the number, and those
 * of PIN and birth date once the person asked to have them shown.
 */
#pragma once

#include "base/bytes.h"
#include "ui/screens/screen.h"

struct daemon;

/* What was said last, so that only news are said. */
struct speech {
        struct buffer said;     /* the sentences of the screen, one a line; wiped */
        enum screen_id screen;
        struct target focus;
        uint64_t serial;        /* of the box's screen */
        unsigned seconds_left;  /* as first said: a countdown is not read out second by second */
        unsigned digit_count, volume, rate_wpm;
        bool on, headset, show, again;
        bool lost;              /* help for who cannot find the compartment was shown */
        uint64_t count;         /* of what was said, ever */
};

void speech_init(struct speech *speech);
void speech_deinit(struct speech *speech);

/* After drawing: says what is new, if speech is on. */
void speech_follow(struct daemon *daemon);
void speech_stop(struct daemon *daemon);
/* Reads the whole screen at the next speech_follow(). */
void speech_again(struct daemon *daemon);
/* A key led nowhere: how many digits are typed is said, or what can be chosen, else the whole screen. */
void speech_nowhere(struct daemon *daemon);
