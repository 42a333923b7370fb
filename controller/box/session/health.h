/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What the box has to do without: devices, compartments, room on the disk. Each
 * is an entry, a line in the journal and one on the staff screen.
 *
 *   room   enough ──▶ low (nothing is loaded) ──▶ none (nothing is handed out either)
 *
 * Handing out stops while there is still room for the sessions under way and
 * for the entries that say why, so that a full disk never cuts one short.
 */
#pragma once

#include "base/words/device.h"
#include "controller/box/session/recorder.h"

enum {
        HEALTH_SPACE_LOAD_MIN = 32 << 20, /* bytes free below which nothing is loaded */
        HEALTH_SPACE_HAND_OUT_MIN = 8 << 20, /* and nothing handed out: the log of the store alone may take 4 MiB */
};

enum room { ROOM_ENOUGH, ROOM_LOW, ROOM_NONE };

/* Whether the alarm is, and of which compartment alone; 0: of none or of several. */
struct health_alarm {
        bool is;
        unsigned c;
};

struct health {
        enum room room;
        unsigned absent_count;          /* compartments without lock or switch now */
        struct health_alarm now[CAUSE_COUNT], said[CAUSE_COUNT]; /* as it is, and as the ledger has it: no loose plug fills it */
        bool device_gone[DEVICE_COUNT]; /* of those for people */
};

/* What is missing becomes an alarm, what is back its end. */
void health_check_room(struct health *health, struct recorder *recorder);
void health_check_compartments(struct health *health, struct recorder *recorder);
/* An hour is over: what was not said for having changed too often is said, and how often that was. */
void health_hourly(struct health *health, struct recorder *recorder);
/* How much it will say then, of all causes. */
unsigned health_counted(const struct recorder *recorder);
/* Keeps that in the store. */
void health_keep_counts(struct recorder *recorder);
/* A device for people has gone or come. */
void health_note_device(struct health *health, struct recorder *recorder, enum device device, bool present);
/* A code reader is set up otherwise than when it was last good, or none is any more. */
void health_note_scanner_settings(struct health *health, struct recorder *recorder, bool changed);
/* The screen has another mode than the picture, or has not any more. */
void health_note_mode(struct health *health, struct recorder *recorder, bool other);
