/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The parts of a box whose state staff are told, and the conditions they can be in.
 * The first ones are devices for people, which come and go while the box runs; by these
 * words they are plugged and unplugged on a simulated box.
 */
#pragma once

#include "base/words/word.h"

#define DEVICE_LIST(X) \
        X(DEVICE_SCANNER, "scanner") \
        X(DEVICE_TOUCH, "touch") \
        X(DEVICE_SCREEN, "screen") \
        X(DEVICE_VOICE, "voice") \
        X(DEVICE_CHIPS, "chips")        /* of locks and switches */ \
        X(DEVICE_DISK, "disk") \
        X(DEVICE_CLOCK, "clock") \
        X(DEVICE_BUNDLE, "bundle") \
        X(DEVICE_LEDGER, "own_ledger") \
        X(DEVICE_BADGE, "badge")

WORDS_DECLARE(device, DEVICE, DEVICE_LIST)

/* Those from DEVICE_SCANNER to here are for people. */
#define DEVICE_FOR_PEOPLE_LAST DEVICE_VOICE

static inline bool device_for_people(enum device device) {
        return device != DEVICE_NONE && device <= DEVICE_FOR_PEOPLE_LAST;
}

#define CONDITION_LIST(X) \
        X(CONDITION_OK, "ok") \
        X(CONDITION_GONE, "gone") \
        X(CONDITION_NEARLY_FULL, "nearly_full") \
        X(CONDITION_FULL, "full") \
        X(CONDITION_DOUBT, "doubt") \
        X(CONDITION_EXPIRES_SOON, "expires_soon") \
        X(CONDITION_EXPIRED, "expired") \
        X(CONDITION_LOCKED, "locked") \
        X(CONDITION_CONTRADICTED, "contradicted")

WORDS_DECLARE(condition, CONDITION, CONDITION_LIST)
