/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/box_restore.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/file.h"
#include "base/hex.h"
#include "controller/box/daemon/adopt.h"
#include "controller/box/daemon/box_restore_export.h"
#include "controller/ledger/anchor.h"
#include "controller/ledger/origin.h"
#include "crypto/pin.h"

struct person {
        struct badge badge;
        bool known;
};

struct box_restore {
        const struct box_folder *folder;        /* borrowed */
        int64_t now_ms;
        struct store *store;
        struct box_keys keys;
        struct bundle *current, *given;         /* given: NULL where the current one does */
        struct buffer given_bytes;
        struct restore_known known;
        bool new_controller;                    /* the store is another one's, whose ledger's key is not here */
        struct person people[BOX_RESTORE_PEOPLE];
        struct badge judged;                    /* last, whose PIN is still to be found right */
};

static int say(char *ret_message, int result, const char *format, ...) PRINTF_LIKE(3, 4);

static int say(char *ret_message, int result, const char *format, ...) {
        va_list arguments;

        va_start(arguments, format);
        vsnprintf(ret_message, BOX_RESTORE_MESSAGE_SIZE, format, arguments);
        va_end(arguments);
        return result;
}

void box_restore_free(struct box_restore *restore) {
        if (!restore)
                return;
        bundle_free(restore->given);
        bundle_free(restore->current);
        buffer_deinit(&restore->given_bytes);
        restore_known_deinit(&restore->known);
        box_keys_deinit(&restore->keys);
        store_close(restore->store);
        free(restore);
}

/* ---- what there is ---- */

static int open_store(struct box_restore *restore, char *ret_message) {
        const struct box_folder *folder = restore->folder;
        char message[ADOPT_MESSAGE_SIZE];
        int r = store_open(folder->database, STORE_MODE_ANY, &restore->store);

        if (r != 0) {
                adopt_store_message(r, folder->database, message);
                return say(ret_message, BOX_RESTORE_E_FAULT, "%s", message);
        }
        if (!store_origin(restore->store))
                return say(ret_message, BOX_RESTORE_E_REFUSED, "%s has no ledger; make the box anew (pickupbox box init)", folder->database);
        return 0;
}

static int load_keys(struct box_restore *restore, char *ret_message) {
        char message[BOX_KEYS_MESSAGE_SIZE];
        const char *name = "ledger";
        int r = box_keys_load(restore->folder->keys, &restore->keys, &name);

        if (r == 0)
                return 0;
        box_keys_message(r, restore->folder->keys, name, message);
        return say(ret_message, BOX_RESTORE_E_FAULT, "%s", message);
}

/* Here the ledger goes on under the key that signed it; on a new controller under that one's. */
static int check_keys(struct box_restore *restore, char *ret_message) {
        char message[BOX_KEYS_MESSAGE_SIZE];
        int r = box_keys_check_ledger(restore->keys.ledger, restore->store);

        restore->new_controller = r == BOX_KEY_E_FOREIGN && restore->keys.former_sealing;
        if (r == 0 || restore->new_controller)
                return 0;
        box_keys_message(r, restore->folder->keys, "ledger", message);
        return say(ret_message, BOX_RESTORE_E_FAULT, "%s", message);
}

static int compare(struct box_restore *restore, char *ret_message) {
        const struct box_folder *folder = restore->folder;
        enum rollback rollback;
        int r;

        r = store_compare_anchor(restore->store, folder->anchor, &rollback);
        if (r < 0)
                return say(ret_message, BOX_RESTORE_E_FAULT, "%s cannot be compared with its anchor: %s", folder->database, strerror(-r));
        if (rollback == ROLLBACK_NONE && !restore->new_controller)
                return say(ret_message, BOX_RESTORE_E_REFUSED, "%s is not rolled back: it agrees with its anchor %s, and nothing has to be restored",
                           folder->database, folder->anchor);
        return 0;
}

/* ---- the bundle ---- */

static int open_given(struct box_restore *restore, const char *file, char *ret_message) {
        int r = file_read(file, BUNDLE_MAX_LEN, &restore->given_bytes);

        if (r < 0)
                return say(ret_message, BOX_RESTORE_E_FAULT, "cannot read the bundle %s: %s", file, strerror(-r));
        r = bundle_open_next(restore->given_bytes.data, restore->given_bytes.len, restore->current, &restore->given);
        if (r > 0)
                return say(ret_message, BOX_RESTORE_E_REFUSED, "%s is no bundle of the office that this box trusts", file);
        if (r < 0)
                return say(ret_message, BOX_RESTORE_E_FAULT, "%s cannot be read: %s", file, strerror(-r));
        if (!bundle_find_box(restore->given, store_config(restore->store)->box_id) ||
            !adopt_fits_box(restore->given, store_config(restore->store)->box_id, restore->keys.sealing))
                return say(ret_message, BOX_RESTORE_E_REFUSED, "%s is not for this box", file);
        if (restore->given->version <= restore->current->version)
                return say(ret_message, BOX_RESTORE_E_BUNDLE, "%s is not newer than the bundle in the store; the office makes a new one (office bundle)", file);
        return 0;
}

/* Who was dismissed since must not be let in by the bundle of then. Without an anchor to say so, any older one could be that. */
static int check_version(const struct box_restore *restore, char *ret_message) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        uint32_t version = restore->given ? restore->given->version : restore->current->version;
        struct anchor anchor;

        if (anchor_read(restore->folder->anchor, &bytes, &anchor) != 0)
                return restore->given ? 0 : say(ret_message, BOX_RESTORE_E_BUNDLE,
                           "nothing says how new the bundle was: give a new one of the office with --bundle (office bundle)");
        if (version < anchor.bundle_version)
                return say(ret_message, BOX_RESTORE_E_BUNDLE, "the box had bundle %u already: give that or a newer one with --bundle (office bundle)",
                           anchor.bundle_version);
        return 0;
}

static int settle_bundle(struct box_restore *restore, const char *file, char *ret_message) {
        char message[ADOPT_MESSAGE_SIZE];
        int r = adopt_current(restore->store, &restore->current, message);

        if (r != 0)
                return say(ret_message, BOX_RESTORE_E_FAULT, "%s", message);
        if (file)
                r = open_given(restore, file, ret_message);
        return r == 0 ? check_version(restore, ret_message) : r;
}

/* ---- what is known of the former ledger ---- */

static int read_known(struct box_restore *restore, const char *export, char *ret_message) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct finding finding;
        struct anchor anchor;
        struct vkey vkey;
        int r;

        if (anchor_read(restore->folder->anchor, &bytes, &anchor) == 0 &&
            strcmp(anchor.checkpoint.origin, store_origin(restore->store)) == 0) {
                restore->known.checkpoint = anchor.checkpoint;
                restore->known.is_known = true;
        }
        if (!export)
                return 0;
        vkey_init(&vkey, store_origin(restore->store), NOTE_TYPE_ED25519, secret_key_public(restore->keys.ledger));
        r = restore_known_read(&restore->known, export, restore->new_controller ? NULL : &vkey, restore->now_ms, &finding);
        if (r == LEDGER_E_INVALID)
                return say(ret_message, BOX_RESTORE_E_REFUSED, "%s: %s", export, finding.text);
        return r == 0 ? 0 : say(ret_message, BOX_RESTORE_E_FAULT, "%s: %s", export, strerror(-r));
}

static int open_all(struct box_restore *restore, const struct box_restore_sources *sources, char *ret_message) {
        int r = open_store(restore, ret_message);

        if (r == 0)
                r = load_keys(restore, ret_message);
        if (r == 0)
                r = check_keys(restore, ret_message);
        if (r == 0)
                r = compare(restore, ret_message);
        if (r == 0)
                r = settle_bundle(restore, sources->bundle, ret_message);
        if (r == 0)
                r = read_known(restore, sources->export, ret_message);
        if (r == 0 && restore->now_ms < store_time_floor(restore->store))
                r = say(ret_message, BOX_RESTORE_E_CLOCK, "the clock is wrong: the newest entry is later than now; set it first");
        return r;
}

int box_restore_open(const struct box_folder *folder, const struct box_restore_sources *sources, int64_t now_ms, struct box_restore **ret_restore,
                     char ret_message[BOX_RESTORE_MESSAGE_SIZE]) {
        struct box_restore *restore = calloc(1, sizeof(*restore));
        int r;

        if (!restore)
                return say(ret_message, BOX_RESTORE_E_FAULT, "%s", strerror(ENOMEM));
        restore->folder = folder;
        restore->now_ms = now_ms;
        r = open_all(restore, sources, ret_message);
        if (r == 0)
                *ret_restore = restore;
        else
                box_restore_free(restore);
        return r;
}

/* ---- people ---- */

static const struct bundle *judges(const struct box_restore *restore) {
        return restore->given ? restore->given : restore->current;
}

/* The PIN set or given at the box counts for the badge that it was set with; for another badge the office's one-time PIN. */
static int find_verifier(const struct box_restore *restore, const struct badge *badge, char ret_verifier[PIN_VERIFIER_SIZE]) {
        const struct bundle_staff *then = bundle_find_staff(restore->current, badge->sub);
        unsigned wrong = 0;
        int r = -ENOENT;
        bool given;

        *ret_verifier = '\0';
        if (then && memcmp(then->badge_cti, badge->cti, CTI_LEN) == 0)
                r = store_staff_pin(restore->store, badge->sub, ret_verifier, &given, &wrong);
        if (r < 0 && r != -ENOENT)
                return r;
        if (wrong >= STORE_STAFF_WRONG_LOCK)
                return -EACCES;
        if (r == 0 && *ret_verifier)
                return 0;
        return bundle_pin_verifier(judges(restore), store_config(restore->store)->box_id, restore->keys.sealing, badge->sub, ret_verifier);
}

static int check_role(const struct box_restore *restore, unsigned number, const struct badge *badge, enum role role, char *ret_message) {
        const struct person *first = &restore->people[0];

        if (number == 0)
                return role == ROLE_MANAGER ? 0 : say(ret_message, BOX_RESTORE_E_MANAGER, "the first badge must be a manager's");
        if (role == ROLE_AUDITOR)
                return say(ret_message, BOX_RESTORE_E_OTHER_PERSON, "the second person must not be an auditor");
        if (strcmp(badge->sub, first->badge.sub) == 0 || memcmp(badge->cti, first->badge.cti, CTI_LEN) == 0)
                return say(ret_message, BOX_RESTORE_E_OTHER_PERSON, "the second person must be another one");
        return 0;
}

int box_restore_badge(struct box_restore *restore, const char *text, size_t len, struct box_restore_badge *ret_badge,
                      char ret_message[BOX_RESTORE_MESSAGE_SIZE]) {
        unsigned number = restore->people[0].known ? 1 : 0;
        const struct bundle_staff *staff = NULL;
        struct badge badge = { 0 };
        bool is_signed = false;
        int r = badge_judge(text, len, judges(restore), restore->now_ms / 1000, &badge, &staff, &is_signed);

        if (r < 0)
                return say(ret_message, BOX_RESTORE_E_FAULT, "the badge cannot be judged: %s", strerror(-r));
        ret_badge->refusal = (enum refusal)r;
        if (r > 0)
                return say(ret_message, BOX_RESTORE_E_BADGE, "this badge is refused: %s", refusal_name((enum refusal)r));
        r = check_role(restore, number, &badge, staff->role, ret_message);
        if (r != 0)
                return r;
        r = find_verifier(restore, &badge, ret_badge->verifier);
        if (r == -EACCES) {
                ret_badge->refusal = REFUSAL_LOCKED;
                return say(ret_message, BOX_RESTORE_E_BADGE, "the badge of %s is locked", badge.sub);
        }
        if (r < 0)
                ret_badge->verifier[0] = '\0';
        memcpy(ret_badge->sub, badge.sub, sizeof(ret_badge->sub));
        restore->judged = badge;
        return 0;
}

void box_restore_known(struct box_restore *restore) {
        unsigned number = restore->people[0].known ? 1 : 0;

        restore->people[number] = (struct person){ .badge = restore->judged, .known = true };
}

int box_restore_person(struct box_restore *restore, const char *text, size_t len, const char *pin, char ret_message[BOX_RESTORE_MESSAGE_SIZE]) {
        struct box_restore_badge badge = { .refusal = REFUSAL_NONE };
        int r = box_restore_badge(restore, text, len, &badge, ret_message);

        if (r == 0 && !(badge.verifier[0] && pin_matches(pin, badge.verifier)))
                r = say(ret_message, BOX_RESTORE_E_REFUSED, "this PIN of %s is wrong", badge.sub);
        explicit_bzero(badge.verifier, sizeof(badge.verifier));
        if (r == 0)
                box_restore_known(restore);
        return r;
}

/* ---- the end ---- */

static int make_generation(char ret_generation[ORIGIN_GENERATION_LEN + 1]) {
        uint8_t random[ORIGIN_GENERATION_LEN / 2];

        if (getrandom(random, sizeof(random), 0) != sizeof(random))
                return -EIO;
        hex_encode(random, sizeof(random), ret_generation);
        return 0;
}

static int go_on(struct box_restore *restore, const char *generation) {
        const struct store_continuation continuation = {
                .generation = generation,
                .known = restore->known.is_known ? &restore->known.checkpoint : NULL,
                .key = restore->keys.ledger,
                .spent = restore->known.spent,
                .spent_count = restore->known.spent_count,
        };
        const struct bundle *given = restore->given;

        return store_do(restore->store, restore->now_ms,
                        DEED(DEED_CONTINUE, .by = restore->people[0].badge.sub, .continuation = &continuation, .bundle = given,
                             .root = given ? &given->root : NULL, .bytes = restore->given_bytes.data, .len = restore->given_bytes.len),
                        NULL);
}

static int raise_anchor(struct box_restore *restore, char *ret_message) {
        CLEANUP(buffer_deinit) struct buffer note = BUFFER_INIT;
        uint64_t size;
        int r = store_checkpoint(restore->store, &size, &note);

        if (r == 0)
                r = store_replace_anchor(restore->store, restore->folder->anchor, buffer_text(&note), note.len);
        return r == 0 ? 0 : say(ret_message, BOX_RESTORE_E_FAULT, "the ledger goes on, but its anchor %s cannot be written: %s; see to its place and start the daemon",
                                restore->folder->anchor, strerror(-r));
}

int box_restore_finish(struct box_restore *restore, struct box_restored *ret_restored, char ret_message[BOX_RESTORE_MESSAGE_SIZE]) {
        char generation[ORIGIN_GENERATION_LEN + 1];
        struct box_restored restored = { .former = { .size = store_size(restore->store) }, .spent = restore->known.spent_count };
        int r;

        if (!restore->people[0].known || !restore->people[1].known)
                return say(ret_message, BOX_RESTORE_E_FAULT, "%s", strerror(EPROTO));
        snprintf(restored.former.origin, sizeof(restored.former.origin), "%s", store_origin(restore->store));
        store_root(restore->store, &restored.former.root);
        if (restore->known.is_known && restore->known.checkpoint.size > restored.former.size)
                restored.former = restore->known.checkpoint;
        r = make_generation(generation);
        if (r == 0)
                r = go_on(restore, generation);
        if (r != 0)
                return say(ret_message, BOX_RESTORE_E_FAULT, "nothing was changed: %s", strerror(r < 0 ? -r : EIO));
        vkey_init(&restored.vkey, store_origin(restore->store), NOTE_TYPE_ED25519, secret_key_public(restore->keys.ledger));
        *ret_restored = restored;
        return raise_anchor(restore, ret_message);
}
