/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The box: everything between the devices and the store.
 *
 * A struct box owns the two pure state machines (citizen, staff), the watch over
 * the doors, the clock's floor and the choice of screen. It is told what happened
 * and when, performs what the machines answer on the store and through its ports,
 * and says what is to be shown. It never reads a clock, never sleeps and starts
 * no thread; the daemon owns the loop, the devices and the drawing.
 *
 * The same object runs in the daemon, on simulated hardware and in the tests
 * that cut its power between any two steps.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/moment.h"
#include "base/words/alarm.h"
#include "base/words/device.h"
#include "controller/box/session/ports.h"
#include "controller/box/store/store.h"
#include "crypto/sealing.h"
#include "crypto/tag.h"
#include "hal/door/door.h"
#include "ui/view/plan.h"
#include "ui/screens/screen.h"

struct box;
struct restoring_ports;

struct box_config {
        struct plan plan;
        const char *version;            /* of the program, for `boot` */
        const struct hash *configuration; /* of the file it was started with, for `config`; NULL: no file */
        enum store_mode mode;
        enum alarm unusable;            /* the part without which nothing opens, such as ALARM_LOCKS: out of order; 0: all is there */
        const struct sealing_key *former_sealing; /* borrowed; of the controller before, or NULL */
        bool rolled_back;               /* why there is no store: it was put back from an older copy */
        const struct restoring_ports *restoring; /* who holds the folder of one that was put back; borrowed; NULL: nobody */
        enum language language;         /* of the idle screen */
        uint32_t city_rgb;
        unsigned rate_wpm;              /* of speech, for everybody; 0: the usual one */
        const struct vkey *witnesses;   /* that are trusted, at most WITNESSED_KEYS_MAX; borrowed */
        size_t witness_count;
        bool filter_double;             /* double strikes within 500 ms */
        unsigned reread_ms;             /* the readers' re-read delay */
        int64_t build_ms;               /* part of the time floor */
        const char *facts;              /* path of the file of facts that wait for the store; NULL: they wait in memory only. Borrowed for box_new() */
};

enum {
        BOX_ADOPT_MS = 60 * 1000,
        BOX_DOUBLE_MS = 500,    /* where double strikes are filtered: a second one within is not meant, of a target or a key */
};

enum {
        BOX_E_BUSY = 1,         /* somebody is at the box or a door is open */
        BOX_E_NO_ROOT,          /* no root is pinned yet: `pickupbox box adopt --root` comes first */
        BOX_E_REFUSED,          /* not signed by the pinned root or the one announced to follow it */
        BOX_E_OTHER_BOX,        /* the bundle does not know this box */
        BOX_E_OLD_VERSION,
        BOX_E_LACKS_REVOCATIONS, /* the bundle takes back what the current one revokes */
        BOX_E_NOTHING_NEW,      /* a statement that says what is known */
        BOX_E_DAMAGED,          /* malformed, or its signature does not fit */
        BOX_E_ENROLMENT,        /* for who sees to that: sealed to another enrolment of this box */
        BOX_E_NO_WITNESS,       /* a checkpoint that no trusted witness has signed */
        BOX_E_CONTRADICTS,      /* a checkpoint that was signed and is not of the ledger as it is here */
};

/*
 * Starts: entry `boot`, then the table of docs/behaviour.md "Power cut and crash" with
 * the doors as the port reports them. The bundle is taken from the store; without
 * one the box is out of order. `store` NULL: the database cannot be used; the
 * box then shows only that it is out of order. All pointers are borrowed and
 * outlive the box; *config is copied. 0, -ENOMEM. A store that fails while
 * starting does not fail box_new(): the box comes up waiting for it, or out of order.
 */
MUST_CHECK int box_new(struct store *store, const struct box_config *config, const struct box_ports *ports,
                       const struct sealing_key *sealing, const struct tag_key *tags, const struct secret_key *ledger,
                       struct moment now, struct box **ret_box);
void box_free(struct box *box);
DEFINE_CLEANUP(struct box, box_free, box_cleanup)

/* Entry `shutdown`. 0, or -EIO while the store does not answer: then it waits in the facts file. */
MUST_CHECK int box_shut_down(struct box *box, struct moment now);

/* What happened. Each may change what box_screen() gives. */
/* `ended`: the scanner said where the text ends; otherwise a pause did, and half a text is a misreading and no refusal. */
void box_scanned(struct box *box, struct moment now, const char *text, size_t len, bool ended);
/* Something was read, and not all of it. */
void box_misread(struct box *box, struct moment now);
/* A target was touched and released, or activated by OK. */
void box_activated(struct box *box, struct moment now, struct target target);
/* A finger is on it (TARGET_NONE: lifted outside). Only for the picture. */
void box_pressed(struct box *box, struct moment now, struct target target);
/* Keyboard focus moved. Only for the picture and speech. */
void box_focused(struct box *box, struct moment now, struct target target);
/* Anything a person did that is none of the above: keeps the session alive. */
void box_touched(struct box *box, struct moment now);
void box_headset(struct box *box, struct moment now, bool plugged);
void box_door(struct box *box, struct moment now, unsigned c, enum door_state state);
void box_pulsed(struct box *box, struct moment now, unsigned c, bool given);
/* Answers to check_pin() and hash_pin(), exactly one each, in the order of the calls. verifier NULL: it could not be computed. */
void box_pin_checked(struct box *box, struct moment now, bool right);
void box_pin_hashed(struct box *box, struct moment now, const char *verifier);
/* Answer to read_stick(): what was found, and what became of it. Its version and first are not read. */
void box_stick_read(struct box *box, struct moment now, const struct screen_stick *found);
/* What came of set_clock(): SCREEN_TIME_SET, or what kept the clock from being set. */
void box_clock_set(struct box *box, struct moment now, enum screen_time_state state);
/* How an export_stick(), look_stick() or list_stick() that is under way goes on, and at its end what came of it. */
void box_stick_exported(struct box *box, struct moment now, const struct screen_export *export);
/* Answer to look_stick(): a stick is there, to which a list of contents can go. */
void box_stick_there(struct box *box, struct moment now);
/* One for people came or went. */
void box_device(struct box *box, struct moment now, enum device device, bool present);
/* Whether these are opening hours; true where the bundle names none, or there is none. */
bool box_opening_hours(const struct box *box, struct moment now);
/* The screen that came has another mode than the picture, or the picture's. */
void box_screen_mode(struct box *box, struct moment now, bool other);
/* A code reader is set up otherwise than when it was last good, or none is any more. */
void box_scanner_settings(struct box *box, struct moment now, bool changed);
/* The chip of its lock has gone while the coil was on, and the guard with it: written down, for this run ends. Before its box_pulsed(). */
void box_coil_lost(struct box *box, struct moment now, unsigned c);
/* Others are absent than before, as the store has been told (store_set_absent()). */
void box_compartments_changed(struct box *box, struct moment now);
/* This one is back, and the port knows its door: what it left is judged as at a start, unless somebody is at it. */
void box_compartment_back(struct box *box, struct moment now, unsigned c);
/* A timer is due, or nothing happened: call when box_deadline() has come. */
void box_tick(struct box *box, struct moment now);

/* The next mono_ms at which box_tick() wants to be called; INT64_MAX: never. */
int64_t box_deadline(const struct box *box);
/* What is to be shown now. Owned by the box, valid until the next call that takes `now`. */
const struct screen *box_screen(const struct box *box);
/* Grows with every change of what box_screen() shows. */
uint64_t box_screen_serial(const struct box *box);
/* Whether it works and its store answers. */
bool box_store_answers(const struct box *box);
/*
 * Whether the process should end now to be started anew: the box has a fault that this may cure, every door is shut, no lock moves,
 * and all that was seen is on a disk.
 */
bool box_wants_restart(const struct box *box);
/* Whether somebody waits for what the switch of compartment c says: it is worth reading more often. */
bool box_awaits(const struct box *box, unsigned c);
/* Whether nobody is at the box and no door is open. */
bool box_idle(const struct box *box);
/*
 * Takes a bundle or a statement of revocations. `waited`: it lies here for BOX_ADOPT_MS, so it is taken although somebody is at
 * the box; then only a session that it touches, with a door open, makes it wait on. A session that it touches is over:
 * that of a consignment revoked, of somebody who is no longer staff as before. 0 or BOX_E_*, *ret_lacking (which may be
 * NULL) filled with BOX_E_LACKS_REVOCATIONS; -ENOMEM and the errors of the store, after which it is not known which bundle is the current
 * one until it answers.
 */
MUST_CHECK int box_adopt(struct box *box, struct moment now, const uint8_t *bytes, size_t len, bool waited,
                         struct lacking *ret_lacking);
/*
 * Takes a checkpoint that is brought back with a witness's countersignature (controller/ledger/witnessed.h), whoever is at the box. 0, with entry
 * `countersigned`, from_stick: by whoever had the stick read, else by nobody. BOX_E_CONTRADICTS, the first time with entry
 * `contradicted` and an alarm. BOX_E_BUSY while the store does not answer, BOX_E_NO_ROOT, BOX_E_DAMAGED, BOX_E_OTHER_BOX for another ledger's, BOX_E_NO_WITNESS,
 * BOX_E_NOTHING_NEW; or a negative errno of the store.
 */
MUST_CHECK int box_witnessed(struct box *box, struct moment now, const uint8_t *bytes, size_t len, bool from_stick);
