/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A whole box for tests: office keys, a bundle, tickets and codes made through
 * crypto/, the real store in a folder of its own, simulated doors and moved time.
 *
 * Consignment n (1 to 99) has a cti of sixteen bytes n, a reference, PIN and
 * birth date of its own. Doors spring open on a pulse unless jammed. PINs are
 * "hashed" by a prefix, so that no test waits for Argon2id. Every helper fails
 * the test when the box does not do its part.
 */
#pragma once

#include "controller/box/session/box.h"
#include "controller/box/session/citizen.h"
#include "controller/box/session/repeats.h"
#include "controller/box/session/staff.h"
#include "controller/box/session/watch.h"

enum { FIXTURE_COMPARTMENTS = 24, FIXTURE_PULSES_MAX = 4096 };

#define FIXTURE_START_MS INT64_C(1790337600000) /* Friday, 2026-09-25T12:00:00Z, 14:00 in Berlin */
#define FIXTURE_REREAD_MS 3000
#define FIXTURE_AWAY_MS (FIXTURE_REREAD_MS + REPEATS_MORE_MS)
#define FIXTURE_START_S (FIXTURE_START_MS / 1000)

struct fixture_options {
        unsigned compartments;          /* 0: FIXTURE_COMPARTMENTS */
        bool four_eyes;
        bool closed;                    /* opening hours that are over */
        bool no_bundle;
        bool on_disk;                   /* where a sync waits for something */
        bool anchored;                  /* with the anchor "anchor" in its folder */
        int64_t bundle_expires_s;       /* 0: in 300 days */
        int64_t wall_ms;                /* 0: FIXTURE_START_MS */
};

struct fixture_pulse {
        unsigned c;
        uint64_t size;                  /* of the ledger when it was given */
};

/* What was held to the scanner, and when last. */
struct fixture_reading {
        char text[1100];
        int64_t at_ms;                  /* mono */
};

struct fixture {
        struct fixture_reading readings[8];
        unsigned last_code;             /* number of the consignment whose code was scanned last; 0: none */
        struct fixture_options options;
        char folder[64], path[80], facts[80], anchor[80];
        struct secret_key *root, *code, *ticket, *badge, *revoke, *ledger, *witness_key, *stranger;
        struct vkey witness;            /* trusted by the box; its secret is witness_key */
        struct sealing_key *sealing;
        struct tag_key *tags;
        struct bundle *bundle;          /* as adopted */
        struct store *store;
        struct box *box;
        struct moment now;

        enum door_state doors[STORE_COMPARTMENTS_MAX];
        unsigned lost;                  /* of a thousand edges so many are not told; levels are read then, as hal/lock/lines_reader.h has it */
        bool lost_after_pulses;         /* only those of doors that spring open */
        uint32_t chance;                /* of losing */
        unsigned lost_count;
        enum door_state told[STORE_COMPARTMENTS_MAX];
        int64_t read_ms[STORE_COMPARTMENTS_MAX];
        unsigned chip_lines;            /* so many switches are read by one chip, from the next start on; 0: nobody knows the chips */
        bool faulty[STORE_COMPARTMENTS_MAX]; /* the lock, until it is cleared */
        bool jammed[STORE_COMPARTMENTS_MAX];
        bool stuck[STORE_COMPARTMENTS_MAX]; /* the switch stays as it is, whatever the door does */
        unsigned sprung[STORE_COMPARTMENTS_MAX]; /* how often its lock let the door go, seen or not */
        bool absent[STORE_COMPARTMENTS_MAX]; /* from the next start on: neither lock nor switch */
        bool dying[STORE_COMPARTMENTS_MAX]; /* these go, all of them, with the next pulse on one of them, whose coil is on then */
        unsigned died;                  /* how often that came */
        unsigned returning;             /* the compartment that is coming back; for step */
        enum alarm unusable;            /* from the next start on: ALARM_LOCKS or ALARM_DOORS; 0: they work */
        unsigned queued[32], queued_count; /* pulses not yet carried out */
        struct fixture_pulse pulses[FIXTURE_PULSES_MAX];
        unsigned pulse_count;
        unsigned tones[TONE_DOOR_CLICK + 1];
        bool check_waits, hash_waits, check_right;
        bool slow_hash;                 /* a PIN is computed until the test says what came of it */
        char hash[PIN_VERIFIER_SIZE];
        bool synchronised;              /* what the kernel says of its clock */
        bool asked;                     /* its answer is on its way */
        int set_clock_result;           /* what the port that sets the clock answers */
        int64_t clock_wanted_ms;        /* to which it was to set it last; 0: it was not asked */
        unsigned faults;                /* critical lines in the journal */
        char last_log[256];
        int pulse_result;               /* what the port answers */
        void (*step)(const char *what); /* called around every pulse and opening, for those who cut the power there; or NULL */
};

void fixture_set_up(struct fixture *fixture, const struct fixture_options *options);
void fixture_tear_down(struct fixture *fixture);
/* The power goes and comes back: the box and the store are made anew, the doors are as they are. */
void fixture_restart(struct fixture *fixture);
/* Lock or switch of c, or of all those of a chip, go or come back, within the run. */
void fixture_set_chip_absent(struct fixture *fixture, unsigned first, unsigned last, bool absent);
void fixture_set_absent(struct fixture *fixture, unsigned c, bool absent);
void fixture_stop(struct fixture *fixture);
void fixture_start(struct fixture *fixture);
/* Both, with the door of c in that state when it starts again. */
void fixture_cut_with(struct fixture *fixture, unsigned c, enum door_state door);
/* Of a stopped box whose store was put back: without it, with who holds its folder. Ends with fixture_stop(). */
void fixture_start_put_back(struct fixture *fixture, const struct restoring_ports *folder);
/* Two of the ports, for boxes made without a store; context is the fixture. */
void fixture_port_tone(void *context, enum tone tone);
void fixture_port_log(void *context, int priority, const char *line);
/* A bundle like the adopted one with a higher version, to be changed, then adopted through the box. */
struct bundle *fixture_draft(const struct fixture *fixture);
int fixture_adopt(struct fixture *fixture, struct bundle *draft);

enum { FIXTURE_WITNESSED_S = FIXTURE_START_S - 3600 };
/* A checkpoint of this tree, signed by the ledger's key unless NULL, and by a witness at this time unless NULL. The caller frees the note. */
void fixture_witness(const struct fixture *fixture, const struct checkpoint *checkpoint, const struct secret_key *own, const struct secret_key *witness,
                     uint64_t time_s, struct buffer *ret_note);
/* The ledger's first `size` entries. */
struct checkpoint fixture_tree(const struct fixture *fixture, uint64_t size);

/* ---- what consignment n is ---- */

void fixture_cti(unsigned n, uint8_t ret_cti[CTI_LEN]);
void fixture_reference(unsigned n, char ret_text[REFERENCE_LEN + 1]);
void fixture_pin(unsigned n, char ret_text[PIN_LEN + 1]);
void fixture_birth(unsigned n, char ret_typed[BIRTH_LEN + 1]); /* DDMMYYYY */
struct ticket fixture_ticket(const struct fixture *fixture, unsigned n);
struct code fixture_code(const struct fixture *fixture, unsigned n);

/* ---- what happens ---- */

/* Lets time pass; timers fire on the way. */
void fixture_pass(struct fixture *fixture, int64_t ms);
/* Until whatever is loaded is past its deadline. */
void fixture_let_expire(struct fixture *fixture);
void fixture_scan(struct fixture *fixture, const char *text);
/* The reader reads what was not taken away. */
void fixture_scan_again(struct fixture *fixture, const char *text);
void fixture_scan_code(struct fixture *fixture, unsigned n);
void fixture_scan_this_code(struct fixture *fixture, const struct code *code);
void fixture_scan_ticket(struct fixture *fixture, unsigned n);
void fixture_scan_this_ticket(struct fixture *fixture, const struct ticket *ticket);
void fixture_scan_badge(struct fixture *fixture, const char *sub);
void fixture_press(struct fixture *fixture, enum target_id id);
void fixture_press_number(struct fixture *fixture, enum target_id id, unsigned number);
/* Types and goes on. */
void fixture_type(struct fixture *fixture, const char *digits);
/* What became of a compartment that staff opened, once it can be changed no more. */
void fixture_answer(struct fixture *fixture, enum target_id id);
void fixture_door(struct fixture *fixture, unsigned c, enum door_state state);
/* Those of which not is not true, all at once, as a chip or a power supply does it. */
void fixture_doors(struct fixture *fixture, unsigned first, unsigned last, const bool *not, enum door_state state);
/* Nobody asked for it: open for as long as an opening has to last to be one. */
void fixture_force(struct fixture *fixture, unsigned c);
/* Shuts it, and lets 2 s pass, after which it counts as shut. */
void fixture_shut(struct fixture *fixture, unsigned c);
void fixture_sign_in(struct fixture *fixture, const char *sub);
void fixture_sign_out(struct fixture *fixture);
/* Signs "lore" in, loads numbers first to last, signs out. */
void fixture_load(struct fixture *fixture, unsigned first, unsigned last);
/* The same with n alone, whose office wants old papers back; its compartment. */
unsigned fixture_load_wanting_old_papers(struct fixture *fixture, unsigned n);
/* Scans the ticket and closes the door; a signed-in loader. */
void fixture_load_one(struct fixture *fixture, unsigned n);
/* Lets whatever is loaded expire, signs "lore" in and opens the first of the list of what is overdue. */
void fixture_open_overdue(struct fixture *fixture);
/* From idle: code and birth date; the door is then open. */
void fixture_collect(struct fixture *fixture, unsigned n);
/* The same where the door does not open, until the citizen is asked whether it did; its compartment. */
unsigned fixture_collect_jammed(struct fixture *fixture, unsigned n);
/* Types reference, PIN and birth date, the last two wrong on wish, from the idle screen. */
void fixture_type_way(struct fixture *fixture, unsigned n, bool pin_right, bool birth_right);

/* The clock is set to what was asked for, and that is told; or it is not, and why. */
void fixture_clock_set(struct fixture *fixture, enum screen_time_state state);
/* What this person types to sign in: the PIN that a manager gave them, for which there is room in pin, else their own. */
const char *fixture_pin_of(const struct fixture *fixture, const char *sub, char pin[SCREEN_ENTRY_MAX + 1], bool *ret_given);
enum { INCIDENT_TEXT_SIZE = 5 };
/* The number that whoever was turned away last was told, "0000" where nobody was. */
void fixture_incident(const struct fixture *fixture, char ret_typed[INCIDENT_TEXT_SIZE]);
/* What the keypad asks for when the clock is to be set to the next minute: the date, or the time of day. */
void fixture_next_minute(const struct fixture *fixture, char ret_typed[9]);

/* ---- what is seen ---- */

enum screen_id fixture_screen(const struct fixture *fixture);
void fixture_expect(const struct fixture *fixture, enum screen_id id);
void fixture_expect_refused(const struct fixture *fixture, enum refusal refusal);
unsigned fixture_count(const struct fixture *fixture, enum entry_event event);
/* The newest entry of this event; fails when there is none. */
struct entry fixture_last(const struct fixture *fixture, enum entry_event event);
struct consignment fixture_consignment(const struct fixture *fixture, unsigned n);
struct store_compartment fixture_compartment(const struct fixture *fixture, unsigned c);
/* Compartment of consignment n. */
unsigned fixture_where(const struct fixture *fixture, unsigned n);
/* Whether a row of the state of the box says that of this device. */
bool fixture_state_says(const struct fixture *fixture, enum device device, enum condition condition);
/* Every field of the screen is in its range. */
void fixture_check_screen(const struct fixture *fixture);
/* Every pulse so far had its release, reopening, load or service opening in the ledger, as the newest entry of its compartment. */
void fixture_check_pulses(const struct fixture *fixture);
