/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/ledger/origin.h"

#include <string.h>

#include "crypto/code.h"

const char *origin_box(const char *origin) {
        const char *slash = strrchr(origin, '/');

        return slash ? slash + 1 : origin;
}

bool origin_is_box(const char *origin) {
        static const char middle[] = "/pickupbox/";
        const char *box = origin_box(origin);
        size_t before = (size_t)(box - origin);

        return before >= sizeof(middle) && memcmp(box - (sizeof(middle) - 1), middle, sizeof(middle) - 1) == 0 && box_id_valid(box);
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

int origin_judge(const struct note *note, const char *origin, const struct vkey *vkeys, size_t count, const struct vkey **ret_signer) {
        const struct vkey *signer = NULL, *other = NULL;

        for (size_t i = 0; i < count; i++) {
                int r = note_verify(note, &vkeys[i]);

                if (!origin_speaks(origin, vkeys, count, i))
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
