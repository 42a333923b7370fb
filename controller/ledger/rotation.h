/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The change of a ledger's key, as the ledger itself tells it (docs/ledger.md).
 *
 * Entry n, `rotating`, names the new key. The tree of n + 1 entries, which ends
 * in it, is the changing checkpoint: old and new key both sign it, and entry
 * n + 1, `rotated`, holds the two signatures. So who trusts the old key can
 * follow to the new one, and who trusts the new one knows what the old one was:
 * a signature of the old key alone would say nothing of the new. When the old
 * key was lost its signature is missing, and nobody can follow.
 *
 * An office's log tells its own in the same way (rotation_office.h), but that the old key signs on until a later entry.
 */
#pragma once

#include "controller/ledger/exported.h"

enum { ROTATION_KEYS_MAX = 64 };

struct rotation_keys {
        struct vkey vkeys[ROTATION_KEYS_MAX];
        size_t count;
        bool lost;                  /* a key was lost, in entry lost_at, before the ledger's last one */
        uint64_t lost_at;
};

/*
 * The keys that these lead to, forwards and backwards, themselves included, and that are good for a checkpoint of `size`
 * entries: one that was changed before is not. They are found in the entries and tiles of an export, under the root of its
 * checkpoint, and are worth what that root is: the caller judges it by them. Reads all entries; what is missing or
 * contradicts the tree is not followed. 0 or a negative errno.
 */
MUST_CHECK int rotation_follow(const struct exported *exported, uint64_t size, const struct vkey *vkeys, size_t count,
                               struct rotation_keys *ret_keys);
