/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/adopt.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "controller/box/daemon/box_folder.h"
#include "controller/ledger/witnessed.h"
#include "crypto/revocations.h"

static int say(char *ret_message, int result, const char *format, ...) PRINTF_LIKE(3, 4);

static int say(char *ret_message, int result, const char *format, ...) {
        va_list arguments;

        va_start(arguments, format);
        vsnprintf(ret_message, ADOPT_MESSAGE_SIZE, format, arguments);
        va_end(arguments);
        return result;
}

static int open_store(const struct config *config, struct store **ret_store, char *ret_message) {
        enum rollback rollback;
        int r = store_open_anchored(config->database, config->anchor, STORE_MODE_ANY, ret_store, &rollback);

        if (r == 0)
                return 0;
        if (r == STORE_E_ROLLED_BACK) {
                rollback_message(rollback, config->database, ret_message);
                return ADOPT_E_REFUSED;
        }
        adopt_store_message(r, config->database, ret_message);
        return ADOPT_E_FAULT;
}

void adopt_store_message(int r, const char *path, char ret_message[ADOPT_MESSAGE_SIZE]) {
        static const char *const texts[] = {
                [STORE_E_NEWER] = "was written by a newer pickupbox; use that one",
                [STORE_E_MODE] = "belongs to the other kind of hardware; entries of the two are never mixed",
                [STORE_E_DAMAGED] = "is damaged and was left as it is; restore the backup",
                [STORE_E_OLDER] = "was written by an older pickupbox; start the daemon once",
        };

        if (r == -EBUSY)
                snprintf(ret_message, ADOPT_MESSAGE_SIZE, "%s is in use; try again, or stop what uses it", path);
        else if (r > 0 && (size_t)r < ARRAY_LEN(texts))
                snprintf(ret_message, ADOPT_MESSAGE_SIZE, "%s %s", path, texts[r]);
        else
                snprintf(ret_message, ADOPT_MESSAGE_SIZE, "%s cannot be opened: %s", path, strerror(r < 0 ? -r : EIO));
}

/* What the bundle that is there was opened under is what this box trusts. */
int adopt_current(struct store *store, struct bundle **ret_current, char ret_message[ADOPT_MESSAGE_SIZE]) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct public_key pinned;
        int r = store_bundle(store, &pinned, &bytes);

        if (r == STORE_E_NO_BUNDLE)
                return 0;
        if (r == 0)
                r = bundle_open(bytes.data, bytes.len, &pinned, ret_current);
        if (r != 0)
                return say(ret_message, ADOPT_E_FAULT, "the bundle in the store cannot be read: %s", strerror(r < 0 ? -r : EBADMSG));
        return 0;
}

/* The first bundle is opened under the root given, a later one under what the box trusts. 0, REFUSAL_*, or a negative errno. */
static int open_trusted(const uint8_t *bytes, size_t len, const struct public_key *given, const struct bundle *current,
                        struct bundle **ret_bundle) {
        return current ? bundle_open_next(bytes, len, current, ret_bundle) : bundle_open(bytes, len, given, ret_bundle);
}

static int open_bundle(const struct config *config, const uint8_t *bytes, size_t len, const struct public_key *given,
                       const struct bundle *current, struct bundle **ret_bundle, char *ret_message) {
        int r;

        if (!current && !given)
                return say(ret_message, ADOPT_E_REFUSED,
                           "this box trusts no office yet; the first time give the office's root key with --root FILE|HEX");
        if (current && given && memcmp(given->x, current->root.x, sizeof(given->x)) != 0)
                return say(ret_message, ADOPT_E_REFUSED, "this box trusts another office; --root is not its root key");
        r = open_trusted(bytes, len, given, current, ret_bundle);
        if (r == REFUSAL_UNKNOWN_KEY)
                return say(ret_message, ADOPT_E_REFUSED, "this bundle is signed by another office's root key");
        if (r > 0)
                return say(ret_message, ADOPT_E_REFUSED, "this is not a bundle (%s); get it from the office again",
                           refusal_name((enum refusal)r));
        if (r < 0)
                return say(ret_message, ADOPT_E_FAULT, "the bundle cannot be read: %s", strerror(-r));
        if (!bundle_find_box(*ret_bundle, config->box_id))
                return say(ret_message, ADOPT_E_REFUSED, "this bundle does not know box %s; `pickupbox office add-box` comes first",
                           config->box_id);
        return 0;
}

bool adopt_fits_box(const struct bundle *bundle, const char *box_id, const struct sealing_key *key) {
        char verifier[PIN_VERIFIER_SIZE];
        int r = bundle_pin_verifier(bundle, box_id, key, "", verifier); /* nobody has this name: only whether it opens counts */

        return r != -EBADMSG;
}

static int check_enrolment(const struct config *config, const struct bundle *bundle, char *ret_message) {
        char message[BOX_KEYS_MESSAGE_SIZE];
        struct box_keys keys = { 0 };
        const char *name;
        bool fits;
        int r;

        r = box_keys_load(config->keys, &keys, &name);
        if (r != 0) {
                box_keys_message(r, config->keys, name, message);
                return say(ret_message, ADOPT_E_FAULT, "%s", message);
        }
        fits = adopt_fits_box(bundle, config->box_id, keys.sealing);
        box_keys_deinit(&keys);
        return fits ? 0 : say(ret_message, ADOPT_E_REFUSED, ADOPT_OTHER_ENROLMENT, config->box_id, config->box_id);
}

/* REFUSAL_UNKNOWN_KEY: it is none that a key of the bundle signed. */
static int adopt_statement(const struct config *config, struct store *store, const struct bundle *current, const uint8_t *bytes,
                           size_t len, int64_t t_ms, char *ret_message) {
        CLEANUP(revocations_cleanup) struct revocations *statement = NULL;
        int r = revocations_open(bytes, len, current, config->box_id, &statement);

        if (r == REFUSAL_UNKNOWN_KEY)
                return r;
        if (r > 0)
                return say(ret_message, ADOPT_E_REFUSED, "this statement of revocations is refused (%s)", refusal_name((enum refusal)r));
        if (r == 0)
                r = store_do(store, t_ms, DEED(DEED_REVOKE, .bytes = bytes, .len = len, .revocations = statement), NULL);
        if (r == 0 || r == STORE_E_NOTHING_NEW)
                return 0;
        return say(ret_message, ADOPT_E_FAULT, "the revocations could not be stored: %s", strerror(r < 0 ? -r : EIO));
}

int adopt_directly(const struct config *config, const uint8_t *bytes, size_t len, const struct public_key *root, int64_t t_ms,
                   uint32_t *ret_version, char ret_message[ADOPT_MESSAGE_SIZE]) {
        CLEANUP(bundle_cleanup) struct bundle *bundle = NULL, *current = NULL;
        CLEANUP(store_cleanup) struct store *store = NULL;
        struct lacking lacking = { 0 };
        int r;

        if (witnessed_is_note(bytes, len))
                return say(ret_message, ADOPT_E_REFUSED, "this is a checkpoint: the running box takes it; start the daemon");
        r = open_store(config, &store, ret_message);
        if (r == 0)
                r = adopt_current(store, &current, ret_message);
        if (r == 0 && current && open_trusted(bytes, len, root, current, &bundle) == REFUSAL_UNKNOWN_KEY) {
                r = adopt_statement(config, store, current, bytes, len, t_ms, ret_message);
                if (r == 0)
                        *ret_version = 0;
                if (r != REFUSAL_UNKNOWN_KEY)
                        return r;
                r = 0;
        }
        bundle_free(bundle);
        bundle = NULL;
        if (r == 0)
                r = open_bundle(config, bytes, len, root, current, &bundle, ret_message);
        if (r == 0)
                r = check_enrolment(config, bundle, ret_message);
        if (r != 0)
                return r;
        r = store_do(store, t_ms, DEED(DEED_ADOPT, .bytes = bytes, .len = len, .bundle = bundle, .current = current, .root = &bundle->root,
                                      .lacking = &lacking), NULL);
        if (r == STORE_E_LACKS_REVOCATIONS) {
                adopt_lacking(&lacking, ret_message);
                return ADOPT_E_REFUSED;
        }
        if (r == STORE_E_OLD_VERSION)
                return say(ret_message, ADOPT_E_REFUSED, "the box has this version of the bundle or a newer one already");
        if (r != 0)
                return say(ret_message, ADOPT_E_FAULT, "the bundle could not be stored: %s", strerror(r < 0 ? -r : EIO));
        *ret_version = bundle->version;
        return 0;
}
