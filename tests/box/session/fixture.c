/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/box/session/fixture.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "controller/ledger/folder.h"
#include "crypto/reference.h"
#include "tests/box/store/calls.h"
#include "tests/support/cmocka.h"

enum { DAY_S = 86400, PEOPLE = 5 };

static const struct {
        const char *sub, *one_time, *own;
        enum role role;
} people[PEOPLE] = {
        { "lore", "11111111", "27182818", ROLE_LOADER },
        { "mara", "33333333", "31415926", ROLE_MANAGER },
        { "axel", "55555555", "16180339", ROLE_AUDITOR },
        { "lutz", "77777777", "57721566", ROLE_LOADER },
        { "mike", "99999999", "10203040", ROLE_MANAGER },
};

static unsigned person_of(const char *sub) {
        for (unsigned i = 0; i < PEOPLE; i++)
                if (strcmp(people[i].sub, sub) == 0)
                        return i;
        fail_msg("nobody is called %s", sub);
        return 0;
}

/* ---- ports ---- */

static void step(struct fixture *fixture, const char *what) {
        if (fixture->step)
                fixture->step(what);
}

static int port_pulse(void *context, unsigned c) {
        struct fixture *fixture = context;

        if (fixture->pulse_result)
                return fixture->pulse_result;
        if (fixture->faulty[c - 1])
                return LOCK_E_FAULTY;
        if (fixture->absent[c - 1])
                return LOCK_E_ABSENT;
        assert_true(fixture->pulse_count < FIXTURE_PULSES_MAX);
        assert_true(fixture->queued_count < ARRAY_LEN(fixture->queued));
        step(fixture, "before a pulse");
        fixture->pulses[fixture->pulse_count++] = (struct fixture_pulse){ .c = c, .size = store_size(fixture->store) };
        fixture->queued[fixture->queued_count++] = c;
        step(fixture, "after a pulse");
        return 0;
}

static void port_clear_lock(void *context, unsigned c) {
        ((struct fixture *)context)->faulty[c - 1] = false;
}

static enum door_state port_door(void *context, unsigned c) {
        struct fixture *fixture = context;

        return fixture->absent[c - 1] ? DOOR_UNKNOWN : fixture->doors[c - 1];
}

static const char *port_chip(void *context, unsigned c) {
        static const char names[] = "chip00\0chip01\0chip02\0chip03\0chip04\0chip05\0chip06\0chip07";
        const struct fixture *fixture = context;
        unsigned chip = fixture->chip_lines > 0 ? (c - 1) / fixture->chip_lines : 8;

        return chip < 8 ? names + chip * sizeof("chip00") : NULL;
}

void fixture_port_tone(void *context, enum tone tone) {
        struct fixture *fixture = context;

        fixture->tones[tone]++;
}

static int port_check_pin(void *context, const char *pin, const char *verifier) {
        struct fixture *fixture = context;

        assert_false(fixture->check_waits);
        fixture->check_waits = true;
        fixture->check_right = strncmp(verifier, "plain:", 6) == 0 && strcmp(verifier + 6, pin) == 0;
        return 0;
}

static int port_hash_pin(void *context, const char *pin) {
        struct fixture *fixture = context;

        assert_false(fixture->hash_waits);
        fixture->hash_waits = true;
        snprintf(fixture->hash, sizeof(fixture->hash), "plain:%s", pin);
        return 0;
}

static int port_set_clock(void *context, int64_t wall_ms) {
        struct fixture *fixture = context;

        fixture->clock_wanted_ms = wall_ms;
        return fixture->set_clock_result;
}

/* As a service manager's answers come: at the second asking. */
static int port_synchronised(void *context, bool *ret_synchronised) {
        struct fixture *fixture = context;

        fixture->asked = !fixture->asked;
        if (fixture->asked)
                return -EAGAIN;
        *ret_synchronised = fixture->synchronised;
        return 0;
}

void fixture_port_log(void *context, int priority, const char *line) {
        struct fixture *fixture = context;

        fixture->faults += priority <= LOG_CRIT;
        snprintf(fixture->last_log, sizeof(fixture->last_log), "%s", line);
        if (getenv("FIXTURE_LOG"))
                fprintf(stderr, "<%d> %s\n", priority, line);
}

/* ---- doors ---- */

static void say(struct fixture *fixture, unsigned c) {
        if (fixture->absent[c - 1])
                return;
        fixture->told[c - 1] = fixture->doors[c - 1];
        step(fixture, "the switch has said so");
        box_door(fixture->box, fixture->now, c, fixture->doors[c - 1]);
}

static void set_absent(struct fixture *fixture, unsigned c, bool absent) {
        if (absent)
                box_door(fixture->box, fixture->now, c, DOOR_UNKNOWN);
        fixture->absent[c - 1] = absent;
        store_set_absent(fixture->store, c, absent);
}

static bool is_lost(struct fixture *fixture, bool sprung) {
        if (fixture->lost == 0 || (fixture->lost_after_pulses && !sprung))
                return false;
        fixture->chance = fixture->chance * 1664525 + 1013904223;
        if ((fixture->chance >> 16) % 1000 >= fixture->lost)
                return false;
        fixture->lost_count++;
        return true;
}

static int64_t read_due(const struct fixture *fixture, unsigned c) {
        return fixture->read_ms[c - 1] + (box_awaits(fixture->box, c) ? 50 : 10 * 1000);
}

/* When some level is to be read next. */
static int64_t next_reading(const struct fixture *fixture) {
        int64_t next_ms = INT64_MAX;

        for (unsigned c = 1; fixture->lost > 0 && c <= fixture->options.compartments; c++)
                if (read_due(fixture, c) < next_ms)
                        next_ms = read_due(fixture, c);
        return next_ms;
}

static void read_levels(struct fixture *fixture) {
        for (unsigned c = 1; fixture->lost > 0 && c <= fixture->options.compartments; c++) {
                if (read_due(fixture, c) > fixture->now.mono_ms)
                        continue;
                fixture->read_ms[c - 1] = fixture->now.mono_ms;
                if (fixture->told[c - 1] != fixture->doors[c - 1] && !fixture->absent[c - 1])
                        say(fixture, c);
        }
}

static void spring_open(struct fixture *fixture, unsigned c) {
        if (fixture->jammed[c - 1])
                return;
        fixture->sprung[c - 1]++;
        if (fixture->stuck[c - 1] || fixture->doors[c - 1] != DOOR_CLOSED)
                return;
        fixture->doors[c - 1] = DOOR_OPEN;
        step(fixture, "the door has sprung open");
        if (!is_lost(fixture, true))
                say(fixture, c);
}

/* Its chip goes while the coil is on: nobody hears of that pulse, but the door may have got enough of it. */
static void die(struct fixture *fixture, unsigned c) {
        bool enough = fixture->died++ % 2 == 0;

        for (unsigned i = 1; i <= fixture->options.compartments; i++)
                if (fixture->dying[i - 1])
                        set_absent(fixture, i, true);
        memset(fixture->dying, 0, sizeof(fixture->dying));
        box_coil_lost(fixture->box, fixture->now, c);
        box_pulsed(fixture->box, fixture->now, c, false);
        if (enough)
                spring_open(fixture, c);
        box_compartments_changed(fixture->box, fixture->now);
}

/* What the hardware does by itself after a call: pulses end, doors spring open, PINs are computed. */
static void settle(struct fixture *fixture) {
        while (fixture->queued_count > 0 || fixture->check_waits || fixture->hash_waits) {
                if (fixture->check_waits) {
                        fixture->check_waits = false;
                        box_pin_checked(fixture->box, fixture->now, fixture->check_right);
                } else if (fixture->hash_waits) {
                        fixture->hash_waits = false;
                        box_pin_hashed(fixture->box, fixture->now, fixture->hash);
                } else {
                        unsigned c = fixture->queued[0];

                        memmove(fixture->queued, fixture->queued + 1, --fixture->queued_count * sizeof(fixture->queued[0]));
                        if (fixture->dying[c - 1]) {
                                die(fixture, c);
                        } else {
                                box_pulsed(fixture->box, fixture->now, c, true);
                                spring_open(fixture, c);
                        }
                }
        }
        fixture_check_screen(fixture);
}

/* ---- life ---- */

static struct secret_key *key_from(uint8_t number) {
        uint8_t seed[KEY_SEED_LEN] = { number };
        struct secret_key *key;

        assert_int_equal(secret_key_from_seed(seed, &key), 0);
        return key;
}

static void add_key(struct bundle *bundle, const struct secret_key *key, enum key_use use) {
        struct bundle_key *entry = &bundle->keys[bundle->key_count++];

        entry->key = *secret_key_public(key);
        entry->use = use;
        entry->nbf = FIXTURE_START_S - 400 * DAY_S;
        entry->exp = FIXTURE_START_S + 400 * DAY_S;
}

static void badge_cti(unsigned person, uint8_t ret_cti[CTI_LEN]) {
        memset(ret_cti, 0xb0 + (int)person, CTI_LEN);
}

static void add_people(const struct fixture *fixture, struct bundle *bundle) {
        char verifiers[PEOPLE][PIN_VERIFIER_SIZE];

        for (unsigned i = 0; i < PEOPLE; i++) {
                struct bundle_staff *person = &bundle->staff[bundle->staff_count++];

                snprintf(person->sub, sizeof(person->sub), "%s", people[i].sub);
                person->role = people[i].role;
                badge_cti(i, person->badge_cti);
                snprintf(verifiers[i], sizeof(verifiers[i]), "plain:%s", people[i].one_time);
        }
        assert_int_equal(bundle_add_pins(bundle, "K017", sealing_key_public(fixture->sealing),
                                         (const char (*)[PIN_VERIFIER_SIZE])verifiers), 0);
}

static struct bundle *draft(const struct fixture *fixture, uint32_t version) {
        const struct fixture_options *options = &fixture->options;
        struct bundle *bundle = calloc(1, sizeof(*bundle));

        assert_non_null(bundle);
        bundle->form = BUNDLE_FORM_2;
        bundle->backup = *sealing_key_public(fixture->sealing);
        bundle->version = version;
        bundle->issued = (uint32_t)FIXTURE_START_S - DAY_S;
        bundle->expires = (uint32_t)(options->bundle_expires_s ? options->bundle_expires_s : FIXTURE_START_S + 300 * DAY_S);
        strcpy(bundle->office, "Stadt Musterstadt");
        strcpy(bundle->domain, "musterstadt.example");
        strcpy(bundle->zone, "Europe/Berlin");
        bundle->keys = calloc(4, sizeof(*bundle->keys));
        bundle->staff = calloc(PEOPLE, sizeof(*bundle->staff));
        bundle->boxes = calloc(2, sizeof(*bundle->boxes));
        add_key(bundle, fixture->code, KEY_USE_CODE);
        add_key(bundle, fixture->ticket, KEY_USE_TICKET);
        add_key(bundle, fixture->badge, KEY_USE_BADGE);
        add_key(bundle, fixture->revoke, KEY_USE_REVOKE);
        add_people(fixture, bundle);
        bundle->deadline_days = 10;
        bundle->four_eyes = options->four_eyes;
        if (options->closed)
                bundle->opening[bundle->opening_count++] = (struct bundle_opening){ .weekday = 4, .from_min = 360, .to_min = 720 };
        strcpy(bundle->languages[bundle->language_count++], "de");
        strcpy(bundle->boxes[0].id, "K017");
        strcpy(bundle->boxes[0].address, "Rathausplatz 1");
        strcpy(bundle->boxes[1].id, "K018");
        strcpy(bundle->boxes[1].address, "Rathaus Wattenscheid");
        bundle->box_count = 2;
        strcpy(bundle->contact[bundle->contact_count++], "Telefon 0123 4567");
        return bundle;
}

struct bundle *fixture_draft(const struct fixture *fixture) {
        return draft(fixture, fixture->bundle->version + 1);
}

static void sign_draft(struct fixture *fixture, struct bundle *bundle, struct buffer *bytes) {
        assert_int_equal(bundle_sign(bundle, fixture->root, bytes), 0);
        bundle_free(bundle);
        bundle_free(fixture->bundle);
        fixture->bundle = NULL;
        assert_int_equal(bundle_open(bytes->data, bytes->len, secret_key_public(fixture->root), &fixture->bundle), 0);
}

int fixture_adopt(struct fixture *fixture, struct bundle *bundle) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;

        sign_draft(fixture, bundle, &bytes);
        return box_adopt(fixture->box, fixture->now, bytes.data, bytes.len, false, NULL);
}

/* A failed test tears nothing down; its folder goes when the process ends. */
static char made_folder[64];

static void remove_made_folder(void) {
        if (made_folder[0])
                (void)!folder_remove(AT_FDCWD, made_folder);
        made_folder[0] = 0;
}

static void make_folder(struct fixture *fixture) {
        static bool registered;

        /* In memory where there is one: these tests cut processes, not disks. */
        snprintf(fixture->folder, sizeof(fixture->folder), "%s/pickupbox-session-XXXXXX",
                 !fixture->options.on_disk && access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/var/tmp");
        assert_non_null(mkdtemp(fixture->folder));
        snprintf(fixture->path, sizeof(fixture->path), "%s/box.db", fixture->folder);
        snprintf(fixture->facts, sizeof(fixture->facts), "%s/K017.facts", fixture->folder);
        snprintf(fixture->anchor, sizeof(fixture->anchor), "%s/K017.anchor", fixture->folder);
        memcpy(made_folder, fixture->folder, sizeof(made_folder));
        if (!registered)
                atexit(remove_made_folder);
        registered = true;
}

static void make_store(struct fixture *fixture) {
        struct store_config config = { .box_id = "K017", .compartments = fixture->options.compartments };
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct store *store;

        make_folder(fixture);
        assert_int_equal(store_create(fixture->path, &config), 0);
        sign_draft(fixture, draft(fixture, 1), &bytes);
        if (fixture->options.no_bundle)
                return;
        assert_int_equal(store_open(fixture->path, STORE_MODE_SIMULATED, &store), 0);
        assert_int_equal(store_adopt(store, FIXTURE_START_MS, bytes.data, bytes.len, fixture->bundle, secret_key_public(fixture->root)), 0);
        for (unsigned i = 0; i < PEOPLE; i++) {
                char verifier[PIN_VERIFIER_SIZE];

                snprintf(verifier, sizeof(verifier), "plain:%s", people[i].own);
                if (strcmp(people[i].sub, "mike") != 0)
                        assert_int_equal(store_set_staff_pin(store, people[i].sub, verifier), 0);
        }
        store_close(store);
}

static void open_store(struct fixture *fixture) {
        enum rollback rollback;

        if (fixture->options.anchored)
                assert_int_equal(store_open_anchored(fixture->path, fixture->anchor, STORE_MODE_SIMULATED, &fixture->store, &rollback), 0);
        else
                assert_int_equal(store_open(fixture->path, STORE_MODE_SIMULATED, &fixture->store), 0);
}

static struct box_ports ports_of(struct fixture *fixture) {
        return (struct box_ports){
                .context = fixture,
                .pulse = port_pulse,
                .clear_lock = port_clear_lock,
                .door = port_door,
                .chip = port_chip,
                .tone = fixture_port_tone,
                .check_pin = port_check_pin,
                .hash_pin = port_hash_pin,
                .synchronised = port_synchronised,
                .set_clock = port_set_clock,
                .log = fixture_port_log,
        };
}

/* With the store as it is, or without one. */
static void begin_box(struct fixture *fixture, struct box_config *config) {
        const struct box_ports ports = ports_of(fixture);

        plan_default(fixture->options.compartments, &config->plan);
        fixture->queued_count = 0;
        fixture->check_waits = fixture->hash_waits = false;
        assert_int_equal(box_new(fixture->store, config, &ports, fixture->sealing, fixture->tags, fixture->ledger, fixture->now,
                                 &fixture->box), 0);
        fixture_check_screen(fixture);
}

void fixture_start_put_back(struct fixture *fixture, const struct restoring_ports *folder) {
        begin_box(fixture, &(struct box_config){ .version = "test", .mode = STORE_MODE_SIMULATED, .language = LANGUAGE_DE, .rolled_back = true,
                                                 .restoring = folder });
}

void fixture_start(struct fixture *fixture) {
        open_store(fixture);
        for (unsigned c = 1; c <= fixture->options.compartments; c++)
                store_set_absent(fixture->store, c, fixture->absent[c - 1]);
        fixture->returning = 0;
        memset(fixture->dying, 0, sizeof(fixture->dying));
        for (unsigned i = 0; i < STORE_COMPARTMENTS_MAX; i++)
                fixture->told[i] = fixture->absent[i] ? DOOR_CLOSED : fixture->doors[i];
        begin_box(fixture, &(struct box_config){ .version = "test", .mode = STORE_MODE_SIMULATED, .language = LANGUAGE_DE,
                                                 .unusable = fixture->unusable, .facts = fixture->facts, .reread_ms = FIXTURE_REREAD_MS });
}

void fixture_stop(struct fixture *fixture) {
        box_free(fixture->box);
        store_close(fixture->store);
        fixture->box = NULL;
        fixture->store = NULL;
}

void fixture_restart(struct fixture *fixture) {
        fixture_stop(fixture);
        fixture_start(fixture);
}

static void come_back(struct fixture *fixture, unsigned c) {
        fixture->told[c - 1] = fixture->doors[c - 1];
        fixture->returning = c;
        step(fixture, "a compartment is back");
        fixture->returning = 0;
        box_compartment_back(fixture->box, fixture->now, c);
}

void fixture_set_chip_absent(struct fixture *fixture, unsigned first, unsigned last, bool absent) {
        bool before[STORE_COMPARTMENTS_MAX];

        memcpy(before, fixture->absent, sizeof(before));
        for (unsigned c = first; c <= last; c++)
                if (before[c - 1] != absent)
                        set_absent(fixture, c, absent);
        box_compartments_changed(fixture->box, fixture->now);
        for (unsigned c = first; c <= last; c++)
                if (before[c - 1] && !absent)
                        come_back(fixture, c);
        settle(fixture);
}

void fixture_set_absent(struct fixture *fixture, unsigned c, bool absent) {
        fixture_set_chip_absent(fixture, c, c, absent);
}

void fixture_set_up(struct fixture *fixture, const struct fixture_options *options) {
        uint8_t secret[TAG_SECRET_LEN] = { 42 };

        memset(fixture, 0, sizeof(*fixture));
        if (options)
                fixture->options = *options;
        if (fixture->options.compartments == 0)
                fixture->options.compartments = FIXTURE_COMPARTMENTS;
        assert_int_equal(crypto_init(), 0);
        fixture->root = key_from(1);
        fixture->code = key_from(2);
        fixture->ticket = key_from(3);
        fixture->badge = key_from(4);
        fixture->ledger = key_from(5);
        fixture->stranger = key_from(6);
        fixture->revoke = key_from(7);
        assert_int_equal(sealing_key_from_secret(secret, &fixture->sealing), 0);
        assert_int_equal(tag_key_new(secret, &fixture->tags), 0);
        fixture->now = (struct moment){
                .wall_ms = fixture->options.wall_ms ? fixture->options.wall_ms : FIXTURE_START_MS,
                .mono_ms = 1000000,
        };
        for (unsigned i = 0; i < STORE_COMPARTMENTS_MAX; i++)
                fixture->doors[i] = DOOR_CLOSED;
        make_store(fixture);
        fixture_start(fixture);
}

void fixture_tear_down(struct fixture *fixture) {
        fixture_stop(fixture);
        remove_made_folder();
        bundle_free(fixture->bundle);
        tag_key_free(fixture->tags);
        sealing_key_free(fixture->sealing);
        secret_key_free(fixture->stranger);
        secret_key_free(fixture->ledger);
        secret_key_free(fixture->revoke);
        secret_key_free(fixture->badge);
        secret_key_free(fixture->ticket);
        secret_key_free(fixture->code);
        secret_key_free(fixture->root);
}

/* ---- consignment n ---- */

void fixture_cti(unsigned n, uint8_t ret_cti[CTI_LEN]) {
        memset(ret_cti, (int)n, CTI_LEN);
}

void fixture_reference(unsigned n, char ret_text[REFERENCE_LEN + 1]) {
        snprintf(ret_text, REFERENCE_LEN + 1, "12345%02u0", n % 100);
        ret_text[7] = reference_check_digit(ret_text, 7);
}

void fixture_pin(unsigned n, char ret_text[PIN_LEN + 1]) {
        snprintf(ret_text, PIN_LEN + 1, "4711%02u", n % 100);
}

void fixture_birth(unsigned n, char ret_typed[BIRTH_LEN + 1]) {
        snprintf(ret_typed, BIRTH_LEN + 1, "%02u051990", n % 28 + 1);
}

struct ticket fixture_ticket(const struct fixture *fixture, unsigned n) {
        uint32_t now_s = (uint32_t)(fixture->now.wall_ms / 1000);
        struct ticket ticket = { .aud = "K017", .nbf = now_s - 60, .exp = now_s + 14 * DAY_S - 120 };
        struct ticket_contents *contents = &ticket.contents;
        char birth[BIRTH_LEN + 1];

        fixture_cti(n, ticket.cti);
        memcpy(contents->cti, ticket.cti, CTI_LEN);
        strcpy(contents->aud, "K017");
        contents->items[0] = ITEM_PASSPORT;
        contents->item_count = 1;
        fixture_reference(n, contents->reference);
        fixture_pin(n, contents->pin);
        fixture_birth(n, birth);
        snprintf(contents->birth, sizeof(contents->birth), "199005%.2s", birth);
        contents->days = 10;
        return ticket;
}

struct code fixture_code(const struct fixture *fixture, unsigned n) {
        uint32_t now_s = (uint32_t)(fixture->now.wall_ms / 1000);
        struct code code = { .aud = "K017", .nbf = now_s - 60, .exp = now_s + 34 * DAY_S };

        fixture_cti(n, code.cti);
        return code;
}

/* ---- what happens ---- */

void fixture_pass(struct fixture *fixture, int64_t ms) {
        int64_t end_ms = fixture->now.mono_ms + ms;

        for (unsigned rounds = 0;; rounds++) {
                int64_t due_ms = box_deadline(fixture->box), read_ms = next_reading(fixture);
                bool ticks = due_ms <= read_ms;
                int64_t step_ms;

                assert_true(rounds < 2000000);
                if (read_ms < due_ms)
                        due_ms = read_ms;
                if (due_ms > end_ms)
                        break;
                step_ms = due_ms > fixture->now.mono_ms ? due_ms - fixture->now.mono_ms : 0;
                fixture->now.mono_ms += step_ms;
                fixture->now.wall_ms += step_ms;
                read_levels(fixture);
                if (ticks)
                        box_tick(fixture->box, fixture->now);
                settle(fixture);
        }
        fixture->now.wall_ms += end_ms - fixture->now.mono_ms;
        fixture->now.mono_ms = end_ms;
}

/* A person takes a moment for everything. */
/* A person's next move; what is due meanwhile comes before it. */
static void moment_later(struct fixture *fixture) {
        fixture_pass(fixture, 100);
}

/* Whatever is scanned once more was taken away for long enough not to be a repeat. */
static void take_away(struct fixture *fixture, const char *text) {
        struct fixture_reading *oldest = &fixture->readings[0];

        for (size_t i = 0; i < ARRAY_LEN(fixture->readings); i++) {
                struct fixture_reading *reading = &fixture->readings[i];

                if (strcmp(reading->text, text) == 0) {
                        oldest = reading;
                        break;
                }
                oldest = reading->at_ms < oldest->at_ms ? reading : oldest;
        }
        if (strcmp(oldest->text, text) == 0 && fixture->now.mono_ms < oldest->at_ms + FIXTURE_AWAY_MS)
                fixture_pass(fixture, oldest->at_ms + FIXTURE_AWAY_MS - fixture->now.mono_ms);
        snprintf(oldest->text, sizeof(oldest->text), "%s", text);
        oldest->at_ms = fixture->now.mono_ms;
}

void fixture_scan_again(struct fixture *fixture, const char *text) {
        box_scanned(fixture->box, fixture->now, text, strlen(text), true);
        settle(fixture);
}

void fixture_scan(struct fixture *fixture, const char *text) {
        take_away(fixture, text);
        moment_later(fixture);
        box_scanned(fixture->box, fixture->now, text, strlen(text), true);
        settle(fixture);
}

void fixture_scan_this_code(struct fixture *fixture, const struct code *code) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;

        assert_int_equal(code_sign(code, fixture->code, &text), 0);
        fixture_scan(fixture, buffer_text(&text));
}

void fixture_scan_code(struct fixture *fixture, unsigned n) {
        struct code code;

        /* Nobody begins anew with the code of a session that has just ended. */
        if (fixture->last_code == n && (fixture_screen(fixture) == SCREEN_IDLE || fixture_screen(fixture) == SCREEN_AGAIN))
                fixture_pass(fixture, REPEATS_MORE_MS);
        fixture->last_code = n;
        code = fixture_code(fixture, n);
        fixture_scan_this_code(fixture, &code);
}

void fixture_scan_this_ticket(struct fixture *fixture, const struct ticket *ticket) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;

        assert_int_equal(ticket_sign(ticket, sealing_key_public(fixture->sealing), fixture->ticket, &text), 0);
        fixture_scan(fixture, buffer_text(&text));
}

void fixture_scan_ticket(struct fixture *fixture, unsigned n) {
        struct ticket ticket = fixture_ticket(fixture, n);

        fixture_scan_this_ticket(fixture, &ticket);
}

void fixture_scan_badge(struct fixture *fixture, const char *sub) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        struct badge badge = { .nbf = (uint32_t)FIXTURE_START_S - DAY_S, .exp = (uint32_t)FIXTURE_START_S + 300 * DAY_S };

        snprintf(badge.sub, sizeof(badge.sub), "%s", sub);
        badge_cti(person_of(sub), badge.cti);
        assert_int_equal(badge_sign(&badge, fixture->badge, &text), 0);
        fixture_scan(fixture, buffer_text(&text));
}

void fixture_press_number(struct fixture *fixture, enum target_id id, unsigned number) {
        moment_later(fixture);
        box_activated(fixture->box, fixture->now, (struct target){ .id = id, .number = number });
        settle(fixture);
}

void fixture_press(struct fixture *fixture, enum target_id id) {
        fixture_press_number(fixture, id, 0);
}

void fixture_type(struct fixture *fixture, const char *digits) {
        for (; *digits; digits++)
                fixture_press_number(fixture, TARGET_KEY, (unsigned)(*digits - '0'));
        fixture_press(fixture, TARGET_NEXT);
}

void fixture_answer(struct fixture *fixture, enum target_id id) {
        fixture_expect(fixture, SCREEN_STAFF_FOUND);
        fixture_press(fixture, id);
        fixture_pass(fixture, STAFF_ANSWER_MS);
}

void fixture_door(struct fixture *fixture, unsigned c, enum door_state state) {
        moment_later(fixture);
        if (fixture->stuck[c - 1])
                return;
        fixture->doors[c - 1] = state;
        step(fixture, "the door has moved");
        if (!is_lost(fixture, false))
                say(fixture, c);
        settle(fixture);
}

void fixture_doors(struct fixture *fixture, unsigned first, unsigned last, const bool *not, enum door_state state) {
        moment_later(fixture);
        for (unsigned c = first; c <= last; c++)
                if (!not[c - 1] && !fixture->stuck[c - 1])
                        fixture->doors[c - 1] = state;
        step(fixture, "doors have moved");
        for (unsigned c = first; c <= last; c++)
                if (fixture->told[c - 1] != fixture->doors[c - 1] && !is_lost(fixture, false))
                        say(fixture, c);
        settle(fixture);
}

void fixture_force(struct fixture *fixture, unsigned c) {
        fixture_door(fixture, c, DOOR_OPEN);
        fixture_pass(fixture, WATCH_HOLD_MS);
}

void fixture_next_minute(const struct fixture *fixture, char ret_typed[9]) {
        struct local_time local;

        moment_local(fixture->now.wall_ms + 60 * 1000, &local);
        if (box_screen(fixture->box)->entry.digit_max == 8)
                snprintf(ret_typed, 9, "%02u%02u%04u", (unsigned)local.day % 100, (unsigned)local.month % 100, (unsigned)local.year % 10000);
        else
                snprintf(ret_typed, 9, "%02u%02u", (unsigned)local.hour % 100, (unsigned)local.minute % 100);
}

void fixture_clock_set(struct fixture *fixture, enum screen_time_state state) {
        if (state == SCREEN_TIME_SET)
                fixture->now.wall_ms = fixture->clock_wanted_ms;
        box_clock_set(fixture->box, fixture->now, state);
}

void fixture_shut(struct fixture *fixture, unsigned c) {
        fixture_door(fixture, c, DOOR_CLOSED);
        fixture_pass(fixture, WATCH_SETTLE_MS);
}

void fixture_sign_in(struct fixture *fixture, const char *sub) {
        fixture_scan_badge(fixture, sub);
        fixture_expect(fixture, SCREEN_STAFF_PIN);
        fixture_type(fixture, people[person_of(sub)].own);
}

void fixture_sign_out(struct fixture *fixture) {
        fixture_press(fixture, TARGET_SIGN_OUT);
        fixture_expect(fixture, SCREEN_IDLE);
}

void fixture_load_one(struct fixture *fixture, unsigned n) {
        fixture_scan_ticket(fixture, n);
        fixture_expect(fixture, SCREEN_STAFF_LOAD);
        fixture_shut(fixture, screen_compartment(box_screen(fixture->box)));
        fixture_expect(fixture, SCREEN_STAFF_SCAN);
        assert_int_equal(fixture_consignment(fixture, n).state, CONSIGNMENT_STORED);
}

void fixture_load(struct fixture *fixture, unsigned first, unsigned last) {
        fixture_sign_in(fixture, "lore");
        fixture_expect(fixture, SCREEN_STAFF_OVERVIEW);
        for (unsigned n = first; n <= last; n++)
                fixture_load_one(fixture, n);
        fixture_sign_out(fixture);
}

void fixture_collect(struct fixture *fixture, unsigned n) {
        char birth[BIRTH_LEN + 1];

        fixture_birth(n, birth);
        fixture_scan_code(fixture, n);
        fixture_expect(fixture, SCREEN_BIRTH);
        fixture_type(fixture, birth);
}

void fixture_type_way(struct fixture *fixture, unsigned n, bool pin_right, bool birth_right) {
        char reference[REFERENCE_LEN + 1], pin[PIN_LEN + 1], birth[BIRTH_LEN + 1];

        fixture_reference(n, reference);
        fixture_pin(n, pin);
        fixture_birth(n, birth);
        if (fixture_screen(fixture) == SCREEN_IDLE)
                fixture_press(fixture, TARGET_START);
        if (fixture_screen(fixture) == SCREEN_CODE)
                fixture_press(fixture, TARGET_TYPED);
        if (fixture_screen(fixture) == SCREEN_PIN) /* after a wrong answer the number stays: maybe another's */
                fixture_press(fixture, TARGET_BACK);
        fixture_expect(fixture, SCREEN_NUMBER);
        for (unsigned i = 0; i < REFERENCE_LEN; i++)
                fixture_press(fixture, TARGET_DELETE);
        fixture_type(fixture, reference);
        fixture_expect(fixture, SCREEN_PIN);
        fixture_type(fixture, pin_right ? pin : "000000");
        fixture_expect(fixture, SCREEN_BIRTH);
        fixture_type(fixture, birth_right ? birth : "01011901");
}

/* ---- what is seen ---- */

enum screen_id fixture_screen(const struct fixture *fixture) {
        return box_screen(fixture->box)->id;
}

void fixture_expect(const struct fixture *fixture, enum screen_id id) {
        if (fixture_screen(fixture) != id)
                fail_msg("screen %s, expected %s (last log: %s)", screen_name(fixture_screen(fixture)), screen_name(id), fixture->last_log);
}

void fixture_expect_refused(const struct fixture *fixture, enum refusal refusal) {
        const struct screen *screen = box_screen(fixture->box);

        if (screen->id != SCREEN_REFUSED && screen->id != SCREEN_STAFF_REFUSED)
                fail_msg("screen %s, expected a refusal", screen_name(screen->id));
        assert_int_equal(screen->id == SCREEN_REFUSED ? screen->message.refusal : screen->refused.refusal, refusal);
}

static void entry_at(struct ledger_source *source, uint64_t index, struct entry *ret_entry) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;

        assert_int_equal(source->entry(source->context, index, &line), 0);
        assert_int_equal(entry_parse(buffer_text(&line), line.len, ret_entry), 0);
}

unsigned fixture_count(const struct fixture *fixture, enum entry_event event) {
        struct ledger_source source;
        struct entry entry;
        unsigned count = 0;

        store_source(fixture->store, &source);
        for (uint64_t i = 0; i < source.size; i++) {
                entry_at(&source, i, &entry);
                count += entry.event == event;
        }
        return count;
}

struct entry fixture_last(const struct fixture *fixture, enum entry_event event) {
        struct ledger_source source;
        struct entry entry = { 0 };

        store_source(fixture->store, &source);
        for (uint64_t i = source.size; i > 0; i--) {
                entry_at(&source, i - 1, &entry);
                if (entry.event == event)
                        return entry;
        }
        fail_msg("no entry %s", entry_event_name(event));
        return entry;
}

struct consignment fixture_consignment(const struct fixture *fixture, unsigned n) {
        struct consignment consignment;
        uint8_t cti[CTI_LEN];

        fixture_cti(n, cti);
        assert_int_equal(store_consignment(fixture->store, cti, &consignment), 0);
        return consignment;
}

struct store_compartment fixture_compartment(const struct fixture *fixture, unsigned c) {
        struct store_compartment compartment;

        assert_int_equal(store_compartment(fixture->store, c, &compartment), 0);
        return compartment;
}

unsigned fixture_where(const struct fixture *fixture, unsigned n) {
        return fixture_consignment(fixture, n).c;
}

static void check_kind(const struct screen *screen) {
        switch (screen_kind(screen->id)) {
        case SCREEN_KIND_ENTRY:
                assert_true(screen->entry.digit_count <= screen->entry.digit_max && screen->entry.digit_max <= SCREEN_ENTRY_MAX);
                assert_int_equal(strlen(screen->entry.digits), screen->entry.digit_count);
                assert_true(screen->entry.tries_left <= STORE_WRONG_LOCK);
                break;
        case SCREEN_KIND_MESSAGE:
                assert_true(screen->message.refusal < REFUSAL_COUNT);
                assert_true(screen->message.tries_left <= STORE_WRONG_LOCK);
                break;
        case SCREEN_KIND_REFUSED:
                assert_true(screen->refused.refusal < REFUSAL_COUNT);
                break;
        case SCREEN_KIND_LIST:
                assert_true(screen->list.row_count <= SCREEN_ROWS_MAX && (screen->list.row_count == 0 || screen->list.rows));
                break;
        case SCREEN_KIND_MAP:
                assert_non_null(screen->map.cells);
                break;
        default:
                break;
        }
}

void fixture_check_screen(const struct fixture *fixture) {
        const struct screen *screen = box_screen(fixture->box);

        assert_true(screen->id < SCREEN_COUNT);
        assert_true(screen->step <= screen->steps);
        check_kind(screen);
        assert_true(screen_compartment(screen) <= fixture->options.compartments);
        assert_true(screen->look.language < LANGUAGE_COUNT);
        assert_true(screen->id != SCREEN_DOOR || screen->door.compartment > 0);
        assert_true(screen->id != SCREEN_RECEIPT || screen->code.text);
        assert_non_null(screen->plan);
}

static bool allows_opening(enum entry_event event) {
        return event == ENTRY_RELEASE || event == ENTRY_REOPENED || event == ENTRY_LOAD_BEGIN || event == ENTRY_SERVICE_OPEN;
}

void fixture_check_pulses(const struct fixture *fixture) {
        bool allowed[STORE_COMPARTMENTS_MAX + 1] = { false };
        struct ledger_source source;
        struct entry entry;
        unsigned checked = 0;

        store_source(fixture->store, &source);
        for (uint64_t i = 0; i <= source.size; i++) {
                for (; checked < fixture->pulse_count && fixture->pulses[checked].size == i; checked++)
                        if (!allowed[fixture->pulses[checked].c])
                                fail_msg("pulse %u on compartment %u without a durable entry", checked, fixture->pulses[checked].c);
                if (i == source.size)
                        break;
                entry_at(&source, i, &entry);
                if (entry.c <= STORE_COMPARTMENTS_MAX)
                        allowed[entry.c] = allows_opening(entry.event);
        }
        assert_int_equal(checked, fixture->pulse_count);
}
