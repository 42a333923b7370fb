/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/daemon/adopt.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "controller/store/store.h"

static int say(char *ret_message, int result, const char *format, ...) PRINTF_LIKE(3, 4);

static int say(char *ret_message, int result, const char *format, ...) {
        va_list arguments;

        va_start(arguments, format);
        vsnprintf(ret_message, ADOPT_MESSAGE_SIZE, format, arguments);
        va_end(arguments);
        return result;
}

static int open_store(const struct config *config, struct store **ret_store, char *ret_message) {
        int r = store_open(config->database, STORE_MODE_ANY, ret_store);

        switch (r) {
        case 0:
                return 0;
        case -EBUSY:
                return say(ret_message, ADOPT_E_FAULT, "%s is in use; try again, or stop what uses it", config->database);
        case STORE_E_DAMAGED:
                return say(ret_message, ADOPT_E_FAULT, "%s is damaged and was left as it is; restore the backup", config->database);
        case STORE_E_NEWER:
                return say(ret_message, ADOPT_E_FAULT, "%s was written by a newer pickupbox; use that one", config->database);
        default:
                return say(ret_message, ADOPT_E_FAULT, "%s cannot be opened: %s", config->database, strerror(r < 0 ? -r : EIO));
        }
}

static int choose_root(struct store *store, const struct public_key *given, struct public_key *ret_root, char *ret_message) {
        CLEANUP(buffer_deinit) struct buffer current = BUFFER_INIT;
        struct public_key pinned;
        int r = store_bundle(store, &pinned, &current);

        if (r == STORE_E_NO_BUNDLE && !given)
                return say(ret_message, ADOPT_E_REFUSED,
                           "this box trusts no office yet; the first time give the office's root key with --root FILE|HEX");
        if (r < 0)
                return say(ret_message, ADOPT_E_FAULT, "the store cannot be read: %s", strerror(-r));
        if (r == 0 && given && memcmp(given->x, pinned.x, sizeof(pinned.x)) != 0)
                return say(ret_message, ADOPT_E_REFUSED, "this box trusts another office; --root is not its root key");
        *ret_root = r == 0 ? pinned : *given;
        return 0;
}

static int open_bundle(const struct config *config, const uint8_t *bytes, size_t len, const struct public_key *root,
                       struct bundle **ret_bundle, char *ret_message) {
        int r = bundle_open(bytes, len, root, ret_bundle);

        if (r == REFUSAL_UNKNOWN_KEY)
                return say(ret_message, ADOPT_E_REFUSED, "this bundle is signed by another office's root key");
        if (r > 0)
                return say(ret_message, ADOPT_E_REFUSED, "this is not a bundle (%s); get it from the office again",
                           refusal_name((enum refusal)r));
        if (r < 0)
                return say(ret_message, ADOPT_E_FAULT, "the bundle cannot be read: %s", strerror(-r));
        if (!bundle_find_box(*ret_bundle, config->box_id)) {
                bundle_free(*ret_bundle);
                *ret_bundle = NULL;
                return say(ret_message, ADOPT_E_REFUSED, "this bundle does not know box %s; `pickupbox office add-box` comes first",
                           config->box_id);
        }
        return 0;
}

int adopt_directly(const struct config *config, const uint8_t *bytes, size_t len, const struct public_key *root, int64_t t_ms,
                   uint32_t *ret_version, char ret_message[ADOPT_MESSAGE_SIZE]) {
        CLEANUP(bundle_cleanup) struct bundle *bundle = NULL;
        CLEANUP(store_cleanup) struct store *store = NULL;
        struct public_key trusted;
        int r;

        r = open_store(config, &store, ret_message);
        if (r == 0)
                r = choose_root(store, root, &trusted, ret_message);
        if (r == 0)
                r = open_bundle(config, bytes, len, &trusted, &bundle, ret_message);
        if (r != 0)
                return r;
        r = store_adopt(store, t_ms, bytes, len, bundle, &trusted);
        if (r == STORE_E_OLD_VERSION)
                return say(ret_message, ADOPT_E_REFUSED, "the box has this version of the bundle or a newer one already");
        if (r != 0)
                return say(ret_message, ADOPT_E_FAULT, "the bundle could not be stored: %s", strerror(r < 0 ? -r : EIO));
        *ret_version = bundle->version;
        return 0;
}
