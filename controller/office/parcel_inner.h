/* SPDX-License-Identifier: EUPL-1.2 */
/* Between the parts of parcel.h: what has which name in out/, hidden and not. */
#pragma once

#include "controller/office/office.h"
#include "controller/office/parcel.h"
#include "controller/office/registry/issuance.h"

/* "DIR/out/.<cti>-<nbf>.<suffix>" */
void parcel_hidden_path(const struct office *office, const uint8_t cti[CTI_LEN], uint32_t nbf, const char *suffix, char ret_path[OFFICE_PATH_SIZE]);
/* With the files in it; there are no folders inside. */
void parcel_remove_folder(const char *path);
/* All that a folder has. 0 or a negative errno. */
MUST_CHECK int parcel_write_files(const struct office *office, const struct issued *issued, const struct order *order, struct paper_batch *batch, const char *folder);

/* What the files of a batch are called by: the suffix while they are hidden, the beginning of their name after that. */
enum { PARCEL_BATCH_KINDS = 2 };
extern const char *const parcel_batch_kinds[PARCEL_BATCH_KINDS];
/* The name in out/ of such a file. */
void parcel_name_file(const uint8_t cti[CTI_LEN], uint32_t nbf, const char *kind, char ret_name[PARCEL_NAME_SIZE]);
/* Gives the hidden one that name. 0 or a negative errno with a problem. */
MUST_CHECK int parcel_publish_file(const struct office *office, const uint8_t cti[CTI_LEN], uint32_t nbf, const char *kind, struct problems *problems,
                                   char ret_name[PARCEL_NAME_SIZE]);

/* Whether that is the suffix of what was hidden when it became void. */
bool parcel_is_gone(const char *suffix);
/*
 * The place of one that a cut left hidden, under the cti of this consignment and this nbf: away with it when it was revoked, else back to its name.
 * 0 or a negative errno.
 */
MUST_CHECK int parcel_recover_gone(const struct office *office, const struct issuance *consignment, uint32_t nbf, const char *hidden, const char *suffix);
