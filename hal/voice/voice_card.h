/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Which sound card an ALSA device's name means. Numbers of cards change with the order in which they are found, so that
 * speech for one loudspeaker comes out of another; names (CARD=) do not.
 */
#pragma once

#include "base/macro.h"

/* Where the kernel lists them, a link NAME → cardN each (Documentation/sound/designs/procfs.rst). */
#define VOICE_CARDS "/proc/asound"

enum { VOICE_CARDS_SIZE = 256 };

enum voice_card {
        VOICE_CARD_GOOD,        /* named, and there; or it is no card's (null), or the only one there is */
        VOICE_CARD_NUMBERED,    /* by its number */
        VOICE_CARD_ANY,         /* the first of several, whichever that is */
        VOICE_CARD_MISSING,     /* named, and not there */
        VOICE_CARD_TWIN,        /* one of several of one make, which the kernel tells apart by their order: "Device", "Device_1" */
};

/* *ret_cards: the names of those there are, "Device, HDMI", as many as there is room for; empty: none. folder: VOICE_CARDS. */
MUST_CHECK enum voice_card voice_card_find(const char *folder, const char *device, char ret_cards[VOICE_CARDS_SIZE]);
