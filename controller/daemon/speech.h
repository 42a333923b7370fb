/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * When the box speaks: another screen is read as it comes, a target as it gets
 * the focus, and the screen again on request. Any action silences what is said
 * (EN 301 549, 5.1.3.5); what is personal goes to the headset only (5.1.3.9).
 */
#pragma once

struct daemon;

/* After drawing: says what is new, if speech is on. */
void speech_follow(struct daemon *daemon);
void speech_stop(struct daemon *daemon);
/* Reads the whole screen at the next speech_follow(). */
void speech_again(struct daemon *daemon);
