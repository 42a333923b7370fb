/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * An office and its store (controller/office/registry/registry.h): where it is, what of the office stands in it, and what to tell
 * a person about it. What boxes, staff and keys are stands in the database and, for people, in office.json; the store's
 * is the one that counts.
 */
#pragma once

#include "base/macro.h"
#include "controller/office/office.h"
#include "controller/office/registry/registry.h"

/* Whether the folder is of the first version, which had no store. */
bool office_is_first(const char *dir);

/* Who writes, as entries name it: "uid-1000". */
void office_store_author(char ret_by[ACT_BY_MAX + 1]);

/*
 * Makes the store of an office in `folder`, which will have the name `dir` when it is finished, the public half of its log's key `log`, and the anchor
 * beside `dir` in the place of an older one. `address`: of a server; NULL: a file. `change`: what was found of the first
 * version, and the entry about it; its other members are filled in. The public half is written last. 0; OFFICE_E_REFUSED; a negative errno with a
 * problem.
 */
MUST_CHECK int office_store_create(const char *folder, const char *dir, const struct state *state, const struct secret_key *log, const char *address,
                                   struct registry_change *change, int64_t now_s, struct problems *problems);
/* Opens and verifies it, and compares office.json. 0; OFFICE_E_REFUSED with what is wrong; a negative errno with a problem. */
MUST_CHECK int office_store_open(struct office *office, struct problems *problems);

/*
 * The same for a database that is older than its anchor, or has none: it is looked at, and gone on for. Boxes, staff and keys are those of the
 * database; office.json is as it was.
 */
MUST_CHECK int office_store_open_older(struct office *office, struct problems *problems);
/* registry_continue() with boxes, staff and keys of the state, and who does it. 0; OFFICE_E_REFUSED; a negative errno with a problem. */
MUST_CHECK int office_store_continue(struct office *office, const char *generation, struct registry_change *change, int64_t now_s,
                                     struct problems *problems);
/*
 * The key for what is signed of the log beside an act, as an export: lets the log go over to the next one first, where that is due. The same outcomes, and those of
 * office_write().
 */
MUST_CHECK int office_settle_log(struct office *office, int64_t now_s, struct problems *problems, const struct secret_key **ret_signer);
/* Verifies all of it: registry_issuances() is there from then on. The same. */
MUST_CHECK int office_store_load(const struct office *office, struct problems *problems);
/*
 * Looks one consignment up, by its id or by the tag of its number. *ret_there is false when there is none for certain. 0; OFFICE_E_REFUSED
 * when what stands there is not what was signed; a negative errno with a problem.
 */
MUST_CHECK int office_look_up(const struct office *office, const uint8_t cti[CTI_LEN], struct problems *problems, bool *ret_there,
                              struct issuance *ret_issuance);
/* The same of one that must be there: when it is not, OFFICE_E_REFUSED with a problem. */
MUST_CHECK int office_look_up_issued(const struct office *office, const uint8_t cti[CTI_LEN], struct problems *problems, struct issuance *ret_issuance);
MUST_CHECK int office_look_up_number(const struct office *office, const uint8_t reference_tag[TAG_LEN], struct problems *problems, bool *ret_there,
                                     struct issuance *ret_issuance);
/* Each of those whose ids are set: `there`, or not. The same. */
MUST_CHECK int office_look_up_all(const struct office *office, struct issuance *all, size_t count, struct problems *problems);
/* How far a box's log was taken in (registry_find_box()). The same. */
MUST_CHECK int office_look_up_box(const struct office *office, const char *box, struct problems *problems, bool *ret_there, struct registry_box *ret_seen);
/* All that are known to have this blind (registry_find_blind()); *ret_found is the caller's. */
MUST_CHECK int office_look_up_blind(const struct office *office, enum blind_column column, const uint8_t blind[BLIND_LEN], struct problems *problems,
                                    struct issuance **ret_found, size_t *ret_count);
/* All whose id begins with these half bytes; *ret_found is the caller's. */
MUST_CHECK int office_look_up_prefix(const struct office *office, const uint8_t *cti, unsigned half_bytes, struct problems *problems,
                                     struct issuance **ret_found, size_t *ret_count);

/* registry_accesses(). 0; OFFICE_E_REFUSED; a negative errno with a problem. */
MUST_CHECK int office_store_accesses(const struct office *office, registry_access_fn *hear, void *context, struct problems *problems);

/* The same for one that was moved to a server, or is to be: the move begins or is finished. */
MUST_CHECK int office_store_open_moving(struct office *office, struct problems *problems);
/* A server's address, without a password. 0 or OFFICE_E_REFUSED. */
MUST_CHECK int office_store_check_address(const char *address, struct problems *problems);
/* Whether there is a server at the address that lets us in. 0 or a negative errno with a problem. */
MUST_CHECK int office_store_reach(const struct office *office, const char *address, struct problems *problems);
/* registry_copy(), opens the copy, and writes the address down. 0; OFFICE_E_REFUSED; a negative errno with a problem. */
MUST_CHECK int office_store_move(struct office *office, const char *address, struct problems *problems, struct registry_copied *ret_copied);

/* After an erasure (registry_compact()). 0 or a negative errno with a problem. */
MUST_CHECK int office_store_compact(struct office *office, struct problems *problems);

/*
 * Writes a change of the store, with who makes it and with settings that were edited since the last one. `machine` and
 * `bundle_version` are filled in when `of_office`: boxes, staff and keys are as in the state from then on, and office.json is
 * written behind. 0; OFFICE_E_REFUSED; a negative errno with a problem; then nothing is changed.
 */
MUST_CHECK int office_write(struct office *office, struct registry_change *change, bool of_office, int64_t now_s, struct problems *problems);
