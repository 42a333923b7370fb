/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/ledger/origin.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "crypto/code.h"

static bool is_generation(const char *text) {
        return strlen(text) == ORIGIN_GENERATION_LEN && strspn(text, "0123456789abcdef") == ORIGIN_GENERATION_LEN;
}

static const char *last_part(const char *origin) {
        const char *slash = strrchr(origin, '/');

        return slash ? slash + 1 : origin;
}

/* The origin's part before a generation. */
static void first_of_all(const char *origin, char ret_origin[ORIGIN_BOX_SIZE]) {
        const char *last = last_part(origin);
        size_t len = last > origin && is_generation(last) ? (size_t)(last - origin) - 1 : strlen(origin);

        snprintf(ret_origin, ORIGIN_BOX_SIZE, "%.*s", (int)len, origin);
}

/* What follows "<domain>/pickupbox/", before a generation; NULL: it is no origin of ours. */
static const char *own_part(const char *origin, char first[ORIGIN_BOX_SIZE]) {
        static const char middle[] = "/pickupbox/";
        const char *own;
        size_t before;

        first_of_all(origin, first);
        own = last_part(first);
        before = (size_t)(own - first);
        return before >= sizeof(middle) && memcmp(own - (sizeof(middle) - 1), middle, sizeof(middle) - 1) == 0 ? own : NULL;
}

bool origin_is_box(const char *origin) {
        char first[ORIGIN_BOX_SIZE];
        const char *box = own_part(origin, first);

        return box && box_id_valid(box);
}

bool origin_is_office(const char *origin) {
        char first[ORIGIN_BOX_SIZE];
        const char *own = own_part(origin, first);

        return own && strcmp(own, "office") == 0;
}

static bool can_go_on(const char *origin) {
        return origin_is_box(origin) || origin_is_office(origin);
}

bool origin_has_generation(const char *origin) {
        char first[ORIGIN_BOX_SIZE];

        first_of_all(origin, first);
        return can_go_on(origin) && strcmp(first, origin) != 0;
}

const char *origin_box(const char *origin, char ret_box[ORIGIN_BOX_SIZE]) {
        char first[ORIGIN_BOX_SIZE];

        first_of_all(origin, first);
        snprintf(ret_box, ORIGIN_BOX_SIZE, "%s", last_part(origin_is_box(origin) ? first : origin));
        return ret_box;
}

int origin_continue(const char *origin, const char *generation, char ret_origin[NOTE_NAME_MAX + 1]) {
        char first[ORIGIN_BOX_SIZE];

        if (!can_go_on(origin) || !is_generation(generation))
                return -EINVAL;
        first_of_all(origin, first);
        if (strlen(first) + 1 + ORIGIN_GENERATION_LEN > NOTE_NAME_MAX)
                return -EINVAL;
        strcpy(ret_origin, first);
        strcat(ret_origin, "/");
        strcat(ret_origin, generation);
        return 0;
}

static bool is_for(const struct vkey *vkey, const char *origin) {
        return strcmp(vkey->origin[0] ? vkey->origin : vkey->name, origin) == 0;
}

bool origin_is_known(const char *origin, const struct vkey *vkeys, size_t count) {
        for (size_t i = 0; i < count; i++)
                if (is_for(&vkeys[i], origin))
                        return true;
        return false;
}

bool origin_speaks(const char *origin, const struct vkey *vkeys, size_t count, size_t i) {
        if (is_for(&vkeys[i], origin))
                return true;
        return !vkeys[i].origin[0] && !origin_is_box(origin) && !origin_is_box(vkeys[i].name) && !origin_is_known(origin, vkeys, count);
}

/* The same key under the name of another generation. False: it is no such key. */
static bool as_generation(const struct vkey *vkey, const char *origin, struct vkey *ret_vkey) {
        char first[ORIGIN_BOX_SIZE], own[ORIGIN_BOX_SIZE];

        if (vkey->origin[0] || vkey->type != NOTE_TYPE_ED25519 || !can_go_on(origin) || !can_go_on(vkey->name))
                return false;
        first_of_all(origin, first);
        first_of_all(vkey->name, own);
        if (strcmp(first, own) != 0 || strcmp(vkey->name, own) != 0 || strcmp(origin, own) == 0)
                return false;
        vkey_init(ret_vkey, origin, NOTE_TYPE_ED25519, &vkey->key);
        return true;
}

int origin_judge(const struct note *note, const char *origin, const struct vkey *vkeys, size_t count, const struct vkey **ret_signer) {
        const struct vkey *signer = NULL, *other = NULL;

        for (size_t i = 0; i < count; i++) {
                struct vkey renamed;
                bool is_renamed = as_generation(&vkeys[i], origin, &renamed);
                int r = note_verify(note, is_renamed ? &renamed : &vkeys[i]);

                if (is_renamed && r == NOTE_E_BAD_SIGNATURE)
                        return r;
                if (is_renamed)
                        signer = r == 0 ? &vkeys[i] : signer;
                else if (!origin_speaks(origin, vkeys, count, i))
                        other = r == 0 ? &vkeys[i] : other;
                else if (r == NOTE_E_BAD_SIGNATURE)
                        return r;
                else if (r == 0)
                        signer = &vkeys[i];
        }
        if (!signer && !other)
                return NOTE_E_UNKNOWN_KEY;
        *ret_signer = signer ? signer : other;
        return signer ? 0 : ORIGIN_E_OTHER;
}
